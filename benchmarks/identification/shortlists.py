"""The first stage of a search: everybody by vector, the nearest kept."""

from collections.abc import Iterator
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
        """Search some probes, those with the same fingers together, in parts that fit memory."""
        kept = min(depth, self._gallery.people.count)
        rows = np.empty((probes.count, kept), np.int64)
        rank, near = np.empty(probes.count, np.int64), np.empty(probes.count, np.float32)
        for part in _alike(masks):
            similarity = self._similarities(probes, masks, part)
            rows[part] = _nearest(similarity, kept)
            rank[part], near[part] = _mates(similarity, mates[part], self._gallery)
        return Shortlisted(rows, rank, near)

    def similarities(self, probes: People, masks: Mask) -> Floats:
        """Sum cosines with everybody."""
        result = np.empty((probes.count, self._gallery.people.count), np.float32)
        for part in _alike(masks):
            result[part] = self._similarities(probes, masks, part)
        return result

    def _similarities(self, probes: People, masks: Mask, part: Rows) -> Floats:
        """Sum cosines over the fingers of the mask; zeros stand for what one side lacks."""
        fingers = [int(f) for f in np.flatnonzero(masks[part[0]])]
        own = probes.unit_vectors(part, fingers).reshape(len(part), -1)
        count = self._gallery.people.count
        result = np.empty((len(part), count), np.float32)
        for start in range(0, count, ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            references = self._gallery.people.unit_vectors(rows, fingers)
            result[:, rows] = own @ references.reshape(len(references), -1).T
        return result


def _alike(masks: Mask) -> Iterator[Rows]:
    """Group rows of equal masks, at most _PROBES_AT_ONCE together."""
    _, group = np.unique(masks, axis=0, return_inverse=True)
    for one in range(int(group.max(initial=-1)) + 1):
        members = np.flatnonzero(group == one)
        for start in range(0, len(members), _PROBES_AT_ONCE):
            yield members[start : start + _PROBES_AT_ONCE]


def _nearest(similarity: Floats, depth: int) -> Rows:
    """Return the columns of the `depth` largest, best first."""
    some = np.argpartition(-similarity, depth - 1, axis=1)[:, :depth]
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
