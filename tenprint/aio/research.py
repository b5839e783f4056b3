# Written from tenprint/research.py by `make proto`.
"""What people of the LESC call: researches, identity checks and determinations."""

from collections.abc import AsyncIterator, Iterable

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2 import ResearchTask, ResearchTaskFile
from tenprint.v1.research_pb2 import ImmigrationStatus, RemovalGround


class AsyncResearchClient(AsyncCalls):
    """The LESC's own server, over a channel of `open_channel` in the role `lesc`.

    person: who acts, as an opaque id.
    """

    @rpc(pb2.ListResearchTasksRequest, "tasks")
    def tasks(
        self,
        *,
        state: pb2.ResearchTaskState | str | None = None,
        query_id: str = "",
        person: str = "",
        page_size: int = 0,
    ) -> AsyncIterator[ResearchTask]:
        """Yield researches in the order in which to work on them, page by page."""

    @rpc(pb2.GetResearchTaskRequest, "file")
    async def get(self, task_id: int, person: str) -> ResearchTaskFile:
        """Read a research with what the sources hold now."""

    @rpc(pb2.TakeResearchTaskRequest, "file")
    async def take(self, task_id: int, person: str, *, lease_minutes: int = 0) -> ResearchTaskFile:
        """Take a research, or get a new end for a research in hand."""

    @rpc(pb2.ReleaseResearchTaskRequest, "task")
    async def release(self, task_id: int, person: str) -> ResearchTask:
        """Give a research back."""

    @rpc(pb2.RecordIdentityCheckRequest, "task")
    async def check_identity(
        self, task_id: int, person: str, result: pb2.IdentityResult | str, *, remark: str = ""
    ) -> ResearchTask:
        """Say whether the person of the sources is the person who was booked."""

    @rpc(pb2.RecordDeterminationRequest, "task")
    async def determine(
        self,
        task_id: int,
        person: str,
        status: ImmigrationStatus | str,
        *,
        grounds: Iterable[RemovalGround | str] = (),
        unresolved_because: str = "",
        remark: str = "",
    ) -> ResearchTask:
        """Conclude instead of the rules; the answer leaves."""
