"""What auditors call: the audit log, its verification and its head."""

from collections.abc import Iterable, Iterator

import grpc

from tenprint.galleries import Call
from tenprint.v1 import audit_service_pb2 as pb2
from tenprint.v1.audit_service_pb2 import AuditEntry, AuditHead
from tenprint.v1.audit_service_pb2_grpc import AuditServiceStub


class AuditClient:
    """Comes with a client: `client.audit`."""

    def __init__(self, channel: grpc.Channel, call: Call) -> None:
        self._stub = AuditServiceStub(channel)
        self._call = call

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
        while True:
            response = self._call(
                self._stub.ListAuditEntries, pb2.ListAuditEntriesResponse, request
            )
            yield from response.entries
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    def verify(self, heads: Iterable[AuditHead] = ()) -> pb2.VerifyAuditLogResponse:
        """Let the service compute the whole chain again, against heads that were kept."""
        request = pb2.VerifyAuditLogRequest(heads=heads)
        return self._call(self._stub.VerifyAuditLog, pb2.VerifyAuditLogResponse, request)

    def head(self) -> AuditHead:
        """Read the newest entry's place and digest, to be kept elsewhere."""
        request = pb2.GetAuditHeadRequest()
        return self._call(self._stub.GetAuditHead, pb2.GetAuditHeadResponse, request).head
