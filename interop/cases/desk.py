"""The field office at work on its cases: each operation is one transaction. Safe for threads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import structlog

from database.connection import Database
from database.paging import Page
from interop.audit import Action, ObjectKind
from interop.audit import log as audit_log
from interop.cases import (
    claims as case_claims,
)
from interop.cases import (
    detainers as case_detainers,
)
from interop.cases import (
    queries as case_queries,
)
from interop.cases import (
    rows as case_rows,
)
from interop.cases import (
    work as case_work,
)
from interop.cases.assessment import assess_case
from interop.cases.claims import CLAIM_PERIOD
from interop.cases.log import log_case
from interop.cases.priorities import Assessment
from interop.cases.queries import CaseCounts, CaseFilter
from interop.cases.research import find_look_up, history_of, query_of, record_look_up, research_of
from interop.cases.types import (
    Actor,
    Case,
    CaseAlarm,
    CaseVersion,
    CitizenshipClaim,
    Disposition,
    EncounterRecord,
    LookUp,
)
from interop.clock import Clock, system_clock
from interop.errors import DeliveryError
from interop.lesc import Determination, Finding, LescQuery, Outcome, Research, Sources
from interop.roles import Operation, require
from interop.workers import Workers

log = structlog.get_logger(__name__)

T = TypeVar("T")

_BATCH = 64


@dataclass(frozen=True)
class CaseFile:
    """A case as an officer reads it."""

    case: Case
    determination: Determination | None
    """As of now; None before the LESC has answered."""
    research: Research | None
    """What it rests on: attached by the LESC, or looked up again by officers."""


class CaseDesk:
    """Takes what officers do, and does what falls due by itself: it ends things, it begins none."""

    def __init__(
        self,
        database: Database,
        sources: Sources,
        *,
        clock: Clock = system_clock,
        claim_period: timedelta = CLAIM_PERIOD,
    ) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock
        self._claim_period = claim_period
        self._workers = Workers("cases", 1, self.run_due)

    def view(self, case_id: str, actor: Actor) -> CaseFile:
        """Read a case with its research; that it was read is logged. Raises CaseNotFoundError."""
        require(actor.caller, Operation.READ_CASE)
        now = self._clock()
        with self._database.write() as session:
            case = case_rows.read_case(session, case_id)
            log_case(session, actor, Action.CASE_VIEWED, case_id, now)
            determination, _ = history_of(session, case, now)
            return CaseFile(case, determination, research_of(session, case))

    def versions(
        self, case_id: str, page_size: int, page_token: str, actor: Actor
    ) -> tuple[list[CaseVersion], str]:
        """Read a page of the versions of a case, oldest first, and the next page's token."""
        require(actor.caller, Operation.READ_CASE)
        with self._database.read() as session:
            found = case_rows.versions(session, case_id, Page(page_size, page_token))
        self._seen(actor, [case_id])
        return found

    def list_cases(
        self, wanted: CaseFilter, page_size: int, page_token: str, actor: Actor
    ) -> tuple[list[Case], str]:
        """Read a page of cases, oldest first, and the next page's token; each read is logged."""
        require(actor.caller, Operation.READ_CASE)
        with self._database.read() as session:
            found, token = case_queries.list_cases(session, wanted, Page(page_size, page_token))
        self._seen(actor, [case.case_id for case in found])
        return found, token

    def count(self, wanted: CaseFilter, actor: Actor) -> CaseCounts:
        """Count cases, and look-ups that were repeated."""
        require(actor.caller, Operation.READ_CASE)
        with self._database.read() as session:
            return case_queries.count(session, wanted)

    def assess(self, case_id: str, actor: Actor) -> Assessment:
        """Compute advice; it changes nothing but the log."""
        require(actor.caller, Operation.READ_CASE)
        now = self._clock()
        with self._database.write() as session:
            assessment = assess_case(session, case_rows.read_case(session, case_id), now)
            log_case(session, actor, Action.CASE_ASSESSED, case_id, now, assessment.advice.name)
            return assessment

    def repeat_look_up(self, case_id: str, look_up_id: str, source: str, actor: Actor) -> LookUp:
        """Consult a source for a case; the same id again is not another look-up."""
        require(actor.caller, Operation.WORK_CASE)
        with self._database.read() as session:
            known = find_look_up(session, look_up_id, case_id, source)
            query = query_of(session, case_id)
        if known is not None:
            return known
        # Outside any transaction: the source may take its time.
        finding = self._look_up(source, query)
        return self._work(actor, record_look_up, case_id, look_up_id, finding)

    def record_encounter(self, case_id: str, record: EncounterRecord, actor: Actor) -> Case:
        """Write down an encounter, or a draft of one."""
        return self._work(actor, case_work.record_encounter, case_id, record)

    def record_disposition(self, case_id: str, disposition: Disposition, actor: Actor) -> Case:
        """Write down what was decided and why, or a draft of it."""
        return self._work(actor, case_work.record_disposition, case_id, disposition)

    def close(self, case_id: str, version: int, actor: Actor) -> Case:
        """Close a case that is complete. Raises CaseIncompleteError."""
        return self._work(actor, case_work.close, case_id, version)

    def reopen(self, case_id: str, version: int, actor: Actor) -> Case:
        """Begin another version of a closed case."""
        return self._work(actor, case_work.reopen, case_id, version)

    def record_claim(self, case_id: str, claim_id: str, actor: Actor) -> CitizenshipClaim:
        """Take down that somebody claims to be a citizen."""
        require(actor.caller, Operation.WORK_CASE)
        with self._database.write() as session:
            return case_claims.record(
                session, case_id, claim_id, actor, self._clock(), period=self._claim_period
            )

    def uphold_claim(self, claim_id: str, evidence: str, actor: Actor) -> CitizenshipClaim:
        """Accept a claim by what an officer has seen."""
        return self._work(actor, case_claims.uphold, claim_id, evidence)

    def list_alarms(
        self, page_size: int, page_token: str, actor: Actor, *, unacknowledged_only: bool
    ) -> tuple[list[CaseAlarm], str]:
        """Read a page of alarms, oldest first, and the next page's token."""
        require(actor.caller, Operation.READ_CASE)
        with self._database.read() as session:
            return case_queries.list_alarms(
                session, unacknowledged_only=unacknowledged_only, page=Page(page_size, page_token)
            )

    def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> CaseAlarm:
        """Record that somebody knows of an alarm."""
        require(actor.caller, Operation.WORK_CASE)
        with self._database.write() as session:
            return case_queries.acknowledge_alarm(session, alarm_id, actor.officer, self._clock())

    def start(self) -> None:
        """Start the worker that ends what is over."""
        self._workers.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Stop the worker; returns whether it did in time."""
        return self._workers.stop(timeout_s)

    def run_due(self) -> bool:
        """End what is over now, detainers and claims; returns whether to look again."""
        now = self._clock()
        with self._database.write() as session:
            expired = case_detainers.expire_due(session, now, _BATCH)
            unresolved = case_claims.end_due(session, now, _BATCH)
        if expired or unresolved:
            log.error("case_alarms", expired_detainers=expired, unresolved_claims=unresolved)
        return max(expired, unresolved) == _BATCH

    def _look_up(self, source: str, query: LescQuery) -> Finding:
        """Consult a source; that the LESC cannot be reached is an outcome like others."""
        try:
            return self._sources.look_up(source, query, self._clock())
        except DeliveryError as error:
            log.warning("source_unreachable", source=source, error=str(error))
            return Finding(source, Outcome.UNAVAILABLE, self._clock(), "")

    def _seen(self, actor: Actor, case_ids: list[str]) -> None:
        audit_log.record_seen(
            self._database,
            actor.caller,
            Action.CASE_VIEWED,
            ObjectKind.CASE,
            case_ids,
            self._clock(),
            actor_id=actor.officer,
        )

    def _work(self, actor: Actor, operation: Callable[..., T], *arguments: object) -> T:
        """Let an officer do something in one transaction."""
        require(actor.caller, Operation.WORK_CASE)
        with self._database.write() as session:
            return operation(session, *arguments, actor, self._clock())
