"""The choice of segments to merge next: size-tiered, as in log-structured stores.

`tier_factor` sealed segments of one class and of about one size are merged. So every row is written
once a tier, and a search meets fewer than `tier_factor` segments a tier. A segment with too many
dead rows is written again alone.
"""

from collections.abc import Iterable, Sequence

from gallery.index.parameters import IndexParameters, SegmentStatus
from gallery.index.types import FingerClass


def next_merge(segments: Iterable[SegmentStatus], parameters: IndexParameters) -> tuple[str, ...]:
    """Return the names of the segments to merge next, of one class; none if nothing is due.

    A segment without a live row is returned alone, to be dropped. The cheapest merge comes first.
    """
    there = list(segments)
    choices = [
        *([one] for one in there if one.dead_count > one.count * parameters.dead_share),
        *_full_tiers(there, parameters),
    ]
    best = min(choices, key=_live_count, default=[])
    return tuple(one.name for one in best)


def merge_all(segments: Iterable[SegmentStatus]) -> list[tuple[str, ...]]:
    """Return the merges that leave one segment for each class and no dead row."""
    classes: dict[FingerClass, list[SegmentStatus]] = {}
    for one in segments:
        classes.setdefault(one.finger_class, []).append(one)
    return [
        tuple(one.name for one in group)
        for group in classes.values()
        if len(group) > 1 or group[0].dead_count
    ]


def tier(live_count: int, parameters: IndexParameters) -> int:
    """Return a segment's tier: 0 up to the smallest size; each next tier is a factor larger."""
    number, size = 0, parameters.seal_count
    while live_count > size:
        number, size = number + 1, size * parameters.tier_factor
    return number


def _live_count(segments: Sequence[SegmentStatus]) -> int:
    return sum(one.live_count for one in segments)


def _full_tiers(
    segments: Sequence[SegmentStatus], parameters: IndexParameters
) -> list[list[SegmentStatus]]:
    """Return the smallest segments of each full tier, fewer if they would be too large together."""
    tiers: dict[tuple[FingerClass, int], list[SegmentStatus]] = {}
    for one in segments:
        tiers.setdefault((one.finger_class, tier(one.live_count, parameters)), []).append(one)
    full = []
    for group in tiers.values():
        if len(group) < parameters.tier_factor:
            continue
        chosen = sorted(group, key=lambda one: one.live_count)[: parameters.tier_factor]
        while len(chosen) > 1 and _live_count(chosen) > parameters.largest_count:
            chosen.pop()
        if len(chosen) > 1:
            full.append(chosen)
    return full
