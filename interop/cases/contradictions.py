"""Answers of the LESC that contradict each other about a person's citizenship.

An answer says that the person is a citizen, and another answer, of the same case later or of
another case, says that the person is not. Until a named supervisor has acknowledged the alarm, the
advice is suspended and nobody may be held. The acknowledgement is the decision that the case's own
newest answer stands. A supervisor who believes the other answer upholds a claim of citizenship.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from interop.bookings import outbox
from interop.cases.persons import rows_of_person
from interop.cases.rows import raise_alarm
from interop.cases.tables import AlarmRow, CaseRow
from interop.cases.types import AlarmKind, CaseState
from interop.lesc import Status

_SAYS_NOTHING = (Status.US_CITIZEN, Status.UNRESOLVED)
"""Statuses that contradict no answer by which the person is a citizen."""


def undecided(session: Session, row: CaseRow) -> outbox.KeptAnswer | None:
    """Find the answer that contradicts a case's own, if no supervisor has decided about it."""
    own = outbox.answers(session, row.query_id)
    if not own or own[-1].answer.determination.status in _SAYS_NOTHING:
        return None
    citizen = max(_citizen_answers(session, row, own), key=_received, default=None)
    if citizen is None:
        return None
    return None if any(one.acknowledge_time for one in _alarms(session, row, citizen)) else citizen


def alarm(session: Session, row: CaseRow, now: datetime) -> outbox.KeptAnswer | None:
    """Raise the alarm about a contradiction once; returns the other answer, None if nothing is."""
    citizen = undecided(session, row)
    if citizen is not None and not _alarms(session, row, citizen):
        raise_alarm(session, row.case_id, AlarmKind.ANSWERS_CONTRADICT, now)
    return citizen


def _citizen_answers(
    session: Session, row: CaseRow, own: Sequence[outbox.KeptAnswer]
) -> Iterator[outbox.KeptAnswer]:
    yield from (one for one in own[:-1] if _is_citizen(one))
    for other in rows_of_person(session, row):
        if other.case_id == row.case_id or other.withdrawn_time is not None:
            continue
        newest = outbox.answers(session, other.query_id)[-1:]
        # What was answered before a naturalisation, on a case that is closed, contradicts nothing.
        is_now = CaseState(row.state) is not CaseState.CLOSED
        yield from (
            one
            for one in newest
            if _is_citizen(one) and (is_now or _received(one) < _received(own[-1]))
        )


def _is_citizen(one: outbox.KeptAnswer) -> bool:
    return one.answer.determination.status is Status.US_CITIZEN


def _received(one: outbox.KeptAnswer) -> datetime:
    return one.receive_time


def _alarms(session: Session, row: CaseRow, citizen: outbox.KeptAnswer) -> list[AlarmRow]:
    """Read the alarms of a case about an answer, and not about one before it."""
    found = select(AlarmRow).where(
        AlarmRow.case_id == row.case_id,
        AlarmRow.kind == AlarmKind.ANSWERS_CONTRADICT.value,
        AlarmRow.alarm_time >= citizen.receive_time,
    )
    return list(session.scalars(found))
