"""ReviewService: people decide about matches between two thresholds."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from database.caller import Caller
from interop.review import Filter, ReviewDesk
from interop.roles import Operation, require
from services.messages import read_decisions, read_finger
from services.messages import review as review_messages
from services.wire import Context, Pool, Pools, caller_from, check_id, deadline_of, validation
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.review_service_pb2_grpc import ReviewServiceServicer

T = TypeVar("T")


class ReviewServicer(ReviewServiceServicer):
    """Hands items to examiners and takes their decisions."""

    def __init__(self, desk: ReviewDesk, pools: Pools) -> None:
        self._desk = desk
        self._pools = pools

    async def GetNextReviewItem(
        self, request: pb2.GetNextReviewItemRequest, context: Context
    ) -> pb2.GetNextReviewItemResponse:
        """Give an examiner work."""
        caller = _allowed(context, Operation.REVIEW)
        examiner_id = check_id("examiner_id", request.examiner_id)
        # Controls come out of searches.
        work = partial(self._desk.next_task, examiner_id, caller)
        task = await _run(self._pools.search, work, context)
        return pb2.GetNextReviewItemResponse(item=review_messages.task(task) if task else None)

    async def GetReviewPrint(
        self, request: pb2.GetReviewPrintRequest, context: Context
    ) -> pb2.GetReviewPrintResponse:
        """Show a finger."""
        _allowed(context, Operation.REVIEW)
        work = partial(
            self._desk.picture,
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            request.candidate_id and check_id("candidate_id", request.candidate_id),
            read_finger("finger", request.finger),
        )
        return pb2.GetReviewPrintResponse(png=await _run(self._pools.search, work, context))

    async def DecideReviewItem(
        self, request: pb2.DecideReviewItemRequest, context: Context
    ) -> pb2.DecideReviewItemResponse:
        """Take an examiner's decisions."""
        work = partial(
            self._desk.decide,
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            read_decisions(request.decisions),
            _allowed(context, Operation.REVIEW),
        )
        await _run(self._pools.store, work, context)
        return pb2.DecideReviewItemResponse()

    async def GetReviewExplanation(
        self, request: pb2.GetReviewExplanationRequest, context: Context
    ) -> pb2.GetReviewExplanationResponse:
        """Tell why the matcher thinks what it does."""
        work = partial(
            self._desk.explanation,
            check_id("item_id", request.item_id),
            check_id("examiner_id", request.examiner_id),
            check_id("candidate_id", request.candidate_id),
            read_finger("finger", request.finger) if request.finger else None,
            _allowed(context, Operation.REVIEW),
        )
        return review_messages.explanation(await _run(self._pools.search, work, context))

    async def ListReviewItems(
        self, request: pb2.ListReviewItemsRequest, context: Context
    ) -> pb2.ListReviewItemsResponse:
        """List items for a supervisor."""
        wanted = Filter(
            open_only=request.open_only,
            controls_only=request.controls_only,
            item_id=request.item_id and check_id("item_id", request.item_id),
            tcn=request.tcn and validation.check_tcn(request.tcn),
            examiner_id=request.examiner_id and check_id("examiner_id", request.examiner_id),
        )
        work = partial(
            self._desk.records,
            wanted,
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
            _allowed(context, Operation.READ_REVIEWS),
        )
        records, next_token = await _run(self._pools.store, work, context)
        return pb2.ListReviewItemsResponse(
            items=map(review_messages.record, records), next_page_token=next_token
        )

    async def GetReviewStatistics(
        self, request: pb2.GetReviewStatisticsRequest, context: Context
    ) -> pb2.GetReviewStatisticsResponse:
        """Count."""
        _allowed(context, Operation.READ_REVIEW_STATISTICS)
        counted = await _run(self._pools.store, self._desk.statistics, context)
        return review_messages.statistics(counted)


def _allowed(context: Context, operation: Operation) -> Caller:
    """Read who asks; raises PermissionDeniedError."""
    caller = caller_from(context)
    require(caller, operation)
    return caller


async def _run(pool: Pool, work: Callable[[], T], context: Context) -> T:
    async with pool.admit():
        return await pool.run(work, deadline_of(context))
