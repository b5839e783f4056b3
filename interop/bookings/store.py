"""Bookings in the database: what the steps read, and how rows change."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from database.rows import caller_from, columns_of, from_row, required, roles_column
from database.sealed_columns import doom
from database.sealing import open_record, seal
from gallery.store import MISSING_FINGERS, find_encounter
from gallery.types import (
    Candidate,
    ExtractedSample,
    ReceivedSample,
    Retention,
    SampleSummary,
    read_encoding,
    template_format,
)
from interop import names, purposes
from interop.bookings import documents, files, numbers, responses
from interop.bookings import first_response as iafis
from interop.bookings.tables import (
    OutboxRow,
    StateChangeRow,
    SubmissionRow,
    SubmissionSampleRow,
    prints_owner,
)
from interop.bookings.types import (
    Booking,
    BookingState,
    Details,
    MessageKind,
    StateChange,
    Submission,
)
from interop.errors import BookingNotFoundError
from interop.jurisdictions import state_of
from interop.jurisdictions import store as jurisdictions
from interop.lesc import LescReceipt
from interop.local_time import local
from interop.purposes import Handling
from matcher import template
from matcher.types import Features, FingerPosition, ImpressionType, Template
from matcher.vector import VECTOR_VERSION, vector


def insert_submission(session: Session, submission: Submission, now: datetime) -> None:
    """Store a booking as received and due."""
    session.add(
        SubmissionRow(
            tcn=submission.tcn,
            ori=submission.ori,
            caller_ori=submission.caller.ori,
            caller_roles=roles_column(submission.caller),
            caller_purpose=submission.caller.purpose,
            state=int(BookingState.RECEIVED),
            content_digest=submission.content_digest,
            receive_time=now,
            arrest_date=submission.arrest_date,
            place=jurisdictions.place_of(session, submission.ori),
            agency_case_number=submission.agency_case_number,
            details=documents.DETAILS.dump(from_row(Details, submission)),
            missing_fingers=MISSING_FINGERS.dump(submission.missing_fingers),
            next_attempt_time=now,
        )
    )
    session.flush()
    session.add(
        StateChangeRow(tcn=submission.tcn, state=int(BookingState.RECEIVED), change_time=now)
    )
    session.add_all(numbers.rows_of(submission))
    session.add_all(_new_sample_row(submission.tcn, sample) for sample in submission.samples)
    if submission.file is not None:
        files.insert(session, submission.tcn, submission.file)


def content_digest(session: Session, tcn: str) -> bytes | None:
    """Read the digest of a booking's content; None if no booking has the TCN."""
    return session.scalar(select(SubmissionRow.content_digest).where(SubmissionRow.tcn == tcn))


def no_booking(tcn: str) -> str:
    """Say that there is no booking. Whether another agency has it is not told."""
    return f"no booking with TCN {tcn} of this agency: it does not exist, or is another agency's"


def submission_row(session: Session, tcn: str) -> SubmissionRow:
    """Read a booking's row; raises BookingNotFoundError."""
    row = session.get(SubmissionRow, tcn)
    return required(row, BookingNotFoundError, no_booking(tcn))


def read_booking(session: Session, tcn: str) -> Booking:
    """Read a booking as it stands; raises BookingNotFoundError."""
    row = submission_row(session, tcn)
    changes = session.scalars(
        select(StateChangeRow).where(StateChangeRow.tcn == tcn).order_by(StateChangeRow.state)
    )
    first, details = row.first_response, documents.load_details(row.details)
    return from_row(
        Booking,
        row,
        history=tuple(StateChange(BookingState(c.state), c.change_time) for c in changes),
        samples=() if row.state == BookingState.RECEIVED else _summaries(session, tcn),
        first_response=None if first is None else documents.FIRST_RESPONSE.load(first),
        lesc_receipt=_receipt(session, tcn),
        type_of_transaction=details.type_of_transaction,
        second_responses=responses.versions(session, tcn),
        missing_fingers=MISSING_FINGERS.load(row.missing_fingers),
        slaps=details.slaps,
        sequence=details.sequence,
        booked_name=details.subject.name,
    )


