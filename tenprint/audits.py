"""What auditors call: the audit log, its verification and its head."""

from collections.abc import Iterable, Iterator

from tenprint.calls import Calls
from tenprint.v1 import audit_service_pb2 as pb2
from tenprint.v1.audit_service_pb2 import AuditEntry, AuditHead


class AuditClient(Calls):
    """Comes with a client: `client.audit`."""

    def entries(
        self,
        *,
        action: str = "",
        object_kind: str = "",
        object_id: str = "",
        actor_ori: str = "",
        page_size: int = 0,
    ) -> Iterator[AuditEntry]:
        """Yield entries, oldest first, page by page."""
        request = pb2.ListAuditEntriesRequest(
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            actor_ori=actor_ori,
            page_size=page_size,
        )
        return self.pages(request, pb2.ListAuditEntriesResponse, lambda page: page.entries)

    def verify(self, heads: Iterable[AuditHead] = ()) -> pb2.VerifyAuditLogResponse:
        """Let the service compute the whole chain again, against heads that were kept."""
        return self.call(pb2.VerifyAuditLogRequest(heads=heads), pb2.VerifyAuditLogResponse)

    def head(self) -> AuditHead:
        """Read the newest entry's place and digest, to be kept elsewhere."""
        return self.call(pb2.GetAuditHeadRequest(), pb2.GetAuditHeadResponse).head
