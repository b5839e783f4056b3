"""Any number of people, composed from the pool: the person first, then each finger.

A composed person has a genuine person as skeleton: ten pattern classes, size and period of the
body, sensor, hardness and contact of the encounter. Each finger is then drawn from the pool's cell
of that position, class and bins, so that fingers depend on each other as in the generator. A cell
with few fingers is widened by leaving out the last trait, then the trait before it.

The seed and the person's number determine everything, in any order. Of every hundred people one is
a duplicate (second impressions of the fingers of the person before), and of every thousand seven
are twins of the person before: class of a finger shared in 70 of 100, size and period always. Some
people are planted: whole genuine people, whose other encounter is a probe.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.search.cells import BODY_CELLS, ENCOUNTER_CELLS, LEVELS, Cells, bins_of, make_cells
from benchmarks.search.pool import Pool
from matcher.types import FINGERS

Ids = NDArray[np.int32]
"""(n, 10): the pool's row of each finger of a person."""

TWIN_SHARES_CLASS = 70
"""Jain, Prabhakar & Pankanti 2002 found one class in 77.5 % of identical twins' index fingers, and
27 % of strangers: 70 + 30 x 0.27 of a hundred."""


class Kind(IntEnum):
    """The way in which a person was composed."""

    ORDINARY = 0
    ORIGINAL = 1
    """The next person is a second enrolment of this one."""
    DUPLICATE = 2
    TWIN = 3
    PLANTED = 4


@dataclass(frozen=True, eq=False)
class Composition:
    """People composed from a pool; equal arguments give equal people."""

    pool: Pool
    records: int
    planted: int
    """Number of genuine people among them: number k is the pool's person k."""
    seed: int = 1
    pool_people: int | None = None
    """How many of the pool's people are used; None: all."""
    plain: bool = False
    """Whether there are neither duplicates nor twins."""

    @cached_property
    def stride(self) -> int:
        """Distance between planted people; a multiple of ten, so that they meet no twin."""
        return max(10, self.records // max(1, self.planted) // 10 * 10)

    @cached_property
    def cells(self) -> Cells:
        """Cells of everybody except people who are searched for, whose fingers would be mates."""
        recipe = self.pool.recipe
        end = recipe.people if self.pool_people is None else self.pool_people
        return make_cells(self.pool, np.arange(recipe.probed, end))

    @cached_property
    def doubled_cells(self) -> Cells:
        """Cells of people who have second impressions."""
        recipe = self.pool.recipe
        return make_cells(self.pool, np.arange(recipe.probed, recipe.probed + recipe.seconds))

    @cached_property
    def _skeletons(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return bins_of(self.pool)

    def planted_number(self, person: int) -> int:
        """Return the number of a planted person."""
        return person * self.stride + self.stride - 1

    def ids(self, first: int, count: int) -> Ids:
        """Compose people by number: (count, 10)."""
        return self._compose(first, count)[0]

    def levels(self, first: int, count: int) -> NDArray[np.int64]:
        """Count how often fingers were drawn at each of LEVELS."""
        return self._compose(first, count)[1]

    def kinds(self, first: int, count: int) -> NDArray[np.int8]:
        """Return the Kind of people by number."""
        kinds: NDArray[np.int8] = _kinds(first, count, self.stride, self.planted, self.plain)
        return kinds

    def _compose(self, first: int, count: int) -> tuple[Ids, NDArray[np.int64]]:
        ids = np.empty((count, len(FINGERS)), np.int32)
        levels = np.zeros(len(LEVELS), np.int64)
        encounter, body = self._skeletons
        cells, doubled = self.cells, self.doubled_cells
        _fill(
            first, np.uint64(self.seed), self.kinds(first, count), self.stride,
            self.pool.pattern, encounter, body,
            cells.people, cells.order, cells.span,
            doubled.people, doubled.order, doubled.span,
            self.pool.recipe.people - self.pool.recipe.probed, ids, levels,
        )  # fmt: skip
        return ids, levels


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _kinds(first: int, count: int, stride: int, planted: int, plain: bool) -> NDArray[np.int8]:
    kinds = np.zeros(count, np.int8)
    for row in range(count):
        number = first + row
        slot = number % 1_000
        if number % stride == stride - 1 and number // stride < planted:
            kinds[row] = 4
        elif plain:
            continue
        elif slot % 100 == 0:
            kinds[row] = 1
        elif slot % 100 == 1:
            kinds[row] = 2
        elif slot % 100 == 3 and slot < 700:
            kinds[row] = 3
    return kinds


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _random(seed: np.uint64, number: int, stream: int) -> np.uint64:
    """Return 64 random bits of a person's stream: splitmix64 over a counter."""
    x = seed * np.uint64(0xD1342543DE82EF95) + np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    x += np.uint64(stream) * np.uint64(0xBF58476D1CE4E5B9) + np.uint64(0x2545F4914F6CDD1D)
    for _ in range(2):
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return x


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _below(seed: np.uint64, number: int, stream: int, end: int) -> int:
    """Return a random number below `end`, which is far below 2**32."""
    return int((_random(seed, number, stream) >> np.uint64(32)) * np.uint64(end) >> np.uint64(32))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _fill(
    first: int,
    seed: np.uint64,
    kinds: NDArray[np.int8],
    stride: int,
    pattern: NDArray[np.uint8],
    encounter: NDArray[np.int32],
    body: NDArray[np.int32],
    people: NDArray[np.int32],
    order: NDArray[np.int32],
    span: NDArray[np.int32],
    doubled_people: NDArray[np.int32],
    doubled_order: NDArray[np.int32],
    doubled_span: NDArray[np.int32],
    to_second: int,
    ids: Ids,
    levels: NDArray[np.int64],
) -> None:
    """Compose people of the given kinds, one after the other."""
    for row in range(len(kinds)):
        number, kind = first + row, kinds[row]
        if kind == 4:
            ids[row] = number // stride
            continue
        double = kind in (1, 2)
        whose = number - 1 if kind == 2 else number
        few = doubled_people if double else people
        skeleton = few[_below(seed, whose, 0, len(few))]
        twin = few[_below(seed, number - 1, 0, len(few))] if kind == 3 else skeleton
        for finger in range(ids.shape[1]):
            shares = (
                kind == 3 and _below(seed, whose, 20 + finger, 1_000) < 1_000 * TWIN_SHARES_CLASS
            )
            model = twin if shares else skeleton
            cell = (pattern[model, finger] * ENCOUNTER_CELLS + encounter[skeleton]) * BODY_CELLS
            cell += body[twin]
            spans = doubled_span if double else span
            begin, end, level = spans[finger, cell]
            chosen = begin + _below(seed, whose, 1 + finger, end - begin)
            drawn = doubled_order[finger, chosen] if double else order[finger, chosen]
            ids[row, finger] = drawn + to_second if kind == 2 else drawn
            levels[level] += 1