def advance(
    session: Session,
    tcn: str,
    source: BookingState,
    target: BookingState,
    now: datetime,
    *,
    due: bool = True,
    **values: Any,  # noqa: ANN401 - columns of `submission`
) -> bool:
    """Move a booking on if it still is in the state `source`; returns whether it was.

    due: whether a worker goes on with the booking at once, or another system has to act first.
    """
    next_time = now if due and not target.is_final else None
    values |= {"state": int(target), "next_attempt_time": next_time}
    if not _change(session, tcn, source, attempt_count=0, error="", **values):
        return False
    session.add(StateChangeRow(tcn=tcn, state=int(target), change_time=now))
    return True


def postpone(
    session: Session,
    tcn: str,
    state: BookingState,
    due_time: datetime,
    attempt_count: int,
    error: str,
) -> None:
    """Record an attempt at the step after `state`, and when the next one is due."""
    attempt = {"attempt_count": attempt_count, "error": error}
    _change(session, tcn, state, next_attempt_time=due_time, **attempt)


def wake(session: Session, tcn: str, state: BookingState, now: datetime) -> None:
    """Make a booking due that waits in a state."""
    _change(session, tcn, state, next_attempt_time=now)


def due_tcns(session: Session, now: datetime, limit: int, *free: ColumnElement[bool]) -> list[str]:
    """List the bookings that a worker may take up, the longest waiting first.

    free: what is true of bookings that no other service has.
    """
    return list(
        session.scalars(
            select(SubmissionRow.tcn)
            .where(SubmissionRow.next_attempt_time <= now, *free)
            .order_by(SubmissionRow.next_attempt_time, SubmissionRow.tcn)
            .limit(limit)
        )
    )


def read_submission(session: Session, tcn: str) -> Submission:
    """Read what was submitted, without its samples and its file. Raises BookingNotFoundError."""
    row = submission_row(session, tcn)
    return from_row(
        Submission,
        row,
        caller=caller_from(row.caller_ori, row.caller_roles, row.caller_purpose),
        samples=(),
        missing_fingers=MISSING_FINGERS.load(row.missing_fingers),
        file=None,
        **vars(documents.load_details(row.details)),
    )


def handling_of(session: Session, tcn: str) -> Handling:
    """Look up what happens to a stored submission. Raises BookingNotFoundError.

    A submission without details is older than purposes: it is an arrest, whatever its caller said.
    """
    if submission_row(session, tcn).details is None:
        return purposes.ARREST
    submission = read_submission(session, tcn)
    return purposes.handling(submission.type_of_transaction, submission.caller)


def criminal_identity(session: Session, tcn: str) -> str:
    """Name the booked person's present identity in the criminal file; empty if there is none."""
    row = submission_row(session, tcn)
    known: Retention | Candidate | None = None
    if row.iafis_retention is not None:
        known = documents.RETENTION.load(row.iafis_retention)
    elif row.iafis_search is not None:
        known = iafis.known(documents.IDENTIFICATION.load(row.iafis_search))
    encounter = find_encounter(session, names.IAFIS, known.encounter_id) if known else None
    return encounter.identity_id if encounter else ""


def arrest_date(row: SubmissionRow) -> date:
    """Tell the date of arrest; if the booking states no date, the agency's day when it came."""
    return row.arrest_date or local(row.receive_time, row.place or state_of(row.ori)).date()


def submitted_samples(session: Session, tcn: str) -> tuple[ReceivedSample, ...]:
    """Read the samples of a booking as they came."""
    return tuple(_submitted(row) for row in _sample_rows(session, tcn))


def extracted_samples(session: Session, tcn: str) -> tuple[ExtractedSample, ...]:
    """Read the samples of a booking with what was extracted from them."""
    return tuple(
        _submitted(row).extracted(_features(row), row.failure_reason, row.failure_message)
        for row in _sample_rows(session, tcn)
    )


