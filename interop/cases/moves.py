"""A person is moved to another jail: holds and notices go to the agency that has the person.

A move neither lengthens nor ends a hold. The agency that had the person still answers the notices
that it got, and the new agency is told too.
"""

from datetime import datetime

from interop.audit import Act, Action
from interop.cases import detainer_store, release_notices
from interop.cases.changes import changed
from interop.cases.detainer_life import Detainer
from interop.cases.errors import CaseStateError
from interop.cases.persons import arrest_of, rows_of_person
from interop.cases.rows import case_row
from interop.cases.tables import CaseRow
from interop.local_time import local


def move_person(act: Act, case_id: str, to_ori: str, move_time: datetime) -> list[Detainer]:
    """Record which agency has the person of a case now; returns the holds that are asked of it.

    Every case of the person goes there whose person the same agency had. The same move again
    changes nothing. Raises CaseNotFoundError, CaseStateError.
    """
    row = case_row(act.session, case_id)
    before = row.holder
    of_person = rows_of_person(act.session, row)
    held = detainer_store.of_cases(act.session, [one.case_id for one in of_person])
    if to_ori != before:
        _check_time(act, row, move_time)
        if any(one.is_held and not one.state.is_live for one in held):
            raise CaseStateError(f"an office has the person of {case_id} in custody, and no agency")
        for one in of_person:
            if one.holder == before:
                _move(act, one, to_ori)
    here = detainer_store.of_cases(act.session, [one.case_id for one in of_person])
    return [one for one in here if one.state.is_live and one.ori == to_ori]


def _move(act: Act, row: CaseRow, to_ori: str) -> None:
    row.held_by = to_ori
    for one in detainer_store.of_cases(act.session, [row.case_id]):
        if one.state.is_live:
            detainer_store.hand_over(act.session, one.detainer_id, to_ori)
            act.log(Action.DETAINER_HANDED_OVER, one.detainer_id, to_ori)
    release_notices.tell_next(act.session, row.case_id, to_ori, act.now)
    changed(act.session, row.case_id)
    act.log(Action.PERSON_MOVED, row.case_id, to_ori)


def _check_time(act: Act, row: CaseRow, move_time: datetime) -> None:
    arrested = arrest_of(act.session, row).day
    if move_time > act.now or local(move_time, row.place).date() < arrested:
        raise CaseStateError(
            f"the time of the move {move_time.isoformat()} does not lie between the arrest on "
            f"{arrested.isoformat()} and now"
        )
