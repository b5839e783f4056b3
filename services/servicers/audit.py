"""AuditService: the audit log for those who may look at it."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from interop.audit import AuditLog
from services.messages import audit as messages
from services.wire import Context, Pool, caller_from, deadline_of, validation
from tenprint.v1 import audit_service_pb2 as pb2
from tenprint.v1.audit_service_pb2_grpc import AuditServiceServicer

T = TypeVar("T")


class AuditServicer(AuditServiceServicer):
    """Shows and verifies the audit log."""

    def __init__(self, log: AuditLog, store: Pool) -> None:
        self._log = log
        self._store = store

    async def ListAuditEntries(
        self, request: pb2.ListAuditEntriesRequest, context: Context
    ) -> pb2.ListAuditEntriesResponse:
        """List entries."""
        read = partial(
            self._log.entries,
            caller_from(context),
            messages.wanted(request),
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
        )
        entries, next_token = await self._run(read, context)
        return pb2.ListAuditEntriesResponse(
            entries=map(messages.entry, entries), next_page_token=next_token
        )

    async def VerifyAuditLog(
        self, request: pb2.VerifyAuditLogRequest, context: Context
    ) -> pb2.VerifyAuditLogResponse:
        """Verify the whole log."""
        heads, deadline = messages.exported_heads(request), deadline_of(context)
        verify = partial(self._log.verify, caller_from(context), heads, deadline.check)
        async with self._store.admit():
            broken, head = await self._store.run(verify, deadline)
        return pb2.VerifyAuditLogResponse(
            intact=broken is None, first_broken_sequence=broken or 0, head=messages.head(head)
        )

    async def GetAuditHead(
        self, request: pb2.GetAuditHeadRequest, context: Context
    ) -> pb2.GetAuditHeadResponse:
        """Read the newest entry's place and digest."""
        head = await self._run(partial(self._log.head, caller_from(context)), context)
        return pb2.GetAuditHeadResponse(head=messages.head(head))

    async def _run(self, work: Callable[[], T], context: Context) -> T:
        async with self._store.admit():
            return await self._store.run(work, deadline_of(context))
