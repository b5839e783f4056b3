"""Detainers between field office and local agency: each operation is one transaction."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import Page
from interop.cases import detainer_store
from interop.cases import detainers as case_detainers
from interop.cases import queries as case_queries
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.errors import DetainerNotFoundError
from interop.cases.types import Actor
from interop.clock import Clock, system_clock
from interop.roles import Operation, may, require

Change = Callable[[Session, datetime], Detainer]


class DetainerDesk:
    """Takes what officers ask for and what agencies answer. Safe for threads."""

    def __init__(self, database: Database, *, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def request(
        self, case_id: str, detainer_id: str, against_advice_because: str, actor: Actor
    ) -> Detainer:
        """Ask the agency that booked the person to hold on to them."""
        return self._change(
            actor,
            Operation.WORK_CASE,
            lambda session, now: case_detainers.request(
                session,
                case_id,
                detainer_id,
                actor,
                now,
                against_advice_because=against_advice_because,
            ),
        )

    def take_custody(self, detainer_id: str, actor: Actor) -> Detainer:
        """Record that officers have taken the person over."""
        return self._change(
            actor,
            Operation.WORK_CASE,
            lambda session, now: case_detainers.take_custody(session, detainer_id, actor, now),
        )

    def cancel(self, detainer_id: str, reason: str, actor: Actor) -> Detainer:
        """Take a detainer back."""
        return self._change(
            actor,
            Operation.WORK_CASE,
            lambda session, now: case_detainers.cancel(session, detainer_id, reason, actor, now),
        )

    def acknowledge(self, detainer_id: str, actor: Actor) -> Detainer:
        """Record that the agency will hold the person."""
        return self._answer(
            detainer_id,
            actor,
            lambda session, now: case_detainers.acknowledge(session, detainer_id, actor, now),
        )

    def decline(self, detainer_id: str, reason: str, actor: Actor) -> Detainer:
        """Record that the agency will not hold the person."""
        return self._answer(
            detainer_id,
            actor,
            lambda session, now: case_detainers.decline(session, detainer_id, reason, actor, now),
        )

    def report_release(self, detainer_id: str, release_time: datetime, actor: Actor) -> Detainer:
        """Start the 48 hours: the agency would otherwise have released the person."""
        return self._answer(
            detainer_id,
            actor,
            lambda session, now: case_detainers.start_clock(
                session, detainer_id, release_time, actor, now
            ),
        )

    def read(self, detainer_id: str, actor: Actor) -> Detainer:
        """Read a detainer. Raises DetainerNotFoundError, also for another agency's."""
        require(actor.caller, Operation.READ_DETAINER)
        with self._database.read() as session:
            return _read_of(session, detainer_id, _visible_ori(actor.caller))

    def list_detainers(
        self, ori: str, state: DetainerState | None, page_size: int, page_token: str, actor: Actor
    ) -> tuple[list[Detainer], str]:
        """Read detainers by their cases, as many cases as a page holds, and the next token.

        An agency sees its own.
        """
        require(actor.caller, Operation.READ_DETAINER)
        own = _visible_ori(actor.caller)
        if own and ori not in ("", own):
            return [], ""
        with self._database.read() as session:
            page = Page(page_size, page_token)
            return case_queries.list_detainers(session, own or ori, state, page)

    def _change(self, actor: Actor, operation: Operation, change: Change) -> Detainer:
        require(actor.caller, operation)
        with self._database.write() as session:
            return change(session, self._clock())

    def _answer(self, detainer_id: str, actor: Actor, answer: Change) -> Detainer:
        """Let the agency that was asked answer, and no other."""
        require(actor.caller, Operation.ANSWER_DETAINER)
        with self._database.write() as session:
            _read_of(session, detainer_id, actor.caller.ori)
            return answer(session, self._clock())


def _visible_ori(caller: Caller) -> str:
    """Name the one agency whose detainers a caller sees; empty: every agency's."""
    return "" if may(caller, Operation.SEE_EVERY_DETAINER) else caller.ori


def _read_of(session: Session, detainer_id: str, ori: str) -> Detainer:
    """Read a detainer of an agency, of any if none is named. Raises DetainerNotFoundError."""
    found = detainer_store.read(session, detainer_id)
    if ori not in ("", found.ori):
        raise DetainerNotFoundError(f"no detainer {detainer_id}")
    return found
