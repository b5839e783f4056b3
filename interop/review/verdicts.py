"""What examiners together come to: two who agree, or a third."""

from collections.abc import Iterable, Sequence

from interop.review.types import Decision, Verdict

EXAMINER_COUNT = 2
"""Who decide about every item, blind to each other."""
MAX_EXAMINER_COUNT = 3
"""With the third, where the two differ or cannot decide."""

_AGREED = {Decision.SAME: Verdict.SAME, Decision.DIFFERENT: Verdict.DIFFERENT}


def candidate_verdict(decisions: Sequence[Decision]) -> Verdict | None:
    """Tell what two or three decisions about a candidate come to; None calls for a third."""
    for decision, verdict in _AGREED.items():
        if decisions.count(decision) >= EXAMINER_COUNT:
            return verdict
    return Verdict.UNDECIDED if len(decisions) >= MAX_EXAMINER_COUNT else None


def item_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """Tell what the candidates' verdicts come to: one that is the same person is enough."""
    found = set(verdicts)
    for verdict in (Verdict.SAME, Verdict.UNDECIDED):
        if verdict in found:
            return verdict
    return Verdict.DIFFERENT
