"""The stages of a search: shortlist → compare → decide."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gallery.types import Candidate, Stage
from matcher.fusion import PersonComparison, PreparedFingers, compare_shortlist

Check = Callable[[], None]
"""Raises (DeadlineExpiredError, CancelledError) when the work should stop."""


def never_stop() -> None:
    """Let the work go on."""


@dataclass(frozen=True)
class SearchParameters:
    """How far a search goes; docs/decisions/0003 says why."""

    few_fingers: int = 2
    """Probes of up to so many fingers get the longer shortlist."""
    few_fingers_shortlist: int = 200
    """References. One real finger among 100,000 synthetic ones: 95.7 % of mates are within the
    first 100, 97.6 % within 1,000 (docs/accuracy.md)."""
    shortlist: int = 100
    """References. Among a thousand people every mate of four or ten fingers was within the first
    10 (docs/accuracy.md); 100 is the least that the index asks FAISS for anyway."""
    comparisons_per_check: int = 100
    """People compared in one call. Ten fingers of so many take 15 to 20 ms, 40 ms where every
    print holds as many minutiae as take part: a deadline is late by no more."""
    kept_references: int = 4_096
    """Prepared people in memory, about 45 kB each with ten fingers."""

    def shortlist_count(self, finger_count: int) -> int:
        """Return how many references are compared for a probe of so many fingers."""
        few = finger_count <= self.few_fingers
        return self.few_fingers_shortlist if few else self.shortlist


@dataclass(frozen=True)
class Compared:
    """A reference that was compared with the probe."""

    reference_id: int
    identity_id: str
    encounter_id: str
    comparison: PersonComparison

    @property
    def rank_key(self) -> tuple[float, float]:
        """Higher is better; the scale of decibels may saturate, the sum behind it does not."""
        return self.comparison.score_db, self.comparison.total_llr


class StageClock:
    """Takes the time of the stages of one search; they follow each other without a gap."""

    def __init__(self) -> None:
        self._stages: list[Stage] = []
        self._started = time.perf_counter()

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages so far."""
        return tuple(self._stages)

    def end(self, name: str, kept_count: int) -> None:
        """End a stage; the next one begins now."""
        now = time.perf_counter()
        self._stages.append(Stage(name, (now - self._started) * 1_000, kept_count))
        self._started = now


def compare_all(
    probe: PreparedFingers,
    references: Mapping[int, PreparedFingers],
    names: Mapping[int, tuple[str, str]],
    *,
    check: Check,
    comparisons_per_check: int,
) -> list[Compared]:
    """Compare the probe with references; those without a finger in common are left out.

    names: identity id and encounter id by sequence; a reference without is gone.
    """
    there = [
        sequence
        for sequence, reference in references.items()
        if sequence in names and probe.keys() & reference.keys()
    ]
    compared = []
    for start in range(0, len(there), comparisons_per_check):
        check()
        some = there[start : start + comparisons_per_check]
        comparisons = compare_shortlist(probe, [references[sequence] for sequence in some])
        compared += [
            Compared(sequence, *names[sequence], comparison)
            for sequence, comparison in zip(some, comparisons, strict=True)
        ]
    return compared


def best_per_identity(compared: Iterable[Compared]) -> list[Compared]:
    """Keep the best encounter of each identity, best first."""
    best: dict[str, Compared] = {}
    for one in sorted(compared, key=lambda c: c.rank_key, reverse=True):
        best.setdefault(one.identity_id, one)
    return list(best.values())


def candidate(rank: int, compared: Compared, threshold_db: float) -> Candidate:
    """Make the entry of a candidate list."""
    comparison = compared.comparison
    return Candidate(
        rank=rank,
        identity_id=compared.identity_id,
        encounter_id=compared.encounter_id,
        score_db=comparison.score_db,
        above_threshold=comparison.score_db >= threshold_db,
        extrapolated=comparison.extrapolated,
        fingers=comparison.fingers,
    )


def candidate_list(best: Sequence[Compared], threshold_db: float) -> tuple[Candidate, ...]:
    """Rank from 1."""
    return tuple(candidate(rank, one, threshold_db) for rank, one in enumerate(best, start=1))
