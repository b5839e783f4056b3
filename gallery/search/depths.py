"""How many references each stage of a search keeps; this depends on the probe's fingers."""

from dataclasses import dataclass

from matcher.fusion import PreparedFingers
from matcher.types import FingerPosition


@dataclass(frozen=True)
class Depths:
    """How many references each stage keeps of each finger class."""

    shortlist: int
    """Found by small codes, or by finer codes if all references are scanned; then rescored."""
    compared: int
    """References of the shortlist that are compared by a few fingers."""
    few_fingers: int
    """How many fingers are compared first: the probe's fingers with most cylinders."""
    finalists: int
    """Identities, best by the few fingers, that are compared by all fingers; more if the caller
    wants more candidates."""


@dataclass(frozen=True)
class Plan:
    """The depths and the fingers of one search."""

    shortlist: int
    compared: int
    finalists: int
    few: tuple[FingerPosition, ...]
    """The fingers that are compared first: those with most cylinders."""
    more: tuple[FingerPosition, ...]
    """The other fingers that can be compared."""


@dataclass(frozen=True)
class SearchParameters:
    """The parameters of searches."""

    by_finger_count: tuple[tuple[int, Depths], ...] = (
        (8, Depths(1_000, 100, 3, 10)),
        (5, Depths(2_000, 200, 3, 20)),
        (2, Depths(200, 200, 2, 20)),
        (1, Depths(500, 500, 1, 20)),
    )
    """Depths by the least number of fingers, most fingers first. `benchmarks.identification`
    measures what searches with these depths find (docs/results/identification)."""
    unscanned_shortlist: int = 20_000
    """The shortlist of a probe with few fingers, if there are too many references to be scanned, so
    that small codes find it. Of four fingers among 20,000 people, small codes lost 3 mates of 1,000
    at depth 200 and one at depth 2,000; whole vectors lost none at depth 50."""
    references_per_place: int = 5_000
    """In large galleries the shortlist has one place for this number of references. By small codes,
    more strangers come nearer to a hard probe, and finer codes tell them from the mate. Of 4,000
    mates among a million people, small codes put 4 at places 455 to 4,028; signs of whole vectors
    then put all 4 first."""
    most_places: int = 20_000
    """The most places of a shortlist: a place costs a page read from a cold disk."""
    few_cylinder_count: int = 60
    """Cylinders that the fingers compared first should have together; if they have fewer, other
    fingers join them. The best three of ten fingers have 186 in the median, and never fewer than 73
    of 1,000 people. The best two of a slap have 101, and fewer than 60 in one of twenty slaps."""
    poor_cylinder_count: int = 20
    """A probe with fewer cylinders a finger, on average, is poor, as is one of a hundred probes."""
    poor_factor: int = 4
    """How many times as many references each stage keeps for a poor probe. Chosen, not
    measured."""

    def shortlist_depth(
        self, finger_count: int, reference_count: int, *, unscanned: bool = False
    ) -> int:
        """Return how many references of each class the first stage keeps.

        unscanned: whether the probe has few fingers and there are too many references to be
        scanned.
        """
        least = self.unscanned_shortlist if unscanned else self._depths(finger_count).shortlist
        return max(least, min(reference_count // self.references_per_place, self.most_places))

    def plan(
        self, probe: PreparedFingers, reference_count: int, *, unscanned: bool = False
    ) -> Plan:
        """Plan a search among so many references."""
        depths = self._depths(len(probe))
        counts = {finger: one.cylinder_count for finger, one in probe.items()}
        fingers = sorted(counts, key=lambda finger: (-counts[finger], finger))
        poor = sum(counts.values()) < self.poor_cylinder_count * len(probe)
        factor = self.poor_factor if poor else 1
        few = self._few_count([counts[finger] for finger in fingers], depths.few_fingers)
        return Plan(
            shortlist=factor
            * self.shortlist_depth(len(probe), reference_count, unscanned=unscanned),
            compared=depths.compared * factor,
            finalists=depths.finalists * factor,
            few=tuple(fingers[:few]),
            more=tuple(fingers[few:]),
        )

    def _depths(self, finger_count: int) -> Depths:
        chosen = [depths for least, depths in self.by_finger_count if finger_count >= least]
        return chosen[0] if chosen else self.by_finger_count[-1][1]

    def _few_count(self, cylinder_counts: list[int], least: int) -> int:
        """Count at least `least` fingers, and more until they have enough cylinders."""
        total = 0
        for count, cylinders in enumerate(cylinder_counts, start=1):
            total += cylinders
            if count >= least and total >= self.few_cylinder_count:
                return count
        return len(cylinder_counts)
