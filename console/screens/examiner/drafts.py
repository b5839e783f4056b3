"""The item in hand, and what an examiner has marked and remarked but not sent: in the session."""

from dataclasses import dataclass, field

from console.web import Page, time_words
from tenprint.v1 import review_service_pb2 as pb2

_KEPT = "/compare"
MAX_REMARK = 1_000
"""Characters that the service takes."""


@dataclass
class Desk:
    """The examiner's desk in this session."""

    item_id: str = ""
    marks: dict[str, int] = field(default_factory=dict)
    """By the id of a candidate of that item: the decision that is marked."""
    remark: str = ""
    lost: str = ""
    """What became of the item before this one, which went without a decision of this session."""

    def lay(self, item_id: str) -> None:
        """Put an item on the desk; what was noted about another item is gone."""
        if self.item_id != item_id:
            self.item_id, self.marks, self.remark = item_id, {}, ""

    def lose(self, why: str) -> None:
        """Forget what was noted about an item that is not the examiner's any more, and say so."""
        noted = "What you had noted about it was not sent, and nothing of it is recorded."
        self.lost = f"{why} {noted}" if self.marks or self.remark else why
        self.item_id, self.marks, self.remark = "", {}, ""

    def clear(self) -> None:
        """Forget what was noted, because it was sent or the item was given back."""
        self.item_id, self.marks, self.remark, self.lost = "", {}, "", ""


def desk_of(page: Page) -> Desk:
    """Find the examiner's desk in the session."""
    found = page.session.kept.setdefault(_KEPT, Desk())
    assert isinstance(found, Desk)
    return found


async def next_task(page: Page) -> pb2.ReviewTask | None:
    """Ask for the item in hand, or the next; an item that went meanwhile is lost, and is told."""
    desk = desk_of(page)
    request = pb2.GetNextReviewItemRequest(
        examiner_id=page.person.person, last_item_id=desk.item_id
    )
    found = await page.call(request, pb2.GetNextReviewItemResponse)
    task = found.item if found.HasField("item") else None
    if desk.item_id and (task is None or task.item_id != desk.item_id):
        desk.lose(await _why_lost(page, desk.item_id, found))
    return task


async def _why_lost(page: Page, item_id: str, found: pb2.GetNextReviewItemResponse) -> str:
    """Say why an item is not the examiner's any more, and nothing of what others said of it."""
    if found.HasField("taken_away_time"):
        when = time_words(found.taken_away_time, page.zone)
        return f"A supervisor took the item from you at {when}. You never get that item again."
    request = pb2.ListReviewHistoryRequest(examiner_id=page.person.person, item_id=item_id)
    decided = (await page.call(request, pb2.ListReviewHistoryResponse)).items
    if decided:
        when = time_words(decided[0].decide_time, page.zone)
        return f"You decided about the item at {when}, in another session."
    return "The item is decided: enough others have decided meanwhile."
