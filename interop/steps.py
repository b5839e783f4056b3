"""The steps of a booking: each computes outside, then writes its result in one transaction.

A step's transaction begins with a compare-and-set on the state in which the step found the
booking. So a step that is run twice, by two workers or after a crash, takes effect once.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from gallery.database import Database
from gallery.gallery import Gallery
from gallery.stopping import Check
from gallery.types import ExtractedSample, Identification, Stage
from interop import documents, iafis, ident, lesc, responses, store
from interop.clock import Clock
from interop.jurisdictions import Jurisdictions
from interop.outbox import add_query, find_answer
from interop.tables import SubmissionRow
from interop.types import BookingState, ResponseCause, SecondResponse, SubmittedSample
from matcher.errors import SampleError
from matcher.types import Features


class Extract(Protocol):
    """Turns a sample into what a search needs."""

    def __call__(self, sample: SubmittedSample) -> Features:
        """Extract; raises SampleError where the sample is unusable."""
        ...


@dataclass(frozen=True)
class Surroundings:
    """What the steps need from outside."""

    database: Database
    iafis: Gallery
    ident: Gallery
    extract: Extract
    jurisdictions: Jurisdictions
    clock: Clock
    target_fpir: float
    check: Check
    """Called between pieces of long work; raises WorkStoppedError when it should stop."""


Step = Callable[[Surroundings, str], bool]
"""Runs for a TCN; returns whether it moved the booking on."""


def extract(to: Surroundings, tcn: str) -> bool:
    """RECEIVED → EXTRACTED, or FAILED where no finger can be used."""
    with to.database.read() as session:
        submitted = store.submitted_samples(session, tcn)
    started = time.perf_counter()
    samples = [_extract_one(to, sample) for sample in submitted]
    duration_ms = (time.perf_counter() - started) * 1000
    usable = any(sample.features is not None for sample in samples)
    now = to.clock()
    with to.database.write() as session:
        if not usable:
            return _fail(session, tcn, samples, now)
        if not store.advance(
            session,
            tcn,
            BookingState.RECEIVED,
            BookingState.EXTRACTED,
            now,
            extract_duration_ms=duration_ms,
        ):
            return False
        store.store_extracted(session, tcn, samples)
    return True


def search_iafis(to: Surroundings, tcn: str) -> bool:
    """EXTRACTED → SEARCHED_IN_IAFIS; searching and retaining the prints are one step."""
    with to.database.read() as session:
        row = store.submission_row(session, tcn)
        samples = store.extracted_samples(session, tcn)
    probe = _features(samples)
    identification = to.iafis.identify(probe, target_fpir=to.target_fpir, check=to.check)
    extraction = Stage("extract", row.extract_duration_ms, len(probe))
    shown = _with_stage(identification, extraction)
    now = to.clock()
    with to.database.write() as session:
        if not store.advance(
            session,
            tcn,
            BookingState.EXTRACTED,
            BookingState.SEARCHED_IN_IAFIS,
            now,
            iafis_search=documents.dump_identification(shown),
        ):
            return False
        retention = to.iafis.retain(
            session,
            encounter_id=iafis.encounter_id(tcn),
            samples=samples,
            probe=probe,
            identification=identification,
            caller=store.caller_of(row),
            content_digest=row.content_digest,
            now=now,
        )
        stored = store.submission_row(session, tcn)
        stored.iafis_retention = documents.dump_retention(retention)
        if retention.amended is not None:
            shown = _with_stage(retention.amended, extraction)
            stored.iafis_search = documents.dump_identification(shown)
    to.iafis.catch_up()
    return True


def respond_first(to: Surroundings, tcn: str) -> bool:
    """SEARCHED_IN_IAFIS → FIRST_RESPONSE_READY."""
    with to.database.read() as session:
        row = store.submission_row(session, tcn)
    assert row.iafis_search is not None and row.iafis_retention is not None
    now = to.clock()
    response = iafis.first_response(
        tcn,
        documents.load_identification(row.iafis_search),
        documents.load_retention(row.iafis_retention),
        now,
    )
    with to.database.write() as session:
        return store.advance(
            session,
            tcn,
            BookingState.SEARCHED_IN_IAFIS,
            BookingState.FIRST_RESPONSE_READY,
            now,
            first_response=documents.dump_first_response(response),
        )


def search_ident(to: Surroundings, tcn: str) -> bool:
    """FIRST_RESPONSE_READY → SEARCHED_IN_IDENT; a match's query is written with it."""
    with to.database.read() as session:
        row = store.submission_row(session, tcn)
        samples = store.extracted_samples(session, tcn)
    arrest_date = row.arrest_date or row.receive_time.date()
    if not to.jurisdictions.is_active(row.ori, arrest_date):
        return _leave_with_iafis(to, row)
    probe = _features(samples)
    identification = to.ident.identify(probe, target_fpir=to.target_fpir, check=to.check)
    candidate = ident.match(identification)
    now = to.clock()
    with to.database.write() as session:
        if not store.advance(
            session,
            tcn,
            BookingState.FIRST_RESPONSE_READY,
            BookingState.SEARCHED_IN_IDENT,
            now,
            due=candidate is None,
            ident_search=documents.dump_identification(identification),
        ):
            return False
        if candidate is not None:
            add_query(
                session,
                lesc.LescQuery(
                    query_id=lesc.query_id(tcn),
                    tcn=tcn,
                    ori=row.ori,
                    identity_id=candidate.identity_id,
                    encounter_id=candidate.encounter_id,
                    score_db=candidate.score_db,
                    match_time=now,
                ),
            )
    return True


