"""IdentificationService: enrolment, search and verification in one named gallery."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from gallery.gallery import Gallery
from gallery.types import ExtractedSample, Identification, ReceivedSample, SampleSummary
from matcher import template
from matcher.errors import SampleError
from matcher.types import Features, FingerPosition, Template
from matcher.version import MATCHER_VERSION
from services.messages import SampleExtractor, samples
from services.wire import (
    Context,
    Deadline,
    InvalidFieldError,
    LocatedSampleError,
    Pools,
    RequestClock,
    caller_from,
    conversion,
    deadline_of,
    find_gallery,
    validation,
)
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1 import sample_pb2
from tenprint.v1.identification_service_pb2_grpc import IdentificationServiceServicer


class IdentificationServicer(IdentificationServiceServicer):
    """Answers for the galleries it is given, by name."""

    def __init__(
        self, galleries: Mapping[str, Gallery], extractor: SampleExtractor, pools: Pools
    ) -> None:
        self._galleries = galleries
        self._extractor = extractor
        self._pools = pools

    async def Enrol(self, request: pb2.EnrolRequest, context: Context) -> pb2.EnrolResponse:
        """Enrol an encounter."""
        gallery = self._gallery(request.gallery)
        encounter_id = validation.check_new_encounter_id(request.encounter_id)
        identity_id = request.identity_id and validation.check_id(
            "identity_id", request.identity_id
        )
        target_fpir = validation.rate(
            "target_fpir", request.target_fpir, validation.DEFAULT_TARGET_FPIR
        )
        if request.search_first and identity_id:
            raise InvalidFieldError("search_first", "not together with identity_id")
        caller, deadline = caller_from(context), deadline_of(context)
        received = samples.receive(request.samples)
        digest = samples.content_digest(received, identity_id)
        # A repetition is answered without extracting again.
        find = partial(gallery.find_enrolled, encounter_id, digest)
        async with self._pools.store.admit():
            stored = await self._pools.store.run(find, deadline)
        if stored is not None:
            return conversion.enrolled(*stored)
        extracted = await self._extract(received, deadline)
        now = datetime.now(UTC)
        if request.search_first:
            probe = _probe(extracted)
            identification = await self._search(gallery, probe, target_fpir, deadline)
            enrol_unless_found = partial(
                gallery.enrol_unless_found,
                encounter_id,
                extracted,
                probe=probe,
                identification=identification,
                caller=caller,
                content_digest=digest,
                now=now,
            )
            async with self._pools.store.admit():
                outcome = await self._pools.store.run(enrol_unless_found, deadline)
            return conversion.enrolled_unless_found(outcome)
        enrol = partial(
            gallery.enrol,
            encounter_id,
            extracted,
            identity_id=identity_id or None,
            caller=caller,
            content_digest=digest,
            now=now,
        )
        async with self._pools.store.admit():
            return conversion.enrolled(*await self._pools.store.run(enrol, deadline))

    async def Identify(
        self, request: pb2.IdentifyRequest, context: Context
    ) -> pb2.IdentifyResponse:
        """Search a gallery."""
        gallery = self._gallery(request.gallery)
        target_fpir = validation.rate(
            "target_fpir", request.target_fpir, validation.DEFAULT_TARGET_FPIR
        )
        max_candidates = validation.count(
            "max_candidates",
            request.max_candidates,
            validation.DEFAULT_MAX_CANDIDATES,
            validation.MAX_CANDIDATES,
        )
        caller_from(context)
        deadline = deadline_of(context)
        clock = RequestClock()
        extracted = await self._extract(samples.receive(request.samples), deadline, clock)
        probe = _probe(extracted)
        identify = partial(
            gallery.identify,
            probe,
            target_fpir=target_fpir,
            max_candidates=max_candidates,
            check=deadline.check,
        )
        async with self._pools.search.admit():
            found = await self._pools.search.run(clock.marked(identify), deadline)
        return pb2.IdentifyResponse(
            candidates=map(conversion.candidate, found.candidates),
            report=conversion.search_report(
                found.report, stages=[*clock.stages(len(probe)), *found.report.stages]
            ),
            samples=conversion.sample_reports(extracted),
        )

    async def Verify(self, request: pb2.VerifyRequest, context: Context) -> pb2.VerifyResponse:
        """Compare with one claimed identity."""
        gallery = self._gallery(request.gallery)
        identity_id = validation.check_id("identity_id", request.identity_id)
        target_fmr = validation.rate(
            "target_fmr", request.target_fmr, validation.DEFAULT_TARGET_FMR
        )
        caller_from(context)
        deadline = deadline_of(context)
        extracted = await self._extract(samples.receive(request.samples), deadline)
        verify = partial(
            gallery.verify,
            _probe(extracted),
            identity_id,
            target_fmr=target_fmr,
            check=deadline.check,
        )
        async with self._pools.search.admit():
            verification = await self._pools.search.run(verify, deadline)
        return pb2.VerifyResponse(
            comparison=conversion.candidate(verification.comparison),
            threshold_db=verification.threshold_db,
            samples=conversion.sample_reports(extracted),
        )

    async def ExtractTemplate(
        self, request: pb2.ExtractTemplateRequest, context: Context
    ) -> pb2.ExtractTemplateResponse:
        """Extract the template of one sample."""
        caller_from(context)
        deadline = deadline_of(context)
        received = samples.receive([request.sample] if request.HasField("sample") else [])
        async with self._pools.extraction.admit():
            [sample] = await samples.decode(received, self._pools.extraction, deadline)
            extract = partial(self._extractor.extract, sample)
            try:
                found = await self._pools.extraction.run(extract, deadline)
            except SampleError as error:
                raise LocatedSampleError(error, 0, int(sample.position)) from error
        return template_response(request.sample.position, found)

    async def GetIdentity(
        self, request: pb2.GetIdentityRequest, context: Context
    ) -> pb2.GetIdentityResponse:
        """Read one identity."""
        gallery = self._gallery(request.gallery)
        identity_id = validation.check_id("identity_id", request.identity_id)
        caller_from(context)
        async with self._pools.store.admit():
            identity = await self._pools.store.run(
                partial(gallery.get_identity, identity_id), deadline_of(context)
            )
        return pb2.GetIdentityResponse(identity=conversion.identity(identity))

    async def ListEncounters(
        self, request: pb2.ListEncountersRequest, context: Context
    ) -> pb2.ListEncountersResponse:
        """List the encounters of one identity."""
        gallery = self._gallery(request.gallery)
        identity_id = validation.check_id("identity_id", request.identity_id)
        page_size = validation.page_size(request.page_size)
        token = validation.check_page_token(request.page_token)
        caller_from(context)
        read = partial(gallery.list_encounters, identity_id, page_size, token)
        async with self._pools.store.admit():
            encounters, next_token = await self._pools.store.run(read, deadline_of(context))
        return pb2.ListEncountersResponse(
            encounters=map(conversion.encounter, encounters), next_page_token=next_token
        )

    async def DeleteEncounter(
        self, request: pb2.DeleteEncounterRequest, context: Context
    ) -> pb2.DeleteEncounterResponse:
        """Delete one encounter."""
        gallery = self._gallery(request.gallery)
        encounter_id = validation.check_id("encounter_id", request.encounter_id)
        delete = partial(
            gallery.delete_encounter,
            encounter_id,
            expunge=request.expunge,
            caller=caller_from(context),
            now=datetime.now(UTC),
        )
        async with self._pools.store.admit():
            identity_deleted = await self._pools.store.run(delete, deadline_of(context))
        return pb2.DeleteEncounterResponse(identity_deleted=identity_deleted)

    def _gallery(self, name: str) -> Gallery:
        return find_gallery(self._galleries, name)

    async def _search(
        self, gallery: Gallery, probe: Sequence[Features], target_fpir: float, deadline: Deadline
    ) -> Identification:
        identify = partial(gallery.identify, probe, target_fpir=target_fpir, check=deadline.check)
        async with self._pools.search.admit():
            return await self._pools.search.run(identify, deadline)

    async def _extract(
        self,
        received: Sequence[ReceivedSample],
        deadline: Deadline,
        clock: RequestClock | None = None,
    ) -> list[ExtractedSample]:
        pool = self._pools.extraction
        async with pool.admit():
            return await samples.extract(received, self._extractor, pool, deadline, clock)


def _probe(extracted: Sequence[ExtractedSample]) -> list[Features]:
    return [sample.features for sample in extracted if sample.features is not None]


def template_response(
    position: sample_pb2.FingerPosition, found: Template
) -> pb2.ExtractTemplateResponse:
    """Write a template with what it says of its sample."""
    return pb2.ExtractTemplateResponse(
        report=conversion.sample_report(
            SampleSummary(FingerPosition(position), found.quality, found.minutia_count)
        ),
        width_px=found.width_px,
        height_px=found.height_px,
        minutiae=conversion.minutiae(found),
        template=template.encode(found),
        matcher_version=MATCHER_VERSION,
    )
