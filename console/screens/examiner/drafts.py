"""What an examiner has marked but not sent, and what the examiner has decided in this session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from console.web import Page
from tenprint.v1 import review_service_pb2 as pb2

_KEPT = "/compare"
MAX_DECIDED = 200


@dataclass(frozen=True)
class DecidedItem:
    """An item that this session has decided."""

    item_id: str
    decisions: Mapping[str, int]
    """By the id of the candidate, in the order in which the examiner saw them."""
    fingers: Mapping[str, Sequence[int]]
    """By the id of the candidate: which fingers can be shown."""


@dataclass
class Desk:
    """The examiner's desk in this session."""

    item_id: str = ""
    marks: dict[str, int] = field(default_factory=dict)
    """By the id of a candidate of that item: the decision that is marked."""
    decided: list[DecidedItem] = field(default_factory=list)
    """The newest first."""

    def marks_of(self, item_id: str) -> dict[str, int]:
        """Give the marks of an item; those of another item are gone."""
        if self.item_id != item_id:
            self.item_id, self.marks = item_id, {}
        return self.marks

    def decide(self, task: pb2.ReviewTask) -> None:
        """Keep what was sent."""
        fingers = {one.candidate_id: tuple(map(int, one.fingers)) for one in task.candidates}
        marks = self.marks_of(task.item_id)
        decisions = {one: marks[one] for one in fingers}
        self.decided.insert(0, DecidedItem(task.item_id, decisions, fingers))
        del self.decided[MAX_DECIDED:]
        self.item_id, self.marks = "", {}


def desk_of(page: Page) -> Desk:
    """Find the examiner's desk in the session."""
    found = page.session.kept.setdefault(_KEPT, Desk())
    assert isinstance(found, Desk)
    return found
