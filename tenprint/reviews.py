"""What examiners and their supervisors call."""

from collections.abc import Iterator, Mapping

from tenprint.calls import Calls
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.sample_pb2 import FingerPosition


class ReviewClient(Calls):
    """Comes with a client: `client.reviews`. examiner_id: who decides, an id and not a name."""

    def next_item(self, examiner_id: str) -> pb2.ReviewTask | None:
        """Ask for the item in hand, or the next; None where nothing waits."""
        request = pb2.GetNextReviewItemRequest(examiner_id=examiner_id)
        response = self.call(request, pb2.GetNextReviewItemResponse)
        return response.item if response.HasField("item") else None

    def print(
        self, item_id: str, examiner_id: str, finger: FingerPosition, candidate_id: str = ""
    ) -> bytes:
        """Fetch a finger of a candidate, or of the probe where none is named; PNG."""
        request = pb2.GetReviewPrintRequest(
            item_id=item_id, examiner_id=examiner_id, candidate_id=candidate_id, finger=finger
        )
        return self.call(request, pb2.GetReviewPrintResponse).png

    def decide(
        self, item_id: str, examiner_id: str, decisions: Mapping[str, pb2.ReviewDecision | str]
    ) -> None:
        """Decide about each candidate of an item, for good; the same again is harmless.

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
        self.call(request, pb2.DecideReviewItemResponse)

    def explanation(
        self,
        item_id: str,
        examiner_id: str,
        candidate_id: str,
        finger: FingerPosition | None = None,
    ) -> pb2.GetReviewExplanationResponse:
        """Ask, after the own decision, what the matcher says; with a picture of a finger."""
        request = pb2.GetReviewExplanationRequest(
            item_id=item_id, examiner_id=examiner_id, candidate_id=candidate_id, finger=finger
        )
        return self.call(request, pb2.GetReviewExplanationResponse)

    def items(
        self,
        *,
        open_only: bool = False,
        controls_only: bool = False,
        item_id: str = "",
        tcn: str = "",
        examiner_id: str = "",
        page_size: int = 0,
    ) -> Iterator[pb2.ReviewItem]:
        """Yield items with all that is known of them, oldest first, page by page."""
        request = pb2.ListReviewItemsRequest(
            open_only=open_only,
            controls_only=controls_only,
            item_id=item_id,
            tcn=tcn,
            examiner_id=examiner_id,
            page_size=page_size,
        )
        return self.pages(request, pb2.ListReviewItemsResponse, lambda page: page.items)

    def statistics(self) -> pb2.GetReviewStatisticsResponse:
        """Ask for queue, load and errors."""
        return self.call(pb2.GetReviewStatisticsRequest(), pb2.GetReviewStatisticsResponse)
