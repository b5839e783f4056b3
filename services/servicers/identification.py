"""IdentificationService: enrolment, search and verification in one named gallery."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from database.caller import Caller
from database.paging import Listed
from gallery.gallery import Gallery
from gallery.types import (
    Encounter,
    Enrolment,
    ExtractedSample,
    Identity,
    MissingFinger,
    ReceivedSample,
)
from matcher import template
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.version import MATCHER_VERSION
from services.errors import InvalidFieldError, LocatedSampleError
from services.messages import door, samples
from services.servicers.rpc import answers_page, answers_with
from services.wire import (
    Context,
    Deadline,
    Pools,
    RequestClock,
    Work,
    caller_from,
    check_id,
    conversion,
    deadline_of,
    find_gallery,
    validation,
)
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.identification_service_pb2_grpc import IdentificationServiceServicer

_SEARCH, _VERIFY, _ENROL = "search", "verify", "enrol"
"""Kinds of work, each of which takes alike long."""


class IdentificationServicer(IdentificationServiceServicer):
    """Enrols and searches in the gallery that the request names."""

    def __init__(
        self, galleries: Mapping[str, Gallery], extractor: Extractor, pools: Pools
    ) -> None:
        self._galleries = galleries
        self._extractor = extractor
        self._pools = pools
        self._extraction, self._search, self._store = pools.extraction, pools.search, pools.store

    async def Enrol(self, request: pb2.EnrolRequest, context: Context) -> pb2.EnrolResponse:
        """Enrol an encounter."""
        gallery = self._gallery(request.gallery)
        encounter_id = validation.check_new_encounter_id(request.encounter_id)
        identity_id = request.identity_id and check_id("identity_id", request.identity_id)
        target_fpir = validation.target_fpir(request.target_fpir)
        if request.search_first and identity_id:
            raise InvalidFieldError("search_first", "not together with identity_id")
        caller, deadline = caller_from(context), deadline_of(context)
        received = samples.receive(request.samples)
        missing = samples.missing_fingers(request.missing_fingers, received)
        digest = samples.content_digest(received, identity_id, *samples.words_of(missing))
        # The answer to a repeated request needs no second extraction.
        find = partial(gallery.find_enrolled, encounter_id, digest)
        stored = await self._store.admit_and_run(find, deadline, "find enrolled")
        if stored is not None:
            return conversion.enrolled(*stored)
        searched = request.search_first
        rest_s = self._search.expected_s(_SEARCH) if searched else self._store.expected_s(_ENROL)
        fingers = await self._extract(received, missing, deadline, rest_s)
        extracted = fingers.samples
        told = pb2.EnrolResponse(
            slaps=conversion.slap_reports(fingers.slaps),
            sequence=conversion.sequence_of(fingers.sequence),
        )
        enrolment = Enrolment(encounter_id, tuple(extracted), digest, identity_id or None, missing)
        asked: dict[str, Any] = {"caller": caller, "now": datetime.now(UTC)}
        if request.search_first:
            probe = samples.probe_of(extracted)
            identify = partial(
                gallery.identify, probe, target_fpir=target_fpir, check=deadline.check
            )
            enrol_unless_found = partial(
                gallery.enrol_unless_found,
                enrolment,
                probe=probe,
                identification=await self._search.admit_and_run(identify, deadline, _SEARCH),
                **asked,
            )
            outcome = await self._store.admit_and_run(enrol_unless_found, deadline, _ENROL)
            response = conversion.enrolled_unless_found(outcome)
            response.MergeFrom(told)
            return response
        enrol = partial(gallery.enrol, enrolment, **asked)
        response = conversion.enrolled(*await self._store.admit_and_run(enrol, deadline, _ENROL))
        response.MergeFrom(told)
        return response

    async def Identify(
        self, request: pb2.IdentifyRequest, context: Context
    ) -> pb2.IdentifyResponse:
        """Search a gallery."""
        gallery = self._gallery(request.gallery)
        target_fpir = validation.target_fpir(request.target_fpir)
        max_candidates = validation.count(
            "max_candidates",
            request.max_candidates,
            validation.DEFAULT_MAX_CANDIDATES,
            validation.MAX_CANDIDATES,
        )
        deadline = deadline_of(context)
        clock = RequestClock()
        received = samples.receive(request.samples)
        missing = samples.missing_fingers(request.missing_fingers, received)
        fingers = await self._extract(
            received, missing, deadline, self._search.expected_s(_SEARCH), clock
        )
        probe = samples.probe_of(fingers.samples)
        identify = partial(
            gallery.identify,
            probe,
            target_fpir=target_fpir,
            max_candidates=max_candidates,
            check=deadline.check,
        )
        found = await self._search.admit_and_run(clock.marked(identify), deadline, _SEARCH)
        return pb2.IdentifyResponse(
            candidates=map(conversion.candidate, found.candidates),
            report=conversion.search_report(
                found.report, stages=[*clock.stages(len(probe)), *found.report.stages]
            ),
            samples=conversion.sample_reports(fingers.samples),
            slaps=conversion.slap_reports(fingers.slaps),
            sequence=conversion.sequence_of(fingers.sequence),
        )

    async def Verify(self, request: pb2.VerifyRequest, context: Context) -> pb2.VerifyResponse:
        """Compare with one claimed identity."""
        gallery = self._gallery(request.gallery)
        identity_id = check_id("identity_id", request.identity_id)
        target_fmr = validation.target_fmr(request.target_fmr)
        deadline = deadline_of(context)
        received = samples.receive(request.samples)
        missing = samples.missing_fingers(request.missing_fingers, received)
        fingers = await self._extract(
            received, missing, deadline, self._search.expected_s("verify")
        )
        verify = partial(
            gallery.verify,
            samples.probe_of(fingers.samples),
            identity_id,
            target_fmr=target_fmr,
            check=deadline.check,
        )
        verification = await self._search.admit_and_run(verify, deadline, _VERIFY)
        return pb2.VerifyResponse(
            comparison=conversion.candidate(verification.comparison),
            threshold_db=verification.threshold_db,
            samples=conversion.sample_reports(fingers.samples),
            slaps=conversion.slap_reports(fingers.slaps),
            sequence=conversion.sequence_of(fingers.sequence),
        )

    async def ExtractTemplate(
        self, request: pb2.ExtractTemplateRequest, context: Context
    ) -> pb2.ExtractTemplateResponse:
        """Extract the template of one sample."""
        deadline = deadline_of(context)
        received = samples.receive([request.sample] if request.HasField("sample") else [])
        samples.refuse_slaps(received)
        async with self._extraction.admit(deadline, Work("extract")):
            [sample] = await samples.decode(received, self._pools, deadline)
            assert not isinstance(sample, SampleError)  # The error of a single sample is raised.
            extract = partial(self._extractor.features, sample, deadline.check)
            try:
                found = await self._extraction.run(extract, deadline)
            except SampleError as error:
                raise LocatedSampleError(error, 0, int(sample.position)) from error
        return template_response(received[0].extracted(found))

    @answers_with(pb2.GetIdentityResponse, conversion.identity)
    def GetIdentity(self, request: pb2.GetIdentityRequest, _: Caller) -> Identity:
        gallery = self._gallery(request.gallery)
        return gallery.get_identity(check_id("identity_id", request.identity_id))

    @answers_page(pb2.ListEncountersResponse, conversion.encounter)
    def ListEncounters(self, request: pb2.ListEncountersRequest, _: Caller) -> Listed[Encounter]:
        gallery = self._gallery(request.gallery)
        identity_id = check_id("identity_id", request.identity_id)
        return gallery.list_encounters(identity_id, validation.page(request))

    @answers_with(pb2.DeleteEncounterResponse, bool)
    def DeleteEncounter(self, request: pb2.DeleteEncounterRequest, caller: Caller) -> bool:
        """Delete one encounter. Returns whether its identity was deleted too."""
        return self._gallery(request.gallery).delete_encounter(
            check_id("encounter_id", request.encounter_id),
            expunge=request.expunge,
            caller=caller,
            now=datetime.now(UTC),
        )

    def _gallery(self, name: str) -> Gallery:
        return find_gallery(self._galleries, name)

    async def _extract(
        self,
        received: Sequence[ReceivedSample],
        missing: Sequence[MissingFinger],
        deadline: Deadline,
        rest_s: float,
        clock: RequestClock | None = None,
    ) -> door.Fingers:
        """Extract, if there is time for it and for what comes after it."""
        return await door.extract(
            received,
            missing,
            self._extractor,
            self._pools,
            deadline,
            clock,
            rest_s,
        )


def template_response(sample: ExtractedSample) -> pb2.ExtractTemplateResponse:
    """Write the template of a sample that has one, and the report of the sample."""
    assert sample.features is not None
    found = sample.features.template
    return pb2.ExtractTemplateResponse(
        report=conversion.sample_report(conversion.summarize(sample)),
        width_px=found.width_px,
        height_px=found.height_px,
        minutiae=conversion.minutiae(found),
        template=template.encode(found),
        matcher_version=MATCHER_VERSION,
    )
