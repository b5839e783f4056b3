"""ReviewService: people decide about matches between two thresholds."""

from functools import partial

from database.caller import Caller
from interop.review import (
    Explanation,
    Filter,
    ReviewDesk,
    ReviewRecord,
    ReviewStatistics,
    ReviewTask,
)
from interop.roles import Operation, require
from services.messages import review as messages
from services.servicers.rpc import (
    DeskServicer,
    Listing,
    Work,
    answers,
    answers_done,
    answers_page,
    answers_with,
)
from services.wire import Context, Pools, caller_from, check_id, validation
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.review_service_pb2_grpc import ReviewServiceServicer


class ReviewServicer(DeskServicer[ReviewDesk], ReviewServiceServicer):
    """Hands items to examiners and takes their decisions."""

    def __init__(self, desk: ReviewDesk, pools: Pools) -> None:
        super().__init__(desk, pools.store)
        self._search = pools.search

    # The search for controls takes the place of a search.
    @answers_with(pb2.GetNextReviewItemResponse, messages.offered, pool="_search")
    def GetNextReviewItem(
        self, request: pb2.GetNextReviewItemRequest, context: Context
    ) -> Work[ReviewTask | None]:
        """Give an examiner work."""
        caller = _allowed(context, Operation.REVIEW)
        return partial(self._desk.next_task, check_id("examiner_id", request.examiner_id), caller)

    @answers_with(pb2.GetReviewPrintResponse, bytes, pool="_search")
    def GetReviewPrint(self, request: pb2.GetReviewPrintRequest, context: Context) -> Work[bytes]:
        """Show a finger."""
        _allowed(context, Operation.REVIEW)
        return partial(
            self._desk.picture,
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            request.candidate_id and check_id("candidate_id", request.candidate_id),
            messages.read_finger("finger", request.finger),
        )

    @answers_done(pb2.DecideReviewItemResponse)
    def DecideReviewItem(
        self, request: pb2.DecideReviewItemRequest, context: Context
    ) -> Work[None]:
        """Take the decisions of an examiner."""
        return partial(
            self._desk.decide,
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            messages.read_decisions(request.decisions),
            _allowed(context, Operation.REVIEW),
        )

    @answers(messages.explanation, pool="_search")
    def GetReviewExplanation(
        self, request: pb2.GetReviewExplanationRequest, context: Context
    ) -> Work[Explanation]:
        """Show what the matcher compared."""
        return partial(
            self._desk.explanation,
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            check_id("candidate_id", request.candidate_id),
            messages.read_finger("finger", request.finger) if request.finger else None,
            _allowed(context, Operation.REVIEW),
        )

    @answers_page(pb2.ListReviewItemsResponse, messages.record)
    def ListReviewItems(
        self, request: pb2.ListReviewItemsRequest, context: Context
    ) -> Listing[ReviewRecord]:
        """List items for a supervisor."""
        wanted = Filter(
            open_only=request.open_only,
            controls_only=request.controls_only,
            item_id=request.item_id and check_id("item_id", request.item_id),
            tcn=request.tcn and validation.check_tcn(request.tcn),
            examiner_id=request.examiner_id and check_id("examiner_id", request.examiner_id),
        )
        page, caller = validation.page(request), _allowed(context, Operation.READ_REVIEWS)
        return partial(self._desk.records, wanted, page, caller)

    @answers(messages.statistics)
    def GetReviewStatistics(
        self, request: pb2.GetReviewStatisticsRequest, context: Context
    ) -> Work[ReviewStatistics]:
        """Count decisions, errors and load."""
        _allowed(context, Operation.READ_REVIEW_STATISTICS)
        return self._desk.statistics


def _allowed(context: Context, operation: Operation) -> Caller:
    """Read which caller asks. Raises PermissionDeniedError."""
    caller = caller_from(context)
    require(caller, operation)
    return caller
