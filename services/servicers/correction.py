"""CorrectionService: withdraws matches, and records which recipients know."""

from database.caller import Caller
from database.paging import Listed
from interop import fields
from interop.corrections import Correction, CorrectionDesk, Notice
from interop.review import Comparison
from services.messages import correction as messages
from services.servicers.rpc import DeskServicer, answers, answers_page, answers_with
from services.wire import check, check_id, validation
from tenprint.v1 import correction_service_pb2 as pb2
from tenprint.v1.correction_service_pb2_grpc import CorrectionServiceServicer


class CorrectionServicer(DeskServicer[CorrectionDesk], CorrectionServiceServicer):
    """Hands corrections and acknowledgements to the desk."""

    @answers_with(pb2.CorrectMatchResponse, messages.correction)
    def CorrectMatch(self, request: pb2.CorrectMatchRequest, caller: Caller) -> Correction:
        """Withdraw a match."""
        return self._desk.correct(messages.correction_request(request), caller)

    @answers_with(pb2.GetCorrectionResponse, messages.correction)
    def GetCorrection(self, request: pb2.GetCorrectionRequest, caller: Caller) -> Correction:
        return self._desk.correction(check_id("correction_id", request.correction_id), caller)

    @answers_page(pb2.ListCorrectionsResponse, messages.correction)
    def ListCorrections(
        self, request: pb2.ListCorrectionsRequest, caller: Caller
    ) -> Listed[Correction]:
        tcn = request.tcn and validation.check_tcn(request.tcn)
        return self._desk.corrections(caller, tcn=tcn, page=validation.page(request))

    @answers_with(pb2.ReinstateMatchResponse, messages.correction)
    def ReinstateMatch(self, request: pb2.ReinstateMatchRequest, caller: Caller) -> Correction:
        """Take a correction back."""
        return self._desk.reinstate(messages.reinstatement_request(request), caller)

    @answers_with(pb2.RequestComparisonResponse, messages.comparison)
    def RequestComparison(
        self, request: pb2.RequestComparisonRequest, caller: Caller
    ) -> Comparison:
        """Ask examiners again."""
        officer = request.officer and check_id("officer", request.officer)
        asked = messages.comparison_request(request)
        return self._desk.request_comparison(asked, caller, officer)

    @answers_page(pb2.ListComparisonsResponse, messages.comparison)
    def ListComparisons(
        self, request: pb2.ListComparisonsRequest, caller: Caller
    ) -> Listed[Comparison]:
        tcn = request.tcn and validation.check_tcn(request.tcn)
        return self._desk.comparisons(caller, tcn=tcn, page=validation.page(request))

    @answers(messages.notices)
    def ListNotices(
        self, request: pb2.ListNoticesRequest, caller: Caller
    ) -> tuple[Listed[Notice], int]:
        """List notices, and count those whose deadline has passed."""
        wanted, page = messages.notice_filter(request), validation.page(request)
        return self._desk.notices(wanted, caller, page=page), self._desk.overdue_count(caller)

    @answers_with(pb2.AcknowledgeNoticeResponse, messages.notice)
    def AcknowledgeNotice(self, request: pb2.AcknowledgeNoticeRequest, caller: Caller) -> Notice:
        """Record that a recipient knows."""
        notice_id = check("notice_id", request.notice_id, fields.NOTICE_ID)
        return self._desk.acknowledge(notice_id, caller)
