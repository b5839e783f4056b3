"""Verdicts: two examiners agree, or a third decides."""

from collections.abc import Iterable, Sequence

from interop.review.types import Decision, Verdict

EXAMINER_COUNT = 2
"""How many examiners decide about every item, without seeing each other's decisions."""
MAX_EXAMINER_COUNT = 3
"""With a third examiner, if the two differ or cannot decide."""

_AGREED = {Decision.SAME: Verdict.SAME, Decision.DIFFERENT: Verdict.DIFFERENT}


def candidate_verdict(decisions: Sequence[Decision]) -> Verdict | None:
    """Compute the verdict of two or three decisions; None: a third examiner must decide."""
    for decision, verdict in _AGREED.items():
        if decisions.count(decision) >= EXAMINER_COUNT:
            return verdict
    return Verdict.UNDECIDED if len(decisions) >= MAX_EXAMINER_COUNT else None


def item_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """Compute the verdict of an item: SAME if any of its candidates is the same person."""
    found = set(verdicts)
    for verdict in (Verdict.SAME, Verdict.UNDECIDED):
        if verdict in found:
            return verdict
    return Verdict.DIFFERENT
