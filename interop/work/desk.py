"""What officers and supervisors do with the work list. Each operation is one transaction."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from database.caller import Caller
from database.connection import Database
from database.paging import Listed, Page
from interop.audit import Act, Action, audit_log
from interop.cases import Actor, CaseRow, errors, leases, own_office, rows
from interop.clock import Clock, system_clock
from interop.roles import Operation, may, require
from interop.work import escalations, lists, transfers
from interop.work.offices import ori_of
from interop.work.types import (
    Escalation,
    EscalationRequest,
    ReassignReason,
    Transfer,
    TransferFilter,
    TransferRequest,
    TransferState,
    WorkFilter,
    WorkItem,
)

T = TypeVar("T")


class WorkDesk:
    """Shows work and moves work between people and offices. Safe for threads."""

    def __init__(self, database: Database, *, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def list_work(self, wanted: WorkFilter, page: Page, caller: Caller) -> Listed[WorkItem]:
        """Read a page of open cases in the order in which to work on them; log each case.

        Raises OtherOfficeError if the caller's own work is wanted, and the caller is no office.
        """
        require(caller, Operation.READ_CASE)
        now = self._clock()
        with self._database.read() as session:
            own = own_office.caller_office(session, caller) if wanted.own_office else ""
            found, token = lists.list_work(session, wanted, now, page, own_office=own)
        seen = [one.case_id for one in found]
        audit_log.record_seen(self._database, caller, Action.CASE_VIEWED, seen, now)
        return found, token

    def take(self, case_id: str, period: timedelta, actor: Actor) -> WorkItem:
        """Lease a case of the own office to an officer; whoever holds the case gets a new end.

        Raises CaseStateError, OtherOfficeError, TaskHeldError.
        """
        return self._do(actor, Operation.MOVE_WORK, _take, case_id, period)

    def release(self, case_id: str, actor: Actor) -> WorkItem:
        """Give a case back. Raises CaseStateError, TaskNotHeldError."""
        return self._do(actor, Operation.MOVE_WORK, _release, case_id)

    def reassign(
        self, case_id: str, to_officer: str, reason: ReassignReason, period: timedelta, actor: Actor
    ) -> WorkItem:
        """Lease a case to another officer of its office, whoever holds the case.

        Raises CaseStateError, OtherOfficeError.
        """
        by = Operation.ACT_AS_SUPERVISOR
        return self._do(actor, by, _reassign, case_id, to_officer, reason, period)

    def transfer(self, request: TransferRequest, actor: Actor) -> Transfer:
        """Ask another office to take a case."""
        return self._do(actor, Operation.MOVE_WORK, transfers.ask, request)

    def answer_transfer(
        self, transfer_id: str, state: TransferState, reason: str, actor: Actor
    ) -> Transfer:
        """Accept or return a case, as the receiving office."""
        return self._do(actor, Operation.MOVE_WORK, transfers.answer, transfer_id, state, reason)

    def list_transfers(
        self, wanted: TransferFilter, page: Page, caller: Caller
    ) -> Listed[Transfer]:
        """Read a page of transfers, oldest first, and the next page's token."""
        require(caller, Operation.READ_CASE)
        with self._database.read() as session:
            return transfers.list_transfers(session, wanted, page)

    def escalate(self, request: EscalationRequest, actor: Actor) -> Escalation:
        """Put a case before supervisors: as its office, or as another supervisor."""
        is_officer = may(actor.caller, Operation.MOVE_WORK)
        by = Operation.MOVE_WORK if is_officer else Operation.ACT_AS_SUPERVISOR
        return self._do(actor, by, escalations.escalate, request)

    def end_escalation(self, escalation_id: str, resolution: str, actor: Actor) -> Escalation:
        """Record what a supervisor decided."""
        by = Operation.ACT_AS_SUPERVISOR
        return self._do(actor, by, escalations.end, escalation_id, resolution)

    def list_escalations(
        self, queue: str, case_id: str, page: Page, caller: Caller, *, open_only: bool
    ) -> Listed[Escalation]:
        """Read a page of escalations, oldest first, and the next page's token."""
        require(caller, Operation.READ_CASE)
        with self._database.read() as session:
            return escalations.list_escalations(session, queue, case_id, page, open_only=open_only)

    def _do(self, actor: Actor, by: Operation, work: Callable[..., T], *arguments: object) -> T:
        require(actor.caller, by)
        with self._database.write() as session:
            return work(actor.act(session, self._clock()), *arguments)


def _take(act: Act, case_id: str, period: timedelta) -> WorkItem:
    row = _open_row(act, case_id)
    own_office.require_office(act.session, row, act.caller)
    leases.take(act, case_id, period)
    return lists.item_of(act.session, case_id, act.now)


def _release(act: Act, case_id: str) -> WorkItem:
    _open_row(act, case_id)
    leases.release(act, case_id)
    return lists.item_of(act.session, case_id, act.now)


def _reassign(
    act: Act, case_id: str, to_officer: str, reason: ReassignReason, period: timedelta
) -> WorkItem:
    office = own_office.office_of_case(_open_row(act, case_id))
    ori = ori_of(act.session, office)
    if not ori:
        raise errors.OtherOfficeError(
            f"{office} calls with no ORI: nobody there can hold {case_id}"
        )
    leases.assign(act, case_id, to_officer, ori, period, reason.name)
    return lists.item_of(act.session, case_id, act.now)


def _open_row(act: Act, case_id: str) -> CaseRow:
    row = rows.case_row(act.session, case_id)
    rows.check_open(row)
    return row
