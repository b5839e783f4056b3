"""Exact float search over composed people: the sum of ten cosines, by look-up.

A probe has few cosines, one with every finger of the pool; a person's sum is ten of them. So the
exact search over 70 million people costs ten look-ups a person and reads no vectors.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numba import njit

from benchmarks.data import track
from benchmarks.search.people import Composition, Ids
from benchmarks.search.pool import Floats, Pool, Rows
from matcher.types import FINGERS

PROBES_AT_ONCE = 32
"""The probes' cosines with one finger lie side by side: two cache lines."""
PEOPLE_AT_ONCE = 200_000
_POOL_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, eq=False)
class Nearest:
    """The best people of each probe by exact search, best first."""

    numbers: Rows
    """(probes, k)"""
    similarity: Floats
    """(probes, k)"""


def cosines(pool: Pool, probes: Floats) -> Floats:
    """Return the cosines of probes with every finger of the pool: (10, rows, probes).

    probes: (probes, 10, 512) unit vectors, zeros for missing fingers.
    """
    table = np.empty((len(FINGERS), pool.vectors.shape[1], len(probes)), np.float32)
    for finger in range(len(FINGERS)):
        own = np.ascontiguousarray(probes[:, finger].T)
        for start in range(0, table.shape[1], _POOL_ROWS_AT_ONCE):
            rows = slice(start, start + _POOL_ROWS_AT_ONCE)
            products = pool.vectors[finger, rows].astype(np.float32) @ own
            table[finger, rows] = products * pool.scale[finger, rows, None]
    return table


def parts(people: Composition) -> Iterator[tuple[int, Ids]]:
    """Compose people a part at a time: the part's first number, and its people's pool rows."""
    for first in range(0, people.records, PEOPLE_AT_ONCE):
        yield first, people.ids(first, min(PEOPLE_AT_ONCE, people.records - first))


def genuine_parts(pool: Pool) -> Iterator[tuple[int, Ids]]:
    """Give the pool's own people whole, except people who are searched for."""
    for first in range(pool.recipe.probed, pool.recipe.people, PEOPLE_AT_ONCE):
        rows = np.arange(first, min(first + PEOPLE_AT_ONCE, pool.recipe.people), dtype=np.int32)
        yield first - pool.recipe.probed, np.repeat(rows[:, None], len(FINGERS), 1)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def sums(table: Floats, ids: Ids) -> Floats:
    """Sum the cosines of people's fingers: (people, probes)."""
    result = np.zeros((len(ids), table.shape[2]), np.float32)
    for row in range(len(ids)):
        for finger in range(ids.shape[1]):
            near = table[finger, ids[row, finger]]
            for probe in range(table.shape[2]):
                result[row, probe] += near[probe]
    return result


class Best:
    """Keeps the best people of each probe over all parts."""

    def __init__(self, probe_count: int, depth: int) -> None:
        self._depth = depth
        self._numbers: list[Rows] = [np.zeros(0, np.int64)] * probe_count
        self._near: list[Floats] = [np.zeros(0, np.float32)] * probe_count
        self._least = np.full(probe_count, -np.inf, np.float32)

    def add(self, first: int, similarity: Floats) -> None:
        """Add a part of the people. similarity: (people, probes)."""
        for probe, least in enumerate(self._least):
            column = similarity[:, probe]
            better = np.flatnonzero(column > least)
            if len(better) > self._depth:
                better = better[np.argpartition(-column[better], self._depth - 1)[: self._depth]]
            if len(better):
                self._merge(probe, better + first, column[better])

    def result(self) -> Nearest:
        """Return the best people, best first; all probes have met equally many people."""
        order = [np.argsort(-near, kind="stable") for near in self._near]
        return Nearest(
            np.stack([n[o] for n, o in zip(self._numbers, order, strict=True)]),
            np.stack([n[o] for n, o in zip(self._near, order, strict=True)]),
        )

    def _merge(self, probe: int, numbers: Rows, near: Floats) -> None:
        numbers = np.concatenate([self._numbers[probe], numbers])
        near = np.concatenate([self._near[probe], near])
        if len(near) > self._depth:
            kept = np.argpartition(-near, self._depth - 1)[: self._depth]
            numbers, near = numbers[kept], near[kept]
            self._least[probe] = near.min()
        self._numbers[probe], self._near[probe] = numbers, near


def nearest(
    pool: Pool, people: Callable[[], Iterable[tuple[int, Ids]]], probes: Floats, depth: int
) -> Nearest:
    """Search exactly, some probes at a time; prints the remaining time. people: `parts` anew."""
    found = []
    for start in track(range(0, len(probes), PROBES_AT_ONCE), "exact search"):
        some = probes[start : start + PROBES_AT_ONCE]
        table, best = cosines(pool, some), Best(len(some), depth)
        for first, ids in people():
            best.add(first, sums(table, ids))
        found.append(best.result())
    return Nearest(
        np.concatenate([one.numbers for one in found]),
        np.concatenate([one.similarity for one in found]),
    )


def mate_ranks(people: Composition, probes: Floats, mates: Rows) -> Rows:
    """Rank each probe's mate exactly, behind all others of equal distance: (probes,) from 1.

    mates: (probes,) pool rows of the planted people.
    """
    table = cosines(people.pool, probes)
    own = np.repeat(mates[:, None], len(FINGERS), 1).astype(np.int32)
    near = np.diagonal(sums(table, own))
    # The mate counts too: it is as near as itself.
    found: Rows = np.sum([(sums(table, ids) >= near).sum(0) for _, ids in parts(people)], axis=0)
    return found
