"""How far a search goes: how many references each stage keeps, by what the probe has."""

from dataclasses import dataclass

from matcher.fusion import PreparedFingers
from matcher.types import FingerPosition


@dataclass(frozen=True)
class Depths:
    """References kept by each stage, of each finger class."""

    shortlist: int
    """Found by small codes, or by finer codes where all are scanned; then rescored."""
    compared: int
    """Of these, compared by a few fingers."""
    few_fingers: int
    """The probe's fingers with most cylinders."""
    finalists: int
    """Identities, best by those, compared by all fingers; more where more are asked for."""


@dataclass(frozen=True)
class Plan:
    """How one search goes."""

    shortlist: int
    compared: int
    finalists: int
    fingers: tuple[FingerPosition, ...]
    """All that can be compared, those with most cylinders first."""
    few_count: int
    """How many of these are compared first."""

    @property
    def few(self) -> tuple[FingerPosition, ...]:
        """The fingers that are compared first."""
        return self.fingers[: self.few_count]

    @property
    def more(self) -> tuple[FingerPosition, ...]:
        """The others."""
        return self.fingers[self.few_count :]


@dataclass(frozen=True)
class SearchParameters:
    """How far searches go."""

    by_finger_count: tuple[tuple[int, Depths], ...] = (
        (8, Depths(1_000, 100, 3, 10)),
        (5, Depths(2_000, 200, 3, 20)),
        (2, Depths(200, 200, 2, 20)),
        (1, Depths(500, 500, 1, 20)),
    )
    """Depths from so many fingers on, most first; `benchmarks.identification` measures what they
    find (docs/results/identification)."""
    unscanned_shortlist: int = 20_000
    """References, where few fingers are searched by small codes as there are too many to be
    scanned. Four fingers among 20,000 people: codes lost 3 mates of 1,000 at depth 200, one at
    2,000; whole vectors none at 50."""
    references_per_place: int = 5_000
    """The shortlist has a place more for so many references, beyond what its depth says: strangers
    are as near to a hard probe by small codes as there are many of them, and finer codes tell them
    from the mate. Of 4,000 mates among a million, small codes put 4 at places 455 to 4,028; signs
    of whole vectors then put all of these first."""
    most_places: int = 20_000
    """However many references there are: a place is a page to be read from a cold disk."""
    few_cylinder_count: int = 60
    """Cylinders that the fingers compared first should have together, or others join them. The
    best three of ten have 186 in the median, of 1,000 people never fewer than 73; the best two of
    a slap 101, and fewer than 60 in one of twenty."""
    poor_cylinder_count: int = 20
    """Cylinders a finger; a probe that has fewer on average is poor. One of a hundred is."""
    poor_factor: int = 4
    """How many times more each stage keeps of a poor probe. Chosen, not measured."""
    fingers_per_check: int = 200
    """Reference fingers prepared and compared in one call. They take 30 to 40 ms: a deadline is
    late by no more."""

    def shortlist_depth(
        self, finger_count: int, reference_count: int, *, unscanned: bool = False
    ) -> int:
        """Say how many references of each class the first stage keeps.

        unscanned: few fingers among too many references to be scanned.
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
        return Plan(
            shortlist=factor
            * self.shortlist_depth(len(probe), reference_count, unscanned=unscanned),
            compared=depths.compared * factor,
            finalists=depths.finalists * factor,
            fingers=tuple(fingers),
            few_count=self._few_count([counts[finger] for finger in fingers], depths.few_fingers),
        )

    def _depths(self, finger_count: int) -> Depths:
        chosen = [depths for least, depths in self.by_finger_count if finger_count >= least]
        return chosen[0] if chosen else self.by_finger_count[-1][1]

    def _few_count(self, cylinder_counts: list[int], least: int) -> int:
        """Take as many as are asked for, and more until they have enough cylinders."""
        total = 0
        for count, cylinders in enumerate(cylinder_counts, start=1):
            total += cylinders
            if count >= least and total >= self.few_cylinder_count:
                return count
        return len(cylinder_counts)
