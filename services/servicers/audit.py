"""AuditService: shows the audit log to those who may read it."""

from functools import partial

from interop.audit import AuditLog, Head, LoggedEntry
from services.messages import audit as messages
from services.servicers.rpc import DeskServicer, Listing, Work, answers_page, answers_with
from services.wire import Context, caller_from, deadline_of, validation
from tenprint.v1 import audit_service_pb2 as pb2
from tenprint.v1.audit_service_pb2_grpc import AuditServiceServicer


class AuditServicer(DeskServicer[AuditLog], AuditServiceServicer):
    """Shows and verifies the audit log."""

    @answers_page(pb2.ListAuditEntriesResponse, messages.entry)
    def ListAuditEntries(
        self, request: pb2.ListAuditEntriesRequest, context: Context
    ) -> Listing[LoggedEntry]:
        """List entries."""
        caller = caller_from(context)
        wanted = messages.wanted(request)
        return partial(self._desk.entries, caller, wanted, validation.page(request))

    async def VerifyAuditLog(
        self, request: pb2.VerifyAuditLogRequest, context: Context
    ) -> pb2.VerifyAuditLogResponse:
        """Verify the whole log."""
        # The verification checks the deadline of its run, and so stops when the caller goes away.
        heads, deadline = messages.exported_heads(request), deadline_of(context)
        verify = partial(self._desk.verify, caller_from(context), heads, deadline.check)
        return messages.verified(await self._store.admit_and_run(verify, deadline))

    @answers_with(pb2.GetAuditHeadResponse, messages.head)
    def GetAuditHead(self, request: pb2.GetAuditHeadRequest, context: Context) -> Work[Head]:
        """Read the place and the digest of the newest entry."""
        return partial(self._desk.head, caller_from(context))
