"""CorrectionService: withdraws matches, and records which recipients know."""

from functools import partial

from interop import fields
from interop.corrections import Correction, CorrectionDesk, Notice
from services.messages import correction as messages
from services.servicers.rpc import DeskServicer, Listing, Work, answers, answers_page, answers_with
from services.wire import Context, caller_from, check, check_id, validation
from tenprint.v1 import correction_service_pb2 as pb2
from tenprint.v1.correction_service_pb2_grpc import CorrectionServiceServicer


class CorrectionServicer(DeskServicer[CorrectionDesk], CorrectionServiceServicer):
    """Hands corrections and acknowledgements to the desk."""

    @answers_with(pb2.CorrectMatchResponse, messages.correction)
    def CorrectMatch(self, request: pb2.CorrectMatchRequest, context: Context) -> Work[Correction]:
        """Withdraw a match."""
        asked = messages.correction_request(request)
        return partial(self._desk.correct, asked, caller_from(context))

    @answers_with(pb2.GetCorrectionResponse, messages.correction)
    def GetCorrection(
        self, request: pb2.GetCorrectionRequest, context: Context
    ) -> Work[Correction]:
        """Read a correction."""
        correction_id = check_id("correction_id", request.correction_id)
        return partial(self._desk.correction, correction_id, caller_from(context))

    @answers_page(pb2.ListCorrectionsResponse, messages.correction)
    def ListCorrections(
        self, request: pb2.ListCorrectionsRequest, context: Context
    ) -> Listing[Correction]:
        """List corrections."""
        caller = caller_from(context)
        tcn = request.tcn and validation.check_tcn(request.tcn)
        page = validation.page(request)
        return partial(self._desk.corrections, caller, tcn=tcn, page=page)

    @answers(messages.notices)
    def ListNotices(
        self, request: pb2.ListNoticesRequest, context: Context
    ) -> Work[tuple[tuple[list[Notice], str], int]]:
        """List notices."""
        caller, desk = caller_from(context), self._desk
        wanted, page = messages.notice_filter(request), validation.page(request)
        return lambda: (desk.notices(wanted, caller, page=page), desk.overdue_count(caller))

    @answers_with(pb2.AcknowledgeNoticeResponse, messages.notice)
    def AcknowledgeNotice(
        self, request: pb2.AcknowledgeNoticeRequest, context: Context
    ) -> Work[Notice]:
        """Record that a recipient knows."""
        notice_id = check("notice_id", request.notice_id, fields.NOTICE_ID)
        return partial(self._desk.acknowledge, notice_id, caller_from(context))
