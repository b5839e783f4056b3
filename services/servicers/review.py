"""ReviewService: people decide about matches between two thresholds."""

from collections.abc import Sequence
from datetime import datetime

from database.caller import Caller
from database.paging import Listed
from interop import review
from services.messages import review as messages
from services.servicers.rpc import DeskServicer, answers, answers_page, answers_with
from services.wire import Pools, check_id, read_text, validation
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.review_service_pb2_grpc import ReviewServiceServicer


class ReviewServicer(DeskServicer[review.ReviewDesk], ReviewServiceServicer):
    """Hands items to examiners and takes their decisions."""

    def __init__(self, desk: review.ReviewDesk, pools: Pools) -> None:
        super().__init__(desk, pools.store)
        self._search = pools.search

    # The search for controls takes the place of a search.
    @answers(messages.offered, pool="_search")
    def GetNextReviewItem(
        self, request: pb2.GetNextReviewItemRequest, caller: Caller
    ) -> tuple[review.ReviewTask | None, datetime | None]:
        """Give an examiner work, and say whether a supervisor took the item before."""
        examiner_id = check_id("examiner_id", request.examiner_id)
        last = request.last_item_id and check_id("last_item_id", request.last_item_id)
        task = self._desk.next_task(examiner_id, caller)
        return task, self._desk.taken_away(last, examiner_id) if last else None

    @answers_with(pb2.GetReviewPrintResponse, bytes, pool="_search")
    def GetReviewPrint(self, request: pb2.GetReviewPrintRequest, caller: Caller) -> bytes:
        """Show a finger."""
        return self._desk.picture(
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            request.candidate_id and check_id("candidate_id", request.candidate_id),
            messages.read_finger("finger", request.finger),
        )

    @answers(lambda _: pb2.DecideReviewItemResponse())
    def DecideReviewItem(self, request: pb2.DecideReviewItemRequest, caller: Caller) -> None:
        """Take the decisions of an examiner."""
        self._desk.decide(
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            messages.read_decisions(request.decisions),
            caller,
            read_text("remark", request.remark),
        )

    @answers(lambda _: pb2.StepAsideResponse())
    def StepAside(self, request: pb2.StepAsideRequest, caller: Caller) -> None:
        """Take an item back for good."""
        self._desk.step_aside(
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            messages.read_aside_reason(request.reason),
            caller,
        )

    @answers_page(pb2.ListReviewHistoryResponse, messages.own_review)
    def ListReviewHistory(
        self, request: pb2.ListReviewHistoryRequest, _: Caller
    ) -> Listed[review.OwnReview]:
        """List an examiner's own decisions."""
        examiner_id = check_id("examiner_id", request.examiner_id)
        return self._desk.history(
            examiner_id,
            validation.page(request),
            controls_only=request.controls_only,
            item_id=request.item_id and check_id("item_id", request.item_id),
        )

    @answers_with(pb2.GetReviewFeedbackResponse, messages.figures)
    def GetReviewFeedback(
        self, request: pb2.GetReviewFeedbackRequest, _: Caller
    ) -> review.ExaminerFigures:
        """Count an examiner's own errors."""
        return self._desk.feedback(check_id("examiner_id", request.examiner_id))

    @answers_with(pb2.ReassignReviewItemResponse, messages.assignments)
    def ReassignReviewItem(
        self, request: pb2.ReassignReviewItemRequest, caller: Caller
    ) -> Sequence[review.Assignment]:
        """Take an item from an examiner."""
        to_examiner = request.to_examiner_id
        return self._desk.reassign(
            check_id("item_id", request.item_id),
            check_id("from_examiner_id", request.from_examiner_id),
            to_examiner and check_id("to_examiner_id", to_examiner),
            check_id("supervisor_id", request.supervisor_id),
            caller,
        )

    @answers(messages.explanation, pool="_search")
    def GetReviewExplanation(
        self, request: pb2.GetReviewExplanationRequest, caller: Caller
    ) -> review.Explanation:
        """Show what the matcher compared."""
        return self._desk.explanation(
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            check_id("candidate_id", request.candidate_id),
            messages.read_finger("finger", request.finger) if request.finger else None,
            caller,
        )

    @answers_page(pb2.ListReviewItemsResponse, messages.record)
    def ListReviewItems(
        self, request: pb2.ListReviewItemsRequest, caller: Caller
    ) -> Listed[review.ReviewRecord]:
        """List items for a supervisor."""
        viewer = caller.person or request.supervisor_id
        wanted = review.Filter(
            open_only=request.open_only,
            controls_only=request.controls_only,
            item_id=request.item_id and check_id("item_id", request.item_id),
            tcn=request.tcn and validation.check_tcn(request.tcn),
            examiner_id=request.examiner_id and check_id("examiner_id", request.examiner_id),
            viewer_id=check_id("supervisor_id", viewer) if viewer else "",
        )
        return self._desk.records(wanted, validation.page(request), caller)

    @answers(messages.statistics)
    def GetReviewStatistics(
        self, _: pb2.GetReviewStatisticsRequest, caller: Caller
    ) -> review.ReviewStatistics:
        """Count decisions, errors and load."""
        return self._desk.statistics()
