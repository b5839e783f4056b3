# Written from tenprint/audits.py by `make proto`.
"""What auditors call: the audit log, its verification and its head."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import audit_service_pb2 as pb2
from tenprint.v1.audit_service_pb2 import AuditEntry, AuditHead


class AsyncAuditClient(AsyncCalls):
    """Comes with a client: `client.audit`."""

    @rpc(pb2.ListAuditEntriesRequest, "entries")
    def entries(
        self,
        *,
        action: str = "",
        object_kind: str = "",
        object_id: str = "",
        actor_ori: str = "",
        actor_id: str = "",
        person_id: str = "",
        appended_from: datetime | None = None,
        appended_before: datetime | None = None,
        action_code: pb2.AuditAction | str | None = None,
        object_kind_code: pb2.AuditObjectKind | str | None = None,
        page_size: int = 0,
    ) -> AsyncIterator[AuditEntry]:
        """Yield entries, oldest first, page by page.

        action_code, object_kind_code: enum values or their names, in place of the words. actor_id:
        of who acted. person_id: entries about the person of an identity, TCN or case.
        """

    @rpc(pb2.VerifyAuditLogRequest)
    async def verify(self, heads: Iterable[AuditHead] = ()) -> pb2.VerifyAuditLogResponse:
        """Let the service compute the whole chain again, and look for heads that were kept."""

    @rpc(pb2.GetAuditHeadRequest, "head")
    async def head(self) -> AuditHead:
        """Read the number and digest of the newest entry, to be kept elsewhere."""
