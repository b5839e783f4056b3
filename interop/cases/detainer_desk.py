"""Detainers between field office and local agency: each operation is one transaction."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import Listed, Page
from interop.cases import detainer_store
from interop.cases import detainers as case_detainers
from interop.cases import queries as case_queries
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.errors import DetainerNotFoundError
from interop.cases.types import Actor
from interop.clock import Clock, system_clock
from interop.roles import Operation, may_any, require


class DetainerDesk:
    """Takes the requests of officers and the answers of agencies. Safe for threads."""

    def __init__(self, database: Database, *, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def request(
        self, case_id: str, detainer_id: str, against_advice_because: str, actor: Actor
    ) -> Detainer:
        """Ask the agency that booked the person to hold the person."""
        require(actor.caller, Operation.WORK_CASE)
        with self._database.write() as session:
            act = actor.act(session, self._clock())
            return case_detainers.request(act, case_id, detainer_id, against_advice_because)

    def take_custody(self, detainer_id: str, actor: Actor) -> Detainer:
        """Record that officers have taken the person into custody."""
        return self._work(actor, case_detainers.take_custody, detainer_id)

    def cancel(self, detainer_id: str, reason: str, actor: Actor) -> Detainer:
        """Cancel a detainer."""
        return self._work(actor, case_detainers.cancel, detainer_id, reason)

    def acknowledge(self, detainer_id: str, actor: Actor) -> Detainer:
        """Record that the agency will hold the person."""
        return self._answer(actor, case_detainers.acknowledge, detainer_id)

    def decline(self, detainer_id: str, reason: str, actor: Actor) -> Detainer:
        """Record that the agency will not hold the person."""
        return self._answer(actor, case_detainers.decline, detainer_id, reason)

    def report_release(self, detainer_id: str, release_time: datetime, actor: Actor) -> Detainer:
        """Start the 48 hours: the agency would otherwise have released the person."""
        return self._answer(actor, case_detainers.start_clock, detainer_id, release_time)

    def read(self, detainer_id: str, actor: Actor) -> Detainer:
        """Read a detainer. Raises DetainerNotFoundError, also for another agency's detainer."""
        require(actor.caller, Operation.READ_DETAINER)
        with self._database.read() as session:
            return _read_of(session, detainer_id, _visible_ori(actor.caller))

    def list_detainers(
        self, ori: str, state: DetainerState | None, page: Page, actor: Actor
    ) -> Listed[Detainer]:
        """Read detainers by their cases, and the next page's token; a page counts cases.

        An agency sees only the detainers that it was asked for.
        """
        require(actor.caller, Operation.READ_DETAINER)
        own = _visible_ori(actor.caller)
        if own and ori not in ("", own):
            return [], ""
        with self._database.read() as session:
            return case_queries.list_detainers(session, own or ori, state, page)

    def _work(
        self, actor: Actor, work: Callable[..., Detainer], detainer_id: str, *arguments: object
    ) -> Detainer:
        """Let an officer change a detainer in one transaction."""
        require(actor.caller, Operation.WORK_CASE)
        with self._database.write() as session:
            return work(actor.act(session, self._clock()), detainer_id, *arguments)

    def _answer(
        self, actor: Actor, work: Callable[..., Detainer], detainer_id: str, *arguments: object
    ) -> Detainer:
        """Let the agency that was asked change a detainer, and no other agency."""
        require(actor.caller, Operation.ANSWER_DETAINER)
        with self._database.write() as session:
            # The table of roles refuses a caller without an ORI: an empty text would be any agency.
            _read_of(session, detainer_id, actor.caller.ori)
            return work(actor.act(session, self._clock()), detainer_id, *arguments)


def _visible_ori(caller: Caller) -> str:
    """Name the only agency whose detainers a caller sees; empty: every agency's."""
    return "" if may_any(caller, Operation.READ_DETAINER) else caller.ori


def _read_of(session: Session, detainer_id: str, ori: str) -> Detainer:
    """Read a detainer of an agency; empty: of any agency. Raises DetainerNotFoundError."""
    found = detainer_store.read(session, detainer_id)
    if ori not in ("", found.ori):
        raise DetainerNotFoundError(f"no detainer {detainer_id}")
    return found
