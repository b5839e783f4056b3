"""AuditService: shows the audit log to those who may read it."""

from functools import partial

from database.caller import Caller
from database.paging import Listed
from interop.audit import AuditLog, Head, LoggedEntry
from services.messages import audit as messages
from services.servicers.rpc import DeskServicer, answers_page, answers_with
from services.wire import Context, caller_from, deadline_of, validation
from tenprint.v1 import audit_service_pb2 as pb2
from tenprint.v1.audit_service_pb2_grpc import AuditServiceServicer


class AuditServicer(DeskServicer[AuditLog], AuditServiceServicer):
    """Shows and verifies the audit log."""

    @answers_page(pb2.ListAuditEntriesResponse, messages.entry)
    def ListAuditEntries(
        self, request: pb2.ListAuditEntriesRequest, caller: Caller
    ) -> Listed[LoggedEntry]:
        return self._desk.entries(caller, messages.wanted(request), validation.page(request))

    async def VerifyAuditLog(
        self, request: pb2.VerifyAuditLogRequest, context: Context
    ) -> pb2.VerifyAuditLogResponse:
        # The verification checks the deadline of its run, and so stops when the caller goes away.
        heads, deadline = messages.exported_heads(request), deadline_of(context)
        verify = partial(self._desk.verify, caller_from(context), heads, deadline.check)
        return messages.verified(await self._store.admit_and_run(verify, deadline, "verify"))

    @answers_with(pb2.GetAuditHeadResponse, messages.head)
    def GetAuditHead(self, _: pb2.GetAuditHeadRequest, caller: Caller) -> Head:
        """Read the place and the digest of the newest entry."""
        return self._desk.head(caller)