def respond_no_match(to: Surroundings, tcn: str) -> bool:
    """SEARCHED_IN_IDENT → SECOND_RESPONSE_READY where IDENT does not know the prints."""
    now = to.clock()
    with to.database.write() as session:
        search = _ident_search(session, tcn)
        if ident.match(search) is not None:
            return False
        response = ident.no_match_response(tcn, search, now)
        return _complete(session, BookingState.SEARCHED_IN_IDENT, response, ResponseCause.SEARCH)


def respond_match(to: Surroundings, tcn: str) -> bool:
    """QUERY_SENT_TO_LESC → SECOND_RESPONSE_READY once the LESC has answered."""
    now = to.clock()
    with to.database.write() as session:
        answer = find_answer(session, lesc.query_id(tcn))
        if answer is None:
            return False
        search = _ident_search(session, tcn)
        response = ident.match_response(tcn, search, lesc.describe(answer.determination), now)
        return _complete(session, BookingState.QUERY_SENT_TO_LESC, response, ResponseCause.ANSWER)


STEPS: Mapping[BookingState, Step] = {
    BookingState.RECEIVED: extract,
    BookingState.EXTRACTED: search_iafis,
    BookingState.SEARCHED_IN_IAFIS: respond_first,
    BookingState.FIRST_RESPONSE_READY: search_ident,
    BookingState.SEARCHED_IN_IDENT: respond_no_match,
    BookingState.QUERY_SENT_TO_LESC: respond_match,
}
"""The step that follows each state in which a worker has something to do."""


def _extract_one(to: Surroundings, sample: SubmittedSample) -> ExtractedSample:
    to.check()
    features, failure_reason = None, ""
    try:
        features = to.extract(sample)
    except SampleError as error:
        failure_reason = error.reason
    return sample.extracted(features, failure_reason)


def _features(samples: tuple[ExtractedSample, ...]) -> list[Features]:
    return [sample.features for sample in samples if sample.features is not None]


def _with_stage(identification: Identification, stage: Stage) -> Identification:
    stages = (stage, *identification.report.stages)
    return replace(identification, report=replace(identification.report, stages=stages))


def _fail(session: Session, tcn: str, samples: list[ExtractedSample], now: datetime) -> bool:
    reasons = [f"position {sample.position}: {sample.failure_reason}" for sample in samples]
    response = ident.error_response(
        tcn,
        samples[0].failure_reason,
        f"no finger can be used ({', '.join(reasons)}): take the prints again",
        now,
    )
    if not store.advance(
        session,
        tcn,
        BookingState.RECEIVED,
        BookingState.FAILED,
        now,
    ):
        return False
    responses.append(session, tcn, response, ResponseCause.SEARCH)
    store.store_extracted(session, tcn, samples)
    return True


def _leave_with_iafis(to: Surroundings, row: SubmissionRow) -> bool:
    response = ident.not_routed_response(row.tcn, row.ori, to.clock())
    with to.database.write() as session:
        return _complete(session, BookingState.FIRST_RESPONSE_READY, response, ResponseCause.SEARCH)


def _ident_search(session: Session, tcn: str) -> Identification:
    text = store.submission_row(session, tcn).ident_search
    assert text is not None
    return documents.load_identification(text)


def _complete(
    session: Session, source: BookingState, response: SecondResponse, cause: ResponseCause
) -> bool:
    if not store.advance(
        session,
        response.tcr,
        source,
        BookingState.SECOND_RESPONSE_READY,
        response.response_time,
    ):
        return False
    responses.append(session, response.tcr, response, cause)
    store.drop_prints(session, response.tcr)
    return True
