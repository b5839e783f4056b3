"""One finger of a probe that is found to be the finger of several people.

A finger belongs to one person. If two identities above the threshold are found by different
minutiae of one probe finger, that image shows fingers of both, and the gate did not see the seam.
Such a finger proves nothing about anybody, so the search leaves it out. The same person under two
identities is no contradiction, because both pair the same minutiae.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from gallery.search.comparing import Compared
from matcher.comparison import Comparison
from matcher.fusion import FingerComparison, without_fingers
from matcher.types import FingerPosition

Pairing = Callable[
    [Sequence[int], Collection[FingerPosition]], Mapping[int, Mapping[FingerPosition, Comparison]]
]
"""Compares the probe's fingers with references once more, and gives the pairs of minutiae."""

MAX_SHARED = 0.25
"""Two identities that share at most this part of the weaker one's paired strength are found by
different parts of the probe. Chosen, not measured: two people in one image share nothing but chance
pairs, and two impressions of one finger share most of what both show."""
_MOST_IDENTITIES = 8
"""The best identities that are looked at; more are a matter of duplicates."""


def contradicted_fingers(
    best: Sequence[Compared], threshold_db: float, pairing: Pairing
) -> tuple[FingerPosition, ...]:
    """Find the probe's fingers by which different people above the threshold are found.

    best: one reference of each identity, best first.
    """
    above = [one for one in best if one.comparison.score_db >= threshold_db][:_MOST_IDENTITIES]
    if len(above) < 2:
        return ()
    fingers = {finger.position for one in above for finger in _speaking(one)}
    pairs = pairing([one.reference_id for one in above], fingers)
    return tuple(finger for finger in sorted(fingers) if _contradicted(finger, above, pairs))


def leave_out(compared: Sequence[Compared], fingers: Collection[FingerPosition]) -> list[Compared]:
    """Judge comparisons again without these fingers."""
    judged = without_fingers([one.comparison for one in compared], fingers)
    return [replace(one, comparison=new) for one, new in zip(compared, judged, strict=True)]


def _speaking(one: Compared) -> list[FingerComparison]:
    """Return the fingers that speak for the person."""
    return [finger for finger in one.comparison.fingers if finger.llr > 0]


def _contradicted(
    finger: FingerPosition,
    above: Sequence[Compared],
    pairs: Mapping[int, Mapping[FingerPosition, Comparison]],
) -> bool:
    found = [
        pairs[one.reference_id][finger]
        for one in above
        if finger in pairs.get(one.reference_id, {})
        and any(finger == speaking.position for speaking in _speaking(one))
    ]
    return any(shared_part(one, other) <= MAX_SHARED for one, other in combinations(found, 2))


def shared_part(one: Comparison, other: Comparison) -> float:
    """Return the part of the weaker pairing's strength that lies on probe minutiae of both, 0 to 1.

    one, other: comparisons of one probe print with two references.
    """
    strengths, others = _strengths(one), _strengths(other)
    common = sum(min(strengths[k], others[k]) for k in strengths.keys() & others.keys())
    return common / max(min(sum(strengths.values()), sum(others.values())), 1e-9)


def _strengths(comparison: Comparison) -> Mapping[int, float]:
    return {pair.probe_index: pair.strength for pair in comparison.pairs}
