"""What an examiner has marked and remarked but not sent, kept in the session."""

from dataclasses import dataclass, field

from console.web import Page

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

    def lay(self, item_id: str) -> None:
        """Put an item on the desk; what was noted about another item is gone."""
        if self.item_id != item_id:
            self.item_id, self.marks, self.remark = item_id, {}, ""

    def clear(self) -> None:
        """Forget what was noted, because it was sent or the item was given back."""
        self.item_id, self.marks, self.remark = "", {}, ""


def desk_of(page: Page) -> Desk:
    """Find the examiner's desk in the session."""
    found = page.session.kept.setdefault(_KEPT, Desk())
    assert isinstance(found, Desk)
    return found
