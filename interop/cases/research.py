"""The research behind a case: the LESC's, and what officers looked up again (R17, R18)."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.documents import Codec
from database.rows import columns_of, from_row
from interop.audit import Act, Action
from interop.bookings import OutboxRow, outbox
from interop.cases.changes import changed
from interop.cases.errors import CaseConflictError, CaseStateError
from interop.cases.rows import case_row, version_row
from interop.cases.tables import LookUpRow
from interop.cases.types import Case, LookUp
from interop.lesc import (
    Determination,
    Finding,
    LescAnswer,
    LescQuery,
    Research,
    Status,
    determine,
    documents,
)
from interop.review import Verdict, comparisons


@dataclass(frozen=True)
class _Document:
    """The part of a finding that has no column of its own."""

    facts: str
    """A document within the document."""
    found_by_number: bool
    name: str
    date_of_birth: str
    sex: str = ""
    place_of_birth: str = ""
    alien_number: str = ""
    fbi_number: str = ""


_LOOK_UP = Codec(_Document, strict=False)


def find_look_up(session: Session, look_up_id: str, case_id: str, source: str) -> LookUp | None:
    """Find a look-up by its id. Raises CaseConflictError if its case or source is another."""
    row = session.get(LookUpRow, look_up_id)
    if row is not None and (row.case_id, row.source) != (case_id, source):
        raise CaseConflictError(
            f"look-up {look_up_id} was of another case or source: choose another id"
        )
    return None if row is None else from_row(LookUp, row)


def query_of(session: Session, case_id: str) -> LescQuery:
    """Read the query to the LESC about a case's match.

    Raises CaseStateError before the LESC has answered: until then the LESC does the research.
    """
    row = case_row(session, case_id)
    if version_row(session, row).answer_version == 0:
        raise CaseStateError(f"the LESC still researches {case_id}: wait for its answer")
    return documents.QUERY.load(session.get_one(OutboxRow, row.query_id).payload)


def record_look_up(act: Act, case_id: str, look_up_id: str, finding: Finding) -> LookUp:
    """Store what an officer found, and whether the LESC had consulted that source."""
    known = find_look_up(act.session, look_up_id, case_id, finding.source)
    if known is not None:
        return known
    row = case_row(act.session, case_id)
    answer = outbox.find_answer(act.session, row.query_id)
    assert answer is not None
    look_up = LookUp(
        look_up_id=look_up_id,
        source=finding.source,
        outcome=int(finding.outcome),
        look_up_time=finding.look_up_time,
        officer=act.actor_id,
        repeated=finding.source not in answer.determination.not_consulted,
    )
    act.session.add(LookUpRow(**columns_of(look_up), case_id=case_id, finding=_dump(finding)))
    act.session.flush()
    changed(act.session, case_id)
    act.log(Action.LOOK_UP_REPEATED, case_id, finding.source)
    return look_up


def research_of(session: Session, case: Case) -> Research | None:
    """Read what the LESC attached (R18), with what officers looked up since.

    The newest finding of each source counts. None if there is no finding.
    """
    answer = outbox.find_answer(session, case.query_id)
    return None if answer is None else _research(session, case.case_id, answer)


def history_of(session: Session, case: Case, now: datetime) -> tuple[Determination | None, bool]:
    """Determine the person's status as of now, and tell whether the history is on file (R17).

    A citizen by the LESC's answer stays a citizen, whatever officers find. None before the answer.
    """
    answer = outbox.find_answer(session, case.query_id)
    if answer is None:
        return None, False
    research = _research(session, case.case_id, answer)
    looked_up = _look_ups_since(session, case.case_id, answer)
    if research is None or not looked_up or answer.determination.status is Status.US_CITIZEN:
        return _compared(session, case, answer.determination), research is not None
    query = documents.QUERY.load(outbox.message(session, case.query_id).payload)
    found = determine(research, now, case.place, query.booked)
    return _compared(session, case, found), True


def forget(session: Session, case_id: str) -> None:
    """Keep that officers looked, and nothing of what they found."""
    for row in session.scalars(select(LookUpRow).where(LookUpRow.case_id == case_id)):
        row.finding = _LOOK_UP.dump(_Document(documents.FACTS.dump(()), False, "", ""))
    session.flush()


def _compared(session: Session, case: Case, found: Determination) -> Determination:
    """Confirm an identity that only the booking's words put in doubt, if examiners did."""
    compared = comparisons.newest(session, case.tcn) if found.identity_doubts else None
    is_same = compared is not None and compared.verdict is Verdict.SAME
    return replace(found, identity_confirmed=True) if is_same else found


def _research(session: Session, case_id: str, answer: LescAnswer) -> Research | None:
    looked_up = _look_ups_since(session, case_id, answer)
    if answer.research is None and not looked_up:
        return None
    attached = () if answer.research is None else answer.research.findings
    newest = {finding.source: finding for finding in (*attached, *looked_up)}
    return Research(tuple(newest.values()))


def _look_ups_since(session: Session, case_id: str, answer: LescAnswer) -> list[Finding]:
    rows = session.scalars(
        select(LookUpRow)
        .where(LookUpRow.case_id == case_id, LookUpRow.look_up_time >= answer.answer_time)
        .order_by(LookUpRow.look_up_time, LookUpRow.look_up_id)
    )
    return list(map(_load, rows))


def _dump(finding: Finding) -> str:
    return _LOOK_UP.dump(from_row(_Document, finding, facts=documents.FACTS.dump(finding.facts)))


def _load(row: LookUpRow) -> Finding:
    kept = _LOOK_UP.load(row.finding)
    stored = asdict(kept) | {"facts": documents.FACTS.load(kept.facts), "specialist": row.officer}
    return from_row(Finding, row, **stored)
