"""Juveniles and people who have died: they are marked, and treated with care.

A person is marked as a juvenile if any date of birth that the booking or a source states makes the
person younger than 18 on the day of the arrest: doubt counts for the person. A detainer for a
juvenile needs an officer's reason, and a supervisor is told. Nobody is asked to hold a person who
has died.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.bookings import store as bookings
from interop.cases.changes import changed
from interop.cases.errors import CaseStateError
from interop.cases.persons import arrest_of, rows_of_person
from interop.cases.releases import release_person
from interop.cases.rows import case_row, read_case
from interop.cases.tables import CaseRow
from interop.cases.types import Case
from interop.lesc import FactKind, LescAnswer, LescQuery
from interop.local_time import local
from interop.names import SERVICE

ADULT_YEARS = 18


def mark_booked(session: Session, row: CaseRow, query: LescQuery) -> None:
    """Mark a juvenile by the dates of birth of the booking and of IDENT."""
    stated = bookings.read_submission(session, row.tcn).subject.dates_of_birth
    _mark_juvenile(session, row, [*stated, *_days([query.date_of_birth])])


def mark_researched(session: Session, row: CaseRow, answer: LescAnswer, now: datetime) -> None:
    """Mark a juvenile or a person who has died by what the LESC attached to its answer."""
    findings = answer.research.findings if answer.research else ()
    known = [one for one in findings if one.found_by_number]
    _mark_juvenile(session, row, _days(one.date_of_birth for one in known))
    deaths = [
        (fact.from_date, finding.source)
        for finding in known
        for fact in finding.facts
        if fact.kind is FactKind.DECEASED
    ]
    if deaths and row.deceased_date is None:
        day, source = min(deaths)
        _mark_deceased(Act(session, SERVICE, now), row.case_id, day, f"{source} of the LESC")


def record_death(act: Act, case_id: str, day: date | None, because: str) -> Case:
    """Mark that a person has died, on every case of the person; None takes the mark back.

    Raises CaseNotFoundError, CaseStateError if the day has not come, or if nothing says why.
    """
    row = case_row(act.session, case_id)
    if day is not None and day > local(act.now, row.place).date():
        raise CaseStateError(f"the day of death {day.isoformat()} has not come")
    if not because.strip():
        raise CaseStateError("say what was seen: a mark needs a reason")
    if (row.deceased_date, row.deceased_reason) != (day, because):
        _mark_deceased(act, case_id, day, because)
    return read_case(act.session, case_id)


def _mark_deceased(act: Act, case_id: str, day: date | None, because: str) -> None:
    of_person = rows_of_person(act.session, case_row(act.session, case_id))
    for row in of_person:
        row.deceased_date, row.deceased_reason = day, because
    act.session.flush()
    changed(act.session, *(row.case_id for row in of_person))
    act.log(Action.DEATH_RECORDED, case_id, "" if day else "taken_back")
    if day is not None:
        release_person(act.session, case_id, "the person has died", act.now)


def _mark_juvenile(session: Session, row: CaseRow, births: Iterable[date]) -> None:
    arrested = arrest_of(session, row).day
    if any(_years(born, arrested) < ADULT_YEARS for born in births):
        row.is_juvenile = True


def _years(born: date, day: date) -> int:
    """Count full years; who was born on 29 February turns a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _days(stated: Iterable[str]) -> list[date]:
    """Read dates of birth as sources write them; what is no date says nothing."""
    found = []
    for text in stated:
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            continue
    return found
