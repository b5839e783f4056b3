"""An examiner for tests and demonstrations, who knows the truth and errs at a given rate."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from interop.review.types import Decision

Truth = Callable[[str], bool]
"""Tells, by the id of a candidate, whether probe and candidate are the same person."""


class Work(Protocol):
    """Gives an examiner items, and takes decisions."""

    def next_item(self, examiner_id: str) -> tuple[str, Sequence[str]] | None:
        """Ask for an item and the ids of its candidates; None if no item waits."""
        ...

    def decide(self, item_id: str, examiner_id: str, decisions: Mapping[str, Decision]) -> None:
        """Decide about all candidates of an item."""
        ...


@dataclass(frozen=True)
class ScriptedExaminer:
    """Decides about every item in the queue."""

    examiner_id: str
    truth: Truth
    error_rate: float = 0.0
    """The share of decisions that contradict the truth."""
    cannot_decide_rate: float = 0.0
    seed: int = 0

    def decision(self, candidate_id: str) -> Decision:
        """Decide about a candidate; the same candidate gets the same answer."""
        drawn = random.Random(f"{self.seed} {self.examiner_id} {candidate_id}").random()  # nosec B311 # seeded, so that it can be repeated; no secret
        if drawn < self.cannot_decide_rate:
            return Decision.CANNOT_DECIDE
        wrong = drawn < self.cannot_decide_rate + self.error_rate
        return Decision.SAME if self.truth(candidate_id) != wrong else Decision.DIFFERENT

    def work(self, work: Work, limit: int | None = None) -> int:
        """Decide about the items that wait for this examiner; return the count of items."""
        count = 0
        while count != limit and (item := work.next_item(self.examiner_id)) is not None:
            item_id, candidates = item
            decisions = {one: self.decision(one) for one in candidates}
            work.decide(item_id, self.examiner_id, decisions)
            count += 1
        return count
