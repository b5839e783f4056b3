"""The index as plain arithmetic: slow, obvious, and what segments have to agree with."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from gallery.index.types import CLASSES, FingerClass, Shortlist, finger_class

Vectors = NDArray[np.float32]
Found = tuple[int, float]
"""Reference id and similarity."""


class ExhaustiveIndex:
    """Multiplies a probe with every reference, one after another.

    coded: what a code makes of a reference's ten fingers, (10, VECTOR_DIMENSION) to (10, any).
    probe_coded: what it makes of a probe's; the same, if nothing is said.
    """

    def __init__(
        self,
        coded: Callable[[Vectors], NDArray[np.floating]],
        probe_coded: Callable[[Vectors], NDArray[np.floating]] | None = None,
    ) -> None:
        self._coded, self._probe_coded = coded, probe_coded or coded
        self._references: dict[int, tuple[FingerClass, NDArray[np.floating]]] = {}

    def add(self, reference_ids: Iterable[int], vectors: Vectors) -> None:
        """Add references."""
        for reference_id, one in zip(reference_ids, vectors, strict=True):
            there = np.any(one != 0, axis=1)
            mask = int(there @ (1 << np.arange(len(one))))
            self._references[reference_id] = finger_class(mask), self._coded(one)

    def remove(self, reference_ids: Iterable[int]) -> None:
        """Take references out."""
        for reference_id in reference_ids:
            del self._references[reference_id]

    def search(self, probe: Vectors, k: int) -> dict[FingerClass, list[Found]]:
        """Find the most similar of each class."""
        own = self._probe_coded(probe)
        found: dict[FingerClass, list[Found]] = {one: [] for one in FingerClass}
        for reference_id, (of_class, coded) in self._references.items():
            found[of_class].append((reference_id, float(np.sum(own * coded))))
        return {
            one: sorted(of_class, key=lambda it: (-it[1], it[0]))[:k]
            for one, of_class in found.items()
        }


def by_class(shortlist: Shortlist) -> dict[FingerClass, list[Found]]:
    """Take a shortlist apart."""
    found: dict[FingerClass, list[Found]] = {one: [] for one in FingerClass}
    rows = zip(
        shortlist.class_codes.tolist(),
        shortlist.reference_ids.tolist(),
        shortlist.similarity.tolist(),
        strict=True,
    )
    for code, reference_id, similarity in rows:
        found[CLASSES[code]].append((reference_id, similarity))
    return found
