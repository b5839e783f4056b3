"""The monthly report of recommendation 2: which matches lack encounter or disposition (R34)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from interop.bookings import MessageKind, OutboxRow, SubmissionRow
from interop.cases import (
    EVERY_MATCH_FROM,
    RESOURCE_CENTRE,
    Case,
    CaseRow,
    Completeness,
    FieldOffice,
    completeness,
    is_violation,
    missing,
    office_store,
    responsible_office,
    rows,
)
from interop.local_time import local
from interop.reports.sampling import bounds
from interop.reports.types import (
    ComplianceReport,
    OfficeCompliance,
    Period,
    UndocumentedMatch,
)

MAX_LACKING = 20_000
_BATCH = 500
_TOTAL = "total"
_DOCUMENTS = ("encounter.", "disposition.")


@dataclass(frozen=True)
class _Match:
    """A match that was sent to the LESC."""

    tcn: str
    ori: str
    us_state: str
    place: str
    time: datetime
    row: CaseRow | None

    @property
    def day(self) -> date:
        return local(self.time, self.place).date()


def report(session: Session, first: date) -> ComplianceReport:
    """Report on the matches of the month that begins on a day, by the clocks of their places."""
    after = (first + timedelta(days=31)).replace(day=1)
    period = Period(first, after - timedelta(days=1))
    judged = list(_judged(session, _matches(session, period)))
    by_office: dict[str, list[UndocumentedMatch | None]] = defaultdict(list)
    for office, lack in judged:
        by_office[office].append(lack)
    lacking = sorted((one for _, one in judged if one), key=lambda one: (one.match_time, one.tcn))
    return ComplianceReport(
        month=f"{first:%Y-%m}",
        offices=tuple(_counted(office, by_office[office]) for office in sorted(by_office)),
        total=_counted(_TOTAL, [lack for _, lack in judged]),
        lacking=tuple(lacking[:MAX_LACKING]),
    )


def _matches(session: Session, period: Period) -> list[_Match]:
    first, after = bounds(period)
    found = session.execute(
        select(OutboxRow.tcn, OutboxRow.create_time, SubmissionRow.ori, CaseRow)
        .join(SubmissionRow, SubmissionRow.tcn == OutboxRow.tcn)
        .outerjoin(CaseRow, CaseRow.query_id == OutboxRow.message_id)
        .where(
            OutboxRow.kind == MessageKind.IAQ.value,
            OutboxRow.create_time >= first,
            OutboxRow.create_time < after,
        )
        .order_by(OutboxRow.sequence)
    )
    matches = [
        _Match(tcn, ori, ori[:2], ori[:2], time, None)
        if row is None
        else _Match(tcn, ori, row.us_state, row.place, time, row)
        for tcn, time, ori, row in found
    ]
    return [one for one in matches if period.first <= one.day <= period.last]


def _judged(
    session: Session, matches: Sequence[_Match]
) -> Iterator[tuple[str, UndocumentedMatch | None]]:
    """Name the office of each match, and what the match lacks; None if it lacks nothing."""
    offices = office_store.offices_of(session)
    for start in range(0, len(matches), _BATCH):
        some = matches[start : start + _BATCH]
        opened = [one.row for one in some if one.row is not None]
        cases = {case.tcn: case for case in rows.describe_all(session, opened)}
        for match in some:
            case = cases.get(match.tcn)
            yield _without_case(offices, match) if case is None else _of_case(match, case)


def _without_case(offices: Sequence[FieldOffice], match: _Match) -> tuple[str, UndocumentedMatch]:
    office = responsible_office(offices, match.ori, match.us_state) or RESOURCE_CENTRE
    broken = match.day >= EVERY_MATCH_FROM
    return office, UndocumentedMatch(match.tcn, "", office, match.time, ("case",), broken)


def _of_case(match: _Match, case: Case) -> tuple[str, UndocumentedMatch | None]:
    office = case.office or RESOURCE_CENTRE
    if completeness(case.current) is Completeness.COMPLETE:
        return office, None
    fields = tuple(one for one in missing(case) if one.startswith(_DOCUMENTS))
    broken = is_violation(case, match.day)
    return office, UndocumentedMatch(match.tcn, case.case_id, office, match.time, fields, broken)


def _counted(office: str, lacks: Iterable[UndocumentedMatch | None]) -> OfficeCompliance:
    judged = list(lacks)
    return OfficeCompliance(
        office=office,
        match_count=len(judged),
        documented_count=sum(one is None for one in judged),
        violation_count=sum(one is not None and one.is_violation for one in judged),
    )
