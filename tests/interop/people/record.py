"""What an auditor reads after each step, without asking what the service concludes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.paging import Page
from database.rows import from_row
from interop.bookings import documents
from interop.bookings.tables import AnswerRow, SubmissionRow
from interop.cases.rows import describe_all
from interop.cases.tables import CaseRow, ReleaseNoticeRow
from interop.cases.types import Case
from interop.corrections.tables import NoticeRow
from interop.lesc import LescAnswer
from interop.lesc import documents as lesc_documents
from interop.overdue import OverdueFilter
from interop.review import Comparison
from interop.review.tables import ComparisonRow, ReviewItemRow
from interop.waiting import Waiting
from tests.interop.cases.people import SUPERVISOR
from tests.interop.people.town import Town

_ALL = Page(1_000)


@dataclass(frozen=True)
class Booked:
    """A case with all that bears on the person, as the records say."""

    case: Case
    criminal_identity_id: str
    arrest: tuple[str, date]
    in_custody: bool
    stated_citizen: bool
    """Whether the booking states U.S. citizenship."""
    answers: Sequence[LescAnswer]
    compared: Comparison | None
    """The newest comparison."""

    @property
    def keys(self) -> set[str]:
        """The identities by which the case belongs to a person."""
        matched = set() if self.case.withdrawn_time else {self.case.current_identity_id}
        return matched | {self.criminal_identity_id}


@dataclass(frozen=True)
class Record:
    """Everything on record at a time."""

    now: datetime
    persons: Sequence[Sequence[Booked]]
    notices: Sequence[ReleaseNoticeRow]
    corrections: Sequence[NoticeRow]
    """Notices of corrections that nobody has acknowledged."""
    open_reviews: Sequence[ReviewItemRow]
    overdue: set[tuple[Waiting, str]]
    """What is listed with its alarm."""


def read(town: Town) -> Record:
    """Read the records of the whole town."""
    with town.database.read() as session:
        booked = _all_booked(session)
        notices = list(session.scalars(select(ReleaseNoticeRow)))
        corrections = list(
            session.scalars(select(NoticeRow).where(NoticeRow.acknowledge_time.is_(None)))
        )
        reviews = list(
            session.scalars(select(ReviewItemRow).where(ReviewItemRow.end_time.is_(None)))
        )
        session.expunge_all()
    listed, _ = town.overdue.list_overdue(OverdueFilter(), _ALL, SUPERVISOR.caller)
    seen = {(one.waiting, one.object_id) for one in listed if one.alarm_time is not None}
    return Record(town.clock.now, _persons(booked), notices, corrections, reviews, seen)


def _all_booked(session: Session) -> list[Booked]:
    rows = list(session.scalars(select(CaseRow).order_by(CaseRow.sequence)))
    if not rows:
        return []
    bookings = {one.tcn: one for one in session.scalars(select(SubmissionRow))}
    compared = {
        one.tcn: from_row(Comparison, one)
        for one in session.scalars(select(ComparisonRow).order_by(ComparisonRow.sequence))
    }
    answers: dict[str, list[LescAnswer]] = defaultdict(list)
    for one in session.scalars(select(AnswerRow).order_by(AnswerRow.version)):
        answers[one.query_id].append(lesc_documents.ANSWER.load(one.document))
    return [
        _booked(row, case, bookings[row.tcn], answers[row.query_id], compared.get(row.tcn))
        for row, case in zip(rows, describe_all(session, rows), strict=True)
    ]


def _booked(
    row: CaseRow,
    case: Case,
    booking: SubmissionRow,
    answers: Sequence[LescAnswer],
    compared: Comparison | None,
) -> Booked:
    assert booking.arrest_date is not None
    details = documents.load_details(booking.details)
    return Booked(
        case=case,
        criminal_identity_id=row.criminal_identity_id,
        arrest=(row.ori, booking.arrest_date),
        in_custody=details.in_custody,
        stated_citizen=details.subject.citizenship == "US",
        answers=answers,
        compared=compared,
    )


def _persons(booked: Sequence[Booked]) -> list[list[Booked]]:
    """Put together what is linked by an identity, directly or through others."""
    persons: list[tuple[set[str], list[Booked]]] = []
    for one in booked:
        keys, cases, others = one.keys, [one], []
        for known, theirs in persons:
            if known & keys:
                keys, cases = keys | known, [*theirs, *cases]
            else:
                others.append((known, theirs))
        persons = [*others, (keys, cases)]
    return [cases for _, cases in persons]
