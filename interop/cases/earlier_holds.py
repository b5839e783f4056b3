"""An arrest has one hold, and nothing extends a hold: what earlier detainers of a person forbid."""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.cases import detainer_store
from interop.cases.detainer_life import Detainer
from interop.cases.persons import arrest_of, rows_of_person
from interop.cases.tables import CaseRow
from interop.local_time import local


def barred_by_earlier(session: Session, row: CaseRow, held: Detainer | None = None) -> str:
    """Say which earlier detainer forbids one for a case; empty: none does.

    An arrest has one detainer, however it ended. A person whose 48 hours were used can be held
    again only after another arrest. held: the detainer that there is already.
    """
    arrest = arrest_of(session, row)
    for case, earlier in _detainers_of_person(session, row):
        if held is not None and _asked(earlier) >= _asked(held):
            continue
        named = f"detainer {earlier.detainer_id} of {case.case_id}"
        if earlier.state.is_live:
            return f"{named} already holds this person"
        if arrest_of(session, case) == arrest:
            return (
                f"{named} was for this arrest too and ended {earlier.state.name}: nothing extends "
                "it, and an arrest has one detainer"
            )
        ended = earlier.end_time
        if not earlier.clock_started or ended is None:
            continue
        if row.open_time <= ended or arrest.day < local(ended, case.place).date():
            return f"the 48 hours of {named} were used: nothing extends them"
    return ""


def _asked(detainer: Detainer) -> tuple[datetime, str]:
    return detainer.request_time, detainer.detainer_id


def _detainers_of_person(session: Session, row: CaseRow) -> list[tuple[CaseRow, Detainer]]:
    cases = {one.case_id: one for one in rows_of_person(session, row)}
    return [(cases[one.case_id], one) for one in detainer_store.of_cases(session, cases)]
