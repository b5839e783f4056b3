"""The first stage of a search: everybody by vector, the nearest kept."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from benchmarks.identification.gallery import Floats, Gallery, People, Rows
from benchmarks.identification.recipe import Mask

ROWS_AT_ONCE = 10_000
_PROBES_AT_ONCE = 100


@dataclass(frozen=True, eq=False)
class Shortlisted:
    """What the shortlist gave for some probes."""

    rows: Rows
    """(probes, depth), best first."""
    mate_rank: Rows
    """(probes,) from 1; depth + 1 or more where the mate is beyond; 0 where there is no mate."""
    mate_similarity: Floats
    """(probes,) of the mate's nearest reference; -inf where there is no mate."""


class Shortlist(Protocol):
    """A way of searching everybody."""

    @property
    def name(self) -> str:
        """How results name it."""

    def search(self, probes: People, masks: Mask, mates: Rows, depth: int) -> Shortlisted:
        """Search some probes. masks: (n, 10), equal for all. mates: (n,) person or -1."""

    def similarities(self, probes: People, masks: Mask) -> Floats:
        """Return (probes, references): how near everybody is."""


class VectorShortlist:
    """Sums the cosines of full vectors."""

    name = "full vectors"

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    def search(self, probes: People, masks: Mask, mates: Rows, depth: int) -> Shortlisted:
        """Search some probes, in parts that fit memory."""
        parts = [
            self._search(probes, masks, mates, depth, slice(start, start + _PROBES_AT_ONCE))
            for start in range(0, probes.count, _PROBES_AT_ONCE)
        ]
        return Shortlisted(
            np.concatenate([one.rows for one in parts]),
            np.concatenate([one.mate_rank for one in parts]),
            np.concatenate([one.mate_similarity for one in parts]),
        )

    def similarities(self, probes: People, masks: Mask) -> Floats:
        """Sum cosines with everybody."""
        return self._similarities(probes, masks, slice(0, probes.count))

    def _search(
        self, probes: People, masks: Mask, mates: Rows, depth: int, part: slice
    ) -> Shortlisted:
        similarity = self._similarities(probes, masks, part)
        return Shortlisted(
            _nearest(similarity, depth), *_mates(similarity, mates[part], self._gallery)
        )

    def _similarities(self, probes: People, masks: Mask, part: slice) -> Floats:
        """Use the fingers that any of these probes has; zeros stand for what one lacks."""
        masks = masks[part]
        fingers = [int(f) for f in np.flatnonzero(masks.any(0))]
        own = probes.unit_vectors(part, fingers) * masks[:, fingers, None]
        flat = own.reshape(len(own), -1)
        count = self._gallery.people.count
        result = np.empty((len(own), count), np.float32)
        for start in range(0, count, ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            references = self._gallery.people.unit_vectors(rows, fingers)
            result[:, rows] = flat @ references.reshape(len(references), -1).T
        return result


def _nearest(similarity: Floats, depth: int) -> Rows:
    """Return the columns of the largest, best first."""
    kept = min(depth, similarity.shape[1])
    some = np.argpartition(-similarity, kept - 1, axis=1)[:, :kept]
    order = np.argsort(-np.take_along_axis(similarity, some, 1), axis=1, kind="stable")
    return np.asarray(np.take_along_axis(some, order, 1), np.int64)


def _mates(similarity: Floats, mates: Rows, gallery: Gallery) -> tuple[Rows, Floats]:
    """Rank each mate's best reference behind all others that are as near; 0 without a mate.

    Returns the ranks and how near the mates are.
    """
    rank = np.zeros(len(similarity), np.int64)
    near = np.full(len(similarity), -np.inf, np.float32)
    mated = np.flatnonzero(mates >= 0)
    for probe, own in zip(mated, gallery.rows_by_person[mates[mated]], strict=True):
        near[probe] = similarity[probe, own].max()
        as_near = similarity[probe] >= near[probe]
        rank[probe] = as_near.sum() - as_near[own].sum() + 1
    return rank, near
