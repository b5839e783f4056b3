"""The steps of a booking. A step computes first, then writes its result in one transaction.

The transaction begins with a compare-and-set on the state in which the step found the booking. So
a step that runs twice, in two workers or after a crash, takes effect once. This module holds the
steps up to the first response; `ident_steps` holds the steps after the first response.
"""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from contextvars import copy_context
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gallery.types import ExtractedSample, Identification, ReceivedSample, Stage
from interop.bookings import BookingState, completion, documents, store
from interop.bookings import first_response as iafis
from interop.bookings import second_response as ident
from interop.flow import ident_steps
from interop.flow.retaining import Keeping, keep, with_stage
from interop.flow.surroundings import Step, Surroundings
from interop.names import IAFIS, response_id
from interop.records import criminal as iafis_records
from matcher.errors import RepeatedFingerError, SampleError
from matcher.repetition import refuse_repeated
from matcher.types import Features

TARGET_FPIR = 1e-3
"""The FPIR of searches before the first response."""


def extract(to: Surroundings, tcn: str) -> bool:
    """RECEIVED → EXTRACTED, or FAILED if no finger can be used or a finger is there twice."""
    with to.database.read() as session:
        submitted = store.submitted_samples(session, tcn)
    started = time.perf_counter()
    samples = _extract_all(to, submitted)
    duration_ms = (time.perf_counter() - started) * 1000
    fault = _fault(samples)
    now = to.clock()
    with to.database.write() as session:
        if fault is not None:
            return _fail(session, tcn, samples, fault, now)
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
        submission = store.read_submission(session, tcn)
        samples = store.extracted_samples(session, tcn)
        handling = store.handling_of(session, tcn)
    probe = _usable(samples)
    found = _search(to, handling.searched, probe)
    keeping = None
    if handling.retained_in is not None and submission.retain:
        same = handling.retained_in == handling.searched
        beside = found if same else _search(to, handling.retained_in, probe)
        kept_in = to.galleries[handling.retained_in]
        keeping = Keeping(kept_in, submission, samples, probe, beside)
    now = to.clock()
    with to.database.write() as session:
        if not store.advance(
            session, tcn, BookingState.EXTRACTED, BookingState.SEARCHED_IN_IAFIS, now
        ):
            return False
        if keeping is not None:
            amended = keep(session, keeping, store.arrest_date(row), now)
            # Show the encounter that decided the identity, although it came after the search.
            found = amended if amended is not None and keeping.found is found else found
        shown = with_stage(found, Stage("extract", row.extract_duration_ms, len(probe)))
        store.submission_row(session, tcn).iafis_search = documents.IDENTIFICATION.dump(shown)
    if keeping is not None:
        keeping.gallery.catch_up()
    return True


def respond_first(to: Surroundings, tcn: str) -> bool:
    """SEARCHED_IN_IAFIS → FIRST_RESPONSE_READY, or directly to IDENT if no response is due."""
    with to.database.read() as session:
        row = store.submission_row(session, tcn)
        handling = store.handling_of(session, tcn)
    if not handling.answered:
        return ident_steps.go_on(to, tcn, BookingState.SEARCHED_IN_IAFIS)
    assert row.iafis_search is not None
    found = documents.IDENTIFICATION.load(row.iafis_search)
    kept = documents.RETENTION.load(row.iafis_retention) if row.iafis_retention else None
    now = to.clock()
    with to.database.write() as session:
        retained_in = (handling.retained_in or "") if kept else ""
        response = iafis.first_response(tcn, found, kept, now, retained_in=retained_in)
        if handling.searched == IAFIS and response.identity_id:
            sheet = iafis_records.rap_sheet(session, response.identity_id)
            response = replace(response, rap_sheet=sheet)
        if not store.advance(
            session,
            tcn,
            BookingState.SEARCHED_IN_IAFIS,
            BookingState.FIRST_RESPONSE_READY,
            now,
            first_response=documents.FIRST_RESPONSE.dump(response),
        ):
            return False
        completion.log_release(session, response_id(tcn, "first"), now)
    return True


def search_ident(to: Surroundings, tcn: str) -> bool:
    """FIRST_RESPONSE_READY → the state that the IDENT leg chooses."""
    return ident_steps.go_on(to, tcn, BookingState.FIRST_RESPONSE_READY)


STEPS: Mapping[BookingState, Step] = {
    BookingState.RECEIVED: extract,
    BookingState.EXTRACTED: search_iafis,
    BookingState.SEARCHED_IN_IAFIS: respond_first,
    BookingState.FIRST_RESPONSE_READY: search_ident,
    BookingState.SEARCHED_IN_IDENT: ident_steps.respond_no_match,
    BookingState.IN_REVIEW: ident_steps.end_review,
    BookingState.QUERY_SENT_TO_LESC: ident_steps.respond_match,
}
"""The step after each state in which a worker has something to do."""


def _extract_all(to: Surroundings, submitted: Sequence[ReceivedSample]) -> list[ExtractedSample]:
    """Extract all fingers. When this ends, nothing of the booking is under way."""
    if to.fingers is None:
        return [_extract_one(to, sample) for sample in submitted]
    to.check()
    futures: list[Future[ExtractedSample]] = []
    with to.fingers() as pool:
        try:
            for one in submitted:
                # Each thread belongs to this step, as spans of traces see it.
                futures.append(pool.submit(copy_context().run, _extract_one, to, one))
            return [one.result() for one in futures]
        except RuntimeError:
            # Perhaps the threads have ended because the service stops.
            to.check()
            raise
        finally:
            # What was cancelled never begins, and others may be before it in the queue.
            wait([one for one in futures if not one.cancel()])


def _extract_one(to: Surroundings, sample: ReceivedSample) -> ExtractedSample:
    to.check()
    try:
        return sample.extracted(to.extract(sample, to.check))
    except SampleError as error:
        return sample.failed(error)


def _usable(samples: Sequence[ExtractedSample]) -> list[Features]:
    return [sample.features for sample in samples if sample.features is not None]


def _search(to: Surroundings, gallery: str, probe: Sequence[Features]) -> Identification:
    return to.galleries[gallery].identify(probe, target_fpir=TARGET_FPIR, check=to.check)


def _fault(samples: Sequence[ExtractedSample]) -> tuple[str, str] | None:
    """Tell reason and message if the fingers of a booking cannot be searched; None if they can."""
    usable = _usable(samples)
    if not usable:
        reasons = [f"position {sample.position}: {sample.failure_reason}" for sample in samples]
        message = f"no finger can be used ({', '.join(reasons)}): take the prints again"
        return samples[0].failure_reason, message
    try:
        refuse_repeated(usable)
    except RepeatedFingerError as error:
        return error.reason, str(error)
    return None


def _fail(
    session: Session,
    tcn: str,
    samples: Sequence[ExtractedSample],
    fault: tuple[str, str],
    now: datetime,
) -> bool:
    response = ident.error_response(tcn, *fault, now)
    if not completion.fail(session, BookingState.RECEIVED, response):
        return False
    store.store_extracted(session, tcn, samples)
    return True
