# Written from tenprint/reviews.py by `make proto`.
"""What examiners and their supervisors call."""

from collections.abc import AsyncIterator, Mapping, Sequence

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.sample_pb2 import FingerPosition


class AsyncReviewClient(AsyncCalls):
    """Comes with a client: `client.reviews`. examiner_id: who decides, an id and not a name."""

    async def next_item(self, examiner_id: str) -> pb2.ReviewTask | None:
        """Ask for the item in hand, or the next item; None if no item waits."""
        request = pb2.GetNextReviewItemRequest(examiner_id=examiner_id)
        response = await self.call(request, pb2.GetNextReviewItemResponse)
        return response.item if response.HasField("item") else None

    @rpc(pb2.GetReviewPrintRequest, "png")
    async def print(
        self, item_id: str, examiner_id: str, finger: FingerPosition, candidate_id: str = ""
    ) -> bytes:
        """Fetch a finger of a candidate as PNG; without a candidate, a finger of the probe."""

    async def decide(
        self,
        item_id: str,
        examiner_id: str,
        decisions: Mapping[str, pb2.ReviewDecision | str],
        remark: str = "",
    ) -> None:
        """Decide about each candidate of an item, for good; a repetition is harmless.

        decisions: enum values, or their names. remark: what supervisors should know of the prints.
        """
        request = pb2.DecideReviewItemRequest(
            item_id=item_id,
            examiner_id=examiner_id,
            decisions=[
                pb2.CandidateDecision(candidate_id=candidate_id, decision=decision)
                for candidate_id, decision in decisions.items()
            ],
            remark=remark,
        )
        await self.call(request, pb2.DecideReviewItemResponse)

    @rpc(pb2.GetReviewExplanationRequest)
    async def explanation(
        self,
        item_id: str,
        examiner_id: str,
        candidate_id: str,
        finger: FingerPosition | None = None,
    ) -> pb2.GetReviewExplanationResponse:
        """Ask, after the examiner's own decision, for the matcher's view.

        finger: the answer has a picture of this finger.
        """

    @rpc(pb2.StepAsideRequest)
    async def step_aside(
        self, item_id: str, examiner_id: str, reason: pb2.StepAsideReason | str
    ) -> pb2.StepAsideResponse:
        """Give an item back for good, because the examiner is not impartial.

        reason: an enum value or its name.
        """

    @rpc(pb2.ListReviewHistoryRequest, "items")
    def history(
        self,
        examiner_id: str,
        *,
        controls_only: bool = False,
        item_id: str = "",
        page_size: int = 0,
    ) -> AsyncIterator[pb2.OwnReview]:
        """Yield what the examiner has decided, the newest first."""

    @rpc(pb2.GetReviewFeedbackRequest, "figures")
    async def feedback(self, examiner_id: str) -> pb2.ExaminerStatistics:
        """Count the examiner's own errors, by controls that have ended."""

    @rpc(pb2.ReassignReviewItemRequest, "assignments")
    async def reassign(
        self, item_id: str, from_examiner_id: str, to_examiner_id: str, supervisor_id: str
    ) -> Sequence[pb2.ReviewAssignment]:
        """Take an item from an examiner and give it to another, or to whoever asks next.

        to_examiner_id: may be empty.
        """

    @rpc(pb2.ListReviewItemsRequest, "items")
    def items(
        self,
        *,
        open_only: bool = False,
        controls_only: bool = False,
        item_id: str = "",
        tcn: str = "",
        examiner_id: str = "",
        supervisor_id: str = "",
        page_size: int = 0,
    ) -> AsyncIterator[pb2.ReviewItem]:
        """Yield items with scores, decisions and verdicts, oldest first, page by page."""

    @rpc(pb2.GetReviewStatisticsRequest)
    async def statistics(self) -> pb2.GetReviewStatisticsResponse:
        """Read the length of the queue, the load and the errors of examiners."""
