"""What field offices do with their cases: each operation is one transaction. Safe for threads."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from database.connection import Database
from database.leases import ALONE, Leases
from database.paging import Listed, Page
from interop.audit import Action, audit_log
from interop.cases import (
    claims,
    leases,
    marks,
    order,
    own_office,
    queries,
    release_notices,
    releases,
    rows,
    work,
)
from interop.cases.assessment import assess_case
from interop.cases.case_file import CaseFile, read_file
from interop.cases.errors import CaseNotFoundError
from interop.cases.priorities import Assessment
from interop.cases.queries import CaseCounts, CaseFilter
from interop.cases.research import find_look_up, query_of, record_look_up
from interop.cases.types import (
    Actor,
    Case,
    CaseAlarm,
    CaseVersion,
    CitizenshipClaim,
    ClaimEvidence,
    Disposition,
    EncounterRecord,
    LookUp,
)
from interop.clock import Clock, system_clock
from interop.errors import DeliveryError, UnknownSourceError
from interop.lesc import SOURCES, Finding, LescQuery, Outcome, Sources
from interop.roles import Operation, may, may_any, require
from interop.workers import Workers

log = structlog.get_logger(__name__)

T = TypeVar("T")

_BATCH = 64
_SOURCES = ", ".join(SOURCES)
_FEW = 8
"""Cases that are put in order in one transaction: some ten milliseconds. It divides a batch."""
_BARRED_EVERY = timedelta(minutes=1)
"""How often live detainers are compared with the claims of their persons, and cases ordered."""
_ORDER_LIMIT = 500
"""How many changed cases a list puts into their order; the others follow."""


class CaseDesk:
    """Does what officers ask for, and ends detainers and claims whose time is up."""

    def __init__(
        self,
        database: Database,
        sources: Sources,
        *,
        clock: Clock = system_clock,
        leases: Leases = ALONE,
    ) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock
        self._workers = Workers("cases", 1, leases.led("cases", self.run_due))
        self._barred_since: datetime | None = None

    def view(self, case_id: str, actor: Actor) -> CaseFile:
        """Read a case with its research, and log the reading. Raises CaseNotFoundError."""
        require(actor.caller, Operation.READ_CASE)
        now = self._clock()
        with self._database.write() as session:
            found = read_file(session, case_id, now, actor.caller)
            actor.act(session, now).log(Action.CASE_VIEWED, case_id)
            return found

    def versions(self, case_id: str, page: Page, actor: Actor) -> Listed[CaseVersion]:
        """Read a page of the versions of a case, oldest first, and the next page's token."""
        require(actor.caller, Operation.READ_CASE)
        with self._database.read() as session:
            found = rows.versions(session, case_id, page)
        self._seen(actor, [case_id])
        return found

    def list_cases(self, wanted: CaseFilter, page: Page, actor: Actor) -> Listed[Case]:
        """Read a page of cases, and the next page's token; log each case.

        The list begins with the oldest case, or with the most urgent one (R26).
        """
        require(actor.caller, Operation.READ_CASE)
        if wanted.by_urgency:
            with self._database.write() as session:
                order.refresh(session, self._clock(), _ORDER_LIMIT, changed_only=True)
        with self._database.read() as session:
            found, token = queries.list_cases(session, wanted, page)
        self._seen(actor, [case.case_id for case in found])
        return found, token

    def count(self, wanted: CaseFilter, actor: Actor) -> CaseCounts:
        """Count cases and repeated look-ups."""
        require(actor.caller, Operation.READ_CASE)
        with self._database.read() as session:
            return queries.count(session, wanted)

    def assess(self, case_id: str, actor: Actor) -> Assessment:
        """Compute the advice on a case; only the log changes."""
        require(actor.caller, Operation.READ_CASE)
        now = self._clock()
        with self._database.write() as session:
            assessment = assess_case(session, rows.read_case(session, case_id), now)
            actor.act(session, now).log(Action.CASE_ASSESSED, case_id, assessment.advice.name)
            return assessment

    def repeat_look_up(self, case_id: str, look_up_id: str, source: str, actor: Actor) -> LookUp:
        """Consult a source for a case; the same id again gives the same look-up.

        Raises UnknownSourceError, OtherOfficeError.
        """
        require(actor.caller, Operation.WORK_CASE)
        if source not in SOURCES:
            raise UnknownSourceError(f"the LESC has no source {source}: use one of {_SOURCES}")
        with self._database.read() as session:
            own_office.check(session, case_id, actor.caller, Operation.WORK_CASE)
            known = find_look_up(session, look_up_id, case_id, source)
            query = query_of(session, case_id)
        if known is not None:
            return known
        # Outside any transaction, because a source may answer slowly.
        finding = self._look_up(source, query)
        return self._work(actor, record_look_up, case_id, look_up_id, finding)

    def record_encounter(self, case_id: str, record: EncounterRecord, actor: Actor) -> Case:
        """Record an encounter, or a draft of the record."""
        return self._work(actor, work.record_encounter, case_id, record)

    def record_disposition(self, case_id: str, disposition: Disposition, actor: Actor) -> Case:
        """Record a decision and its reason, or a draft of the record."""
        return self._work(actor, work.record_disposition, case_id, disposition)

    def close(self, case_id: str, version: int, actor: Actor, *, because: str = "") -> Case:
        """Close a complete case. Raises CaseIncompleteError, DispositionContradictionError.

        because: a supervisor's reason to close a case whose disposition contradicts what happened.
        """
        by = Operation.ACT_AS_SUPERVISOR if because else Operation.WORK_CASE
        return self._work(actor, work.close, case_id, version, because, by=by)

    def reopen(self, case_id: str, version: int, actor: Actor) -> Case:
        """Begin another version of a closed case, as an officer or as a supervisor."""
        is_supervisor = may(actor.caller, Operation.ACT_AS_SUPERVISOR)
        by = Operation.ACT_AS_SUPERVISOR if is_supervisor else Operation.WORK_CASE
        return self._work(actor, work.reopen, case_id, version, by=by)

    def record_claim(self, case_id: str, claim_id: str, actor: Actor) -> CitizenshipClaim:
        """Record that a person claims to be a citizen.

        A local agency takes the claims of the people whom it booked.
        """
        require(actor.caller, Operation.RECORD_CLAIM)
        with self._database.write() as session:
            _check_own(session, case_id, actor, Operation.RECORD_CLAIM)
            return claims.record(actor.act(session, self._clock()), case_id, claim_id)

    def add_claim_evidence(
        self, claim_id: str, evidence_id: str, text: str, actor: Actor
    ) -> ClaimEvidence:
        """Keep what somebody has seen that bears on a claim."""
        require(actor.caller, Operation.RECORD_CLAIM)
        with self._database.write() as session:
            case_id = claims.case_of(session, claim_id)
            try:
                _check_own(session, case_id, actor, Operation.RECORD_CLAIM)
            except CaseNotFoundError as error:
                # The id of the case would tell another agency's TCN.
                raise claims.unknown(claim_id) from error
            act = actor.act(session, self._clock())
            return claims.add_evidence(act, claim_id, evidence_id, text)

    def uphold_claim(self, claim_id: str, evidence: str, actor: Actor) -> CitizenshipClaim:
        """Accept a claim because of evidence that an officer has seen.

        An office does so that has a case of the person.
        """
        require(actor.caller, Operation.UPHOLD_CLAIM)
        with self._database.write() as session:
            case_id = claims.case_of(session, claim_id)
            own_office.check_person(session, case_id, actor.caller, Operation.UPHOLD_CLAIM)
            return claims.uphold(actor.act(session, self._clock()), claim_id, evidence)

    def refute_claim(self, claim_id: str, evidence: str, actor: Actor) -> CitizenshipClaim:
        """Refuse a claim because of evidence that a named person has seen."""
        case_of = partial(claims.case_of, claim_id=claim_id)
        return self._act(actor, Operation.REFUTE_CLAIM, case_of, claims.refute, claim_id, evidence)

    def record_death(self, case_id: str, day: date | None, because: str, actor: Actor) -> Case:
        """Mark that a person has died, or take the mark back; nobody is held any more.

        A local agency does it for the people whom it booked, an office in its cases. Raises
        CaseStateError, OtherOfficeError.
        """
        by = Operation.RECORD_DEATH
        require(actor.caller, by)
        with self._database.write() as session:
            if may(actor.caller, Operation.WORK_CASE):
                own_office.check(session, case_id, actor.caller, by)
            else:
                _check_own(session, case_id, actor, by)
            return marks.record_death(actor.act(session, self._clock()), case_id, day, because)

    def list_alarms(
        self, page: Page, actor: Actor, *, unacknowledged_only: bool
    ) -> Listed[CaseAlarm]:
        """Read a page of alarms, oldest first, and the next page's token."""
        require(actor.caller, Operation.READ_CASE)
        with self._database.read() as session:
            return queries.list_alarms(session, unacknowledged_only=unacknowledged_only, page=page)

    def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> CaseAlarm:
        """Record that the recipient of an alarm knows: never who caused the alarm.

        Raises AlarmNotFoundError, AlarmRecipientError, OtherOfficeError.
        """
        by, deed = Operation.ACKNOWLEDGE_ALARM, queries.acknowledge_alarm
        is_supervisor = may(actor.caller, Operation.ACT_AS_SUPERVISOR)
        case_of = partial(queries.case_of_alarm, alarm_id=alarm_id)
        return self._act(actor, by, case_of, deed, alarm_id, is_supervisor)

    def start(self) -> None:
        """Start the worker that ends detainers and claims."""
        self._workers.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Stop the worker; returns whether the worker stopped in time."""
        return self._workers.stop(timeout_s)

    def run_due(self) -> bool:
        """End what is due and raise the alarms that are due; returns whether more may wait."""
        now = self._clock()
        with self._database.write() as session:
            expired = releases.expire_due(session, now, _BATCH)
            unresolved = claims.end_due(session, now, _BATCH)
            unanswered = release_notices.alarm_due(session, now, _BATCH)
            ended = leases.end_due(session, now, _BATCH)
        ordered = self._order(now, changed_only=True)
        freed = self._look_around(now)
        if expired or unresolved or unanswered or freed:
            log.error(
                "case_alarms",
                expired_detainers=expired,
                unresolved_claims=unresolved,
                unanswered_notices=unanswered,
                freed_persons=freed,
            )
        return _BATCH in (expired, unresolved, unanswered, ended, ordered)

    def _order(self, now: datetime, *, changed_only: bool) -> int:
        """Put cases in order, a few at a time, so that whoever waits to write gets in between.

        Returns how many cases were looked at, at most a batch.
        """
        count = 0
        while count < _BATCH:
            with self._database.write() as session:
                found = order.refresh(session, now, _FEW, changed_only=changed_only)
            count += found
            if found < _FEW:
                break
        return count

    def _look_around(self, now: datetime) -> int:
        """Look at times at what no event of a case tells: merges, splits, lists and days.

        Returns how many people were freed, because it shows now that they may not be held.
        """
        last = self._barred_since
        if last is not None and last <= now < last + _BARRED_EVERY:
            return 0
        self._barred_since = now
        self._order(now, changed_only=False)
        with self._database.write() as session:
            return releases.release_barred(session, now)

    def _look_up(self, source: str, query: LescQuery) -> Finding:
        """Consult a source; an unreachable LESC is an outcome, not an error."""
        try:
            return self._sources.look_up(source, query, self._clock())
        except DeliveryError as error:
            log.warning("source_unreachable", source=source, error=type(error).__name__)
            return Finding(source, Outcome.UNAVAILABLE, self._clock(), "")

    def _seen(self, actor: Actor, case_ids: list[str]) -> None:
        now = self._clock()
        caller, officer = actor.caller, actor.officer
        seen = Action.CASE_VIEWED
        audit_log.record_seen(self._database, caller, seen, case_ids, now, actor_id=officer)

    def _work(
        self,
        actor: Actor,
        operation: Callable[..., T],
        case_id: str,
        *arguments: object,
        by: Operation = Operation.WORK_CASE,
    ) -> T:
        """Let somebody who may do it do an operation on a case."""
        return self._act(actor, by, lambda _: case_id, operation, case_id, *arguments)

    def _act(
        self,
        actor: Actor,
        by: Operation,
        case_of: Callable[[Session], str],
        operation: Callable[..., T],
        *arguments: object,
    ) -> T:
        """Let somebody do an operation in one transaction, and an officer only in the own office.

        case_of: finds the case that the operation is about.
        """
        require(actor.caller, by)
        with self._database.write() as session:
            own_office.check(session, case_of(session), actor.caller, by)
            return operation(actor.act(session, self._clock()), *arguments)


def _check_own(session: Session, case_id: str, actor: Actor, by: Operation) -> None:
    """Let a local agency see the cases alone of people whom it booked or has.

    Raises CaseNotFoundError.
    """
    row, own = rows.case_row(session, case_id), actor.caller.ori
    if not may_any(actor.caller, by) and own not in (row.ori, row.holder):
        raise CaseNotFoundError(f"no case {case_id}")
