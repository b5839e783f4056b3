# Written from tenprint/reviews.py by `make proto`.
"""What examiners and their supervisors call."""

from collections.abc import AsyncIterator, Mapping

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
        self, item_id: str, examiner_id: str, decisions: Mapping[str, pb2.ReviewDecision | str]
    ) -> None:
        """Decide about each candidate of an item, for good; a repetition is harmless.

        decisions: enum values, or their names.
        """
        request = pb2.DecideReviewItemRequest(
            item_id=item_id,
            examiner_id=examiner_id,
            decisions=[
                pb2.CandidateDecision(candidate_id=candidate_id, decision=decision)
                for candidate_id, decision in decisions.items()
            ],
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
