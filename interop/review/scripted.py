"""An examiner for tests and demonstrations: decides from the truth, with a given error rate."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from database.caller import Caller
from interop.review.desk import ReviewDesk
from interop.review.types import Decision, ReviewRecord

Truth = Callable[[str], bool]
"""Tells of a candidate id whether probe and candidate are one person."""


class Work(Protocol):
    """Where an examiner gets items, and puts decisions."""

    def next_item(self, examiner_id: str) -> tuple[str, Sequence[str]] | None:
        """Ask for an item and the ids of its candidates; None where nothing waits."""
        ...

    def decide(self, item_id: str, examiner_id: str, decisions: Mapping[str, Decision]) -> None:
        """Decide about all of them."""
        ...


@dataclass(frozen=True)
class DeskWork:
    """Work at a desk of this process."""

    desk: ReviewDesk
    caller: Caller

    def next_item(self, examiner_id: str) -> tuple[str, Sequence[str]] | None:
        """Ask for an item and the ids of its candidates; None where nothing waits."""
        task = self.desk.next_task(examiner_id, self.caller)
        if task is None:
            return None
        return task.item_id, [one.candidate_id for one in task.candidates]

    def decide(self, item_id: str, examiner_id: str, decisions: Mapping[str, Decision]) -> None:
        """Decide about all of them."""
        self.desk.decide(item_id, examiner_id, decisions, self.caller)


@dataclass(frozen=True)
class ScriptedExaminer:
    """Answers everything that is in the queue."""

    examiner_id: str
    truth: Truth
    error_rate: float = 0.0
    """Share of decisions that are the opposite of the truth."""
    cannot_decide_rate: float = 0.0
    seed: int = 0

    def decision(self, candidate_id: str) -> Decision:
        """Decide about a candidate; the same candidate gets the same answer."""
        drawn = random.Random(f"{self.seed} {self.examiner_id} {candidate_id}").random()
        if drawn < self.cannot_decide_rate:
            return Decision.CANNOT_DECIDE
        wrong = drawn < self.cannot_decide_rate + self.error_rate
        return Decision.SAME if self.truth(candidate_id) != wrong else Decision.DIFFERENT

    def work(self, work: Work, limit: int | None = None) -> int:
        """Decide about what waits for this examiner; return about how many items."""
        count = 0
        while count != limit and (item := work.next_item(self.examiner_id)) is not None:
            item_id, candidates = item
            decisions = {one: self.decision(one) for one in candidates}
            work.decide(item_id, self.examiner_id, decisions)
            count += 1
        return count


def true_mates(records: Iterable[ReviewRecord], known: Set[tuple[str, str]]) -> frozenset[str]:
    """Find the candidates that are their probe's mates.

    known: TCN and the encounter or identity of the booked person; controls know it themselves.
    """
    return frozenset(
        one.candidate_id
        for record in records
        for one in record.candidates
        if one.mated
        or (record.tcn, one.encounter_id) in known
        or (record.tcn, one.identity_id) in known
    )