def store_extracted(session: Session, tcn: str, samples: Iterable[ExtractedSample]) -> None:
    """Store what was extracted from the samples of a booking."""
    for sample in samples:
        row = session.get_one(SubmissionSampleRow, (tcn, int(sample.position)))
        row.failure_reason = sample.failure_reason
        row.failure_message = sample.failure_message
        if sample.features is not None:
            row.template = seal(template.encode(sample.features.template))
            row.vector = seal(sample.features.vector.astype("<f4").tobytes())
            row.vector_version = VECTOR_VERSION
            row.quality = sample.features.template.quality
            row.minutia_count = sample.features.template.minutia_count


def find_query(session: Session, tcn: str) -> OutboxRow | None:
    """Read the query that a booking caused, sent or not."""
    kind = MessageKind.IAQ.value
    return session.scalar(select(OutboxRow).where(OutboxRow.tcn == tcn, OutboxRow.kind == kind))


def wait(session: Session, tcn: str) -> None:
    """Let a booking wait for another system, which will make the booking due."""
    submission_row(session, tcn).next_attempt_time = None


def drop_prints(session: Session, tcn: str) -> None:
    """Forget the prints of a complete booking; a gallery's encounter may still hold them.

    So an encounter that is deleted from the gallery leaves no copy here. Of prints that were not
    to be retained no copy is left at all.
    """
    session.execute(
        update(SubmissionSampleRow)
        .where(SubmissionSampleRow.tcn == tcn)
        .values(image=None, template=None, vector=None)
        .execution_options(synchronize_session=False)
    )
    files.forget_prints(session, tcn)
    doom(session, prints_owner(tcn))


def _change(
    session: Session,
    tcn: str,
    source: BookingState,
    **values: Any,  # noqa: ANN401 - columns of `submission`
) -> bool:
    """Change a booking if it still is in the state `source`; returns whether it was."""
    row = session.get(SubmissionRow, tcn)
    if row is None or row.state != source:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return True


def _new_sample_row(tcn: str, sample: ReceivedSample) -> SubmissionSampleRow:
    return SubmissionSampleRow(
        **columns_of(sample, "impression", "image"),
        tcn=tcn,
        impression_type=int(sample.impression),
        image=seal(sample.image),
    )


def _sample_rows(session: Session, tcn: str) -> Iterable[SubmissionSampleRow]:
    return session.scalars(
        select(SubmissionSampleRow)
        .where(SubmissionSampleRow.tcn == tcn)
        .order_by(SubmissionSampleRow.position)
    )


def _summaries(session: Session, tcn: str) -> tuple[SampleSummary, ...]:
    # Columns, not rows: whoever watches a booking must not read its images.
    columns = session.execute(
        select(
            SubmissionSampleRow.position,
            SubmissionSampleRow.encoding,
            SubmissionSampleRow.quality,
            SubmissionSampleRow.minutia_count,
            SubmissionSampleRow.failure_reason,
            SubmissionSampleRow.failure_message,
        )
        .where(SubmissionSampleRow.tcn == tcn)
        .order_by(SubmissionSampleRow.position)
    )
    unstored = {"likely_resolution_ppi": 0, "file_resolution_ppi": 0}
    return tuple(
        from_row(SampleSummary, one, template_format=template_format(one.encoding), **unstored)
        for one in columns
    )


def _receipt(session: Session, tcn: str) -> LescReceipt | None:
    row = find_query(session, tcn)
    if row is None or row.acknowledge_time is None:
        return None
    return LescReceipt(row.message_id, row.receipt_id, row.acknowledge_time)


def _features(row: SubmissionSampleRow) -> Features | None:
    if row.template is None:
        return None
    kept = template.decode(open_record(row.template))
    return Features(FingerPosition(row.position), kept, _vector(row, kept))


def _submitted(row: SubmissionSampleRow) -> ReceivedSample:
    return from_row(
        ReceivedSample,
        row,
        impression=ImpressionType(row.impression_type),
        encoding=read_encoding(row.encoding),
        image=b"" if row.image is None else open_record(row.image),
    )


def _vector(row: SubmissionSampleRow, kept: Template) -> NDArray[np.float32]:
    # A booking may be extracted before an update of the program and searched after it.
    if row.vector is None or row.vector_version != VECTOR_VERSION:
        return vector(kept)
    return np.frombuffer(open_record(row.vector), "<f4").astype(np.float32)
