"""A shard in plain memory: what a search asks of one, written as plainly as can be."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from database.stopping import Check, never_stop
from gallery.index.types import CLASSES, Shortlist, finger_class
from gallery.search.comparing import ten_finger_vector
from gallery.search.shards import Ids, Probe, Wanted
from matcher.fusion import PersonComparison, compare_shortlist, prepare_fingers
from matcher.types import Features, FingerPosition


class MemoryShard:
    """References as they were enrolled; keeps an account of what it was asked."""

    version = "in memory"

    def __init__(self) -> None:
        self._people: dict[int, Sequence[Features]] = {}
        self._names: dict[int, tuple[str, str]] = {}
        self.depths: list[int] = []
        self.checks: list[Check] = []
        """What it was given to call."""
        self.compared: list[tuple[int, set[FingerPosition]]] = []
        """How many references by which fingers, a call each."""

    @property
    def count(self) -> int:
        """How many references can be found."""
        return len(self._people)

    def add(self, identity_id: str, features: Sequence[Features]) -> int:
        """Enrol an encounter; return its reference id."""
        reference_id = 10 + len(self._names)
        self._people[reference_id] = features
        self._names[reference_id] = identity_id, f"E{reference_id}"
        return reference_id

    def remove(self, reference_id: int) -> None:
        """Take a reference out."""
        del self._people[reference_id]

    def shortlist(self, probe: Probe, depth: int, check: Check = never_stop) -> Shortlist:
        """Find the nearest of each class by whole vectors."""
        self.depths.append(depth)
        ids, similarity, codes = [], [], []
        for code, one in enumerate(CLASSES):
            there = [r for r, features in self._people.items() if _class(features) == one]
            near = self.rescore(probe, np.array(there, np.int64))
            best = np.argsort(-near, kind="stable")[:depth]
            ids += [there[row] for row in best]
            similarity += near[best].tolist()
            codes += [code] * len(best)
        return Shortlist(
            np.array(ids, np.int64), np.array(similarity, np.float32), np.array(codes, np.uint8)
        )

    def rescore(self, probe: Probe, reference_ids: Ids) -> NDArray[np.float32]:
        """Sum cosines."""
        near = [
            float(np.sum(probe.vectors * ten_finger_vector(self._people[one])))
            if one in self._people
            else -np.inf
            for one in map(int, reference_ids)
        ]
        return np.array(near, np.float32)

    def compare(
        self, probe: Probe, wanted: Wanted, check: Check = never_stop
    ) -> dict[int, PersonComparison]:
        """Compare some fingers of each; what has none of them is left out."""
        check()
        self.checks.append(check)
        found: dict[int, PersonComparison] = {}
        for fingers, reference_ids in wanted.items():
            found |= self._compare(probe, reference_ids, fingers)
        return found

    def _compare(
        self, probe: Probe, reference_ids: Ids, fingers: Collection[FingerPosition]
    ) -> dict[int, PersonComparison]:
        self.compared.append((len(reference_ids), set(fingers)))
        own = {finger: probe.prepared[finger] for finger in sorted(fingers)}
        there = [int(one) for one in reference_ids if int(one) in self._people]
        people = {one: prepare_fingers(self._people[one]) for one in there}
        people = {one: person for one, person in people.items() if own.keys() & person.keys()}
        return dict(zip(people, compare_shortlist(own, list(people.values())), strict=True))

    def names(self, reference_ids: Ids) -> dict[int, tuple[str, str]]:
        """Tell whose each is."""
        there = [int(one) for one in reference_ids if int(one) in self._people]
        return {one: self._names[one] for one in there}


def probe_of(features: Sequence[Features]) -> Probe:
    """Make a probe."""
    return Probe(ten_finger_vector(features), prepare_fingers(features))


def _class(features: Sequence[Features]) -> str:
    mask = 0
    for one in features:
        mask |= 1 << one.position.finger - 1
    return finger_class(mask)
