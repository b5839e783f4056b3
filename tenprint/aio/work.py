# Written from tenprint/work.py by `make proto`.
"""What officers and supervisors call: the work list, tasks, transfers and escalations."""

from collections.abc import AsyncIterator

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import work_service_pb2 as pb2
from tenprint.v1.work_service_pb2 import Escalation, Transfer, WorkItem


class AsyncWorkClient(AsyncCalls):
    """Comes with a client: `client.work`.

    officer: the person who acts, as an opaque id. transfer_id, escalation_id: make a repetition
    harmless. Without an id, a random id is made, and only the call's own retries are harmless.
    """

    @rpc(pb2.ListWorkRequest, "items")
    def list(
        self,
        *,
        office: str = "",
        held_by: str = "",
        free_only: bool = False,
        priority: int = 0,
        queue: str = "",
        escalated_only: bool = False,
        own_office: bool = False,
        page_size: int = 0,
    ) -> AsyncIterator[WorkItem]:
        """Yield tasks in the order in which to work on them, page by page."""

    @rpc(pb2.TakeTaskRequest, "item")
    async def take(self, case_id: str, officer: str, *, lease_minutes: int = 0) -> WorkItem:
        """Take a task, or get a new end for a task in hand."""

    @rpc(pb2.ReleaseTaskRequest, "item")
    async def release(self, case_id: str, officer: str) -> WorkItem:
        """Give a task back."""

    @rpc(pb2.ReassignTaskRequest, "item")
    async def reassign(
        self,
        case_id: str,
        to_officer: str,
        reason: pb2.ReassignReason | str,
        officer: str,
        *,
        lease_minutes: int = 0,
    ) -> WorkItem:
        """Give a task to another officer, as a supervisor."""

    @rpc(pb2.TransferCaseRequest, "transfer", id_field="transfer_id")
    async def transfer(
        self, case_id: str, to_office: str, reason: str, officer: str, *, transfer_id: str = ""
    ) -> Transfer:
        """Ask another office to take a case."""

    @rpc(pb2.AnswerTransferRequest, "transfer")
    async def answer_transfer(
        self, transfer_id: str, answer: pb2.TransferState | str, officer: str, *, reason: str = ""
    ) -> Transfer:
        """Accept a case, or return the case with a reason."""

    @rpc(pb2.ListTransfersRequest, "transfers")
    def transfers(
        self, *, office: str = "", case_id: str = "", open_only: bool = False
    ) -> AsyncIterator[Transfer]:
        """Yield transfers, oldest first."""

    @rpc(pb2.EscalateCaseRequest, "escalation", id_field="escalation_id")
    async def escalate(
        self,
        case_id: str,
        reason: str,
        officer: str,
        *,
        queue: str = "",
        limit_hours: int = 0,
        escalation_id: str = "",
    ) -> Escalation:
        """Ask supervisors to decide about a case within a time."""

    @rpc(pb2.EndEscalationRequest, "escalation")
    async def end_escalation(self, escalation_id: str, resolution: str, officer: str) -> Escalation:
        """Record what a supervisor decided."""

    @rpc(pb2.ListEscalationsRequest, "escalations")
    def escalations(
        self, *, queue: str = "", case_id: str = "", open_only: bool = False
    ) -> AsyncIterator[Escalation]:
        """Yield escalations, oldest first."""
