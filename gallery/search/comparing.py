"""Comparisons with names and candidate lists; comparison with what the index does not hold yet."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gallery.store import StoredFinger
from gallery.store import features as feature_store
from gallery.store import rows as store
from gallery.types import Candidate, Stage
from matcher.fusion import (
    PersonComparison,
    PreparedFingers,
    best_per_finger,
    compare_shortlist,
    prepare_fingers,
)
from matcher.turning import turned_over
from matcher.types import FINGERS, Features
from matcher.vector import VECTOR_DIMENSION

_SECOND_TRY_DB = 10.0
"""A second try would add as many false matches as the first. At ten times the rarity the second
added 0.14 to 0.27 times what was asked (docs/decisions/0019)."""
_PAGE = 500
"""References read at once, up to 30 kB each."""


@dataclass(frozen=True)
class Compared:
    """A reference that was compared with the probe."""

    reference_id: int
    identity_id: str
    encounter_id: str
    comparison: PersonComparison

    @property
    def rank_key(self) -> tuple[float, float]:
        """Higher is better. The scale of decibels may saturate; the sum behind it does not."""
        return self.comparison.score_db, self.comparison.total_llr


class StageClock:
    """Measures the stages of one search, which follow each other without a gap."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        """The stages so far."""
        self._started = time.perf_counter()

    def end(self, name: str, kept_count: int) -> None:
        """End a stage; the next one begins now."""
        now = time.perf_counter()
        self.stages.append(Stage(name, (now - self._started) * 1_000, kept_count))
        self._started = now


def ten_finger_vector(features: Sequence[Features]) -> NDArray[np.float32]:
    """Lay a person's vectors side by side: (10, VECTOR_DIMENSION), zeros for missing fingers."""
    vectors = np.zeros((len(FINGERS), VECTOR_DIMENSION), np.float32)
    for finger, one in best_per_finger(features).items():
        vectors[finger - 1] = one.vector
    return vectors


def compare_stored(
    probe: PreparedFingers,
    stored: Mapping[int, Sequence[StoredFinger]],
    names: Mapping[int, tuple[str, str]],
) -> list[Compared]:
    """Compare the probe with references as the database stores them.

    References without a finger in common are left out, and deleted references, which have no names.
    """
    prepared = {
        reference_id: prepare_fingers([one.features() for one in fingers])
        for reference_id, fingers in stored.items()
        if reference_id in names
    }
    there = {one: person for one, person in prepared.items() if probe.keys() & person.keys()}
    comparisons = compare_shortlist(probe, list(there.values()))
    return [
        Compared(reference_id, *names[reference_id], comparison)
        for reference_id, comparison in zip(there, comparisons, strict=True)
    ]


def compare_turned_over(
    probe: Sequence[Features],
    stored: Mapping[int, Sequence[StoredFinger]],
    names: Mapping[int, tuple[str, str]],
) -> list[Compared]:
    """Compare as `compare_stored` does, with all prints of the probe upside down.

    Scores are lower by what a second try costs.
    """
    turned = [replace(one, template=turned_over(one.template)) for one in probe]
    return [
        replace(one, comparison=_as_second_try(one.comparison))
        for one in compare_stored(prepare_fingers(turned), stored, names)
    ]


def _as_second_try(comparison: PersonComparison) -> PersonComparison:
    return replace(comparison, score_db=max(0.0, comparison.score_db - _SECOND_TRY_DB))


def compare_newcomers(
    session: Session, reference_ids: Sequence[int], probe: Sequence[Features], most: int
) -> list[Compared]:
    """Compare a probe with references; if there are more than `most`, with the nearest."""
    fingers = prepare_fingers(probe)
    nearest = _nearest(session, reference_ids, probe, most)
    stored = feature_store.load_references(session, nearest, fingers.keys())
    names = store.names_of_references(session, nearest)
    return compare_stored(fingers, stored, names)


def _nearest(
    session: Session, newer: Sequence[int], probe: Sequence[Features], count: int
) -> Sequence[int]:
    """Shorten a long list as a search would; after a crash the list may hold a day's bookings."""
    if len(newer) <= count:
        return newer
    similarity: dict[int, float] = {}
    wanted = ten_finger_vector(probe)
    for start in range(0, len(newer), _PAGE):
        batch = feature_store.load_batch(session, newer[start : start + _PAGE])
        cosines = np.tensordot(batch.vectors, wanted, axes=2)
        similarity.update(zip(batch.reference_ids.tolist(), cosines.tolist(), strict=True))
    return sorted(similarity, key=similarity.__getitem__, reverse=True)[:count]


def best_per_identity(compared: Iterable[Compared]) -> list[Compared]:
    """Keep the best reference of each identity, best first."""
    best: dict[str, Compared] = {}
    for one in sorted(compared, key=lambda c: c.rank_key, reverse=True):
        best.setdefault(one.identity_id, one)
    return list(best.values())


def candidate(
    rank: int, compared: Compared, threshold_db: float, reference_set: str = ""
) -> Candidate:
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
        reference_set=reference_set,
    )


def candidate_list(
    best: Sequence[Compared],
    threshold_db: float,
    set_of: Callable[[int], str] = lambda _: "",
) -> tuple[Candidate, ...]:
    """Rank from 1. set_of: names the reference set of a reference."""
    return tuple(
        candidate(rank, one, threshold_db, set_of(one.reference_id))
        for rank, one in enumerate(best, start=1)
    )
