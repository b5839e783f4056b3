"""People of any number, composed from the pool: the person first, then each finger.

A composed person takes a genuine one as skeleton: ten pattern classes, size and period of the
body, sensor, hardness and contact of the encounter. Each finger is then drawn from the pool's cell
of that position, class and bins, so that fingers depend on each other as in the generator. A cell
with few fingers is widened by leaving out the last trait, then the one before it.

Everything follows from the seed and the person's number, in any order. Of every hundred people one
is a duplicate (second impressions of the fingers of the person before), and of every thousand seven
are twins of the person before: class of a finger shared in 70 of 100, size and period always. Some
are planted: genuine people whole, whose other encounter is searched with.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.search.pool import Pool
from benchmarks.search.pool_blocks import SENSORS, TRAITS
from matcher.types import FINGERS

Ids = NDArray[np.int32]
"""(n, 10): the pool's row that each finger of a person is taken from."""

LEAST_IN_CELL = 20
"""Fewer fingers than this and the cell is widened."""
LEVELS = ("all traits", "no size", "no period", "no contact", "no hardness", "class only", "any")
"""What a finger was drawn by, narrow to wide."""
TWIN_SHARES_CLASS = 0.70
"""Jain, Prabhakar & Pankanti 2002 found one class in 77.5 % of identical twins' index fingers, and
27 % of strangers: 0.70 + 0.30 x 0.27."""

_PATTERNS = 5
_BINS = {"hardness": 5, "contact": 3, "period_px": 4, "size": 3}
"""Quantile bins of each trait, most telling first."""
_WIDTHS = (1, 3, 12, 36, 180, 720)
"""How many cells each level puts together: size, period, contact, hardness, sensor."""
_CELLS = _PATTERNS * len(SENSORS) * 180
_BODY_CELLS = _BINS["period_px"] * _BINS["size"]


class Kind(IntEnum):
    """Why a person is as they are."""

    ORDINARY = 0
    ORIGINAL = 1
    """Enrolled a second time as the next."""
    DUPLICATE = 2
    TWIN = 3
    PLANTED = 4


@dataclass(frozen=True, eq=False)
class Cells:
    """Fingers of the pool in order of their cell, by position."""

    people: NDArray[np.int32]
    """Rows of the pool that fingers and skeletons are taken from."""
    order: NDArray[np.int32]
    """(10, people): rows sorted by cell"""
    span: NDArray[np.int32]
    """(10, _CELLS, 3): first, end, level of what a cell draws from"""


@dataclass(frozen=True, eq=False)
class Composition:
    """So many people from a pool; equal arguments give equal people."""

    pool: Pool
    records: int
    planted: int
    """Genuine people among them: number k is the pool's person k."""
    seed: int = 1

    @cached_property
    def stride(self) -> int:
        """Planted people are this far apart; a multiple of ten, so that they meet no twin."""
        return max(10, self.records // max(1, self.planted) // 10 * 10)

    @cached_property
    def cells(self) -> Cells:
        """Everybody but those who are searched for: their fingers would be mates of strangers."""
        recipe = self.pool.recipe
        return make_cells(self.pool, np.arange(recipe.probed, recipe.people))

    @cached_property
    def doubled_cells(self) -> Cells:
        """Those who have second impressions."""
        recipe = self.pool.recipe
        return make_cells(self.pool, np.arange(recipe.probed, recipe.probed + recipe.seconds))

    @cached_property
    def _skeletons(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return _bins(self.pool)

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
        return _kinds(first, count, self.stride, self.planted)

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


def make_cells(pool: Pool, people: NDArray[np.int64]) -> Cells:
    """Sort some of the pool's people into cells."""
    encounter, body = _bins(pool)
    order = np.empty((len(FINGERS), len(people)), np.int32)
    span = np.empty((len(FINGERS), _CELLS, 3), np.int32)
    for finger in range(len(FINGERS)):
        cell = _cell(pool.pattern[people, finger], encounter[people], body[people])
        by_cell = np.argsort(cell, kind="stable")
        order[finger] = people[by_cell]
        span[finger] = _spans(cell[by_cell])
    return Cells(people.astype(np.int32), order, span)


def _bins(pool: Pool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each impression's bin of the encounter and of the body: (rows,) each."""
    bins = {}
    for name, count in _BINS.items():
        values = pool.traits[:, TRAITS.index(name)]
        edges = np.quantile(values, np.arange(1, count) / count)
        bins[name] = np.searchsorted(edges, values).astype(np.int32)
    hardness, contact, period, size = bins.values()
    sensor = pool.sensor.astype(np.int32)
    encounter = (sensor * _BINS["hardness"] + hardness) * _BINS["contact"] + contact
    return encounter, period * _BINS["size"] + size


def _cell(
    pattern: NDArray[np.uint8], encounter: NDArray[np.int32], body: NDArray[np.int32]
) -> NDArray[np.int32]:
    encounters = _CELLS // _PATTERNS // _BODY_CELLS
    return (pattern.astype(np.int32) * encounters + encounter) * _BODY_CELLS + body


def _spans(cell: NDArray[np.int32]) -> NDArray[np.int32]:
    """Say for each cell what to draw from: the narrowest that holds enough; cell: sorted."""
    every = np.arange(_CELLS)
    span = np.tile(np.array([0, len(cell), len(LEVELS) - 1], np.int32), (_CELLS, 1))
    for level in range(len(_WIDTHS) - 1, -1, -1):
        width = _WIDTHS[level]
        first = np.searchsorted(cell, every // width * width)
        end = np.searchsorted(cell, (every // width + 1) * width)
        # A class that is rare altogether stays a class of its own.
        least = 1 if level == len(_WIDTHS) - 1 else LEAST_IN_CELL
        enough = end - first >= least
        span[enough] = np.column_stack([first, end, np.full(_CELLS, level)])[enough]
    return span


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _kinds(first: int, count: int, stride: int, planted: int) -> NDArray[np.int8]:
    kinds = np.zeros(count, np.int8)
    for row in range(count):
        number = first + row
        slot = number % 1_000
        if number % stride == stride - 1 and number // stride < planted:
            kinds[row] = 4
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
    """Return a random number under `end`, which is far below 2**32."""
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
    """Compose people of the kinds given, one after the other."""
    encounters = _CELLS // _PATTERNS // _BODY_CELLS
    for row in range(len(kinds)):
        number, kind = first + row, kinds[row]
        if kind == 4:
            ids[row] = number // stride
            continue
        double = kind == 1 or kind == 2
        whose = number - 1 if kind == 2 else number
        few = doubled_people if double else people
        skeleton = few[_below(seed, whose, 0, len(few))]
        twin = few[_below(seed, number - 1, 0, len(few))] if kind == 3 else skeleton
        for finger in range(ids.shape[1]):
            shares = kind == 3 and _below(seed, whose, 20 + finger, 1_000) < 1_000 * TWIN_SHARES_CLASS
            model = twin if shares else skeleton
            cell = (pattern[model, finger] * encounters + encounter[skeleton]) * _BODY_CELLS
            cell += body[twin]
            spans = doubled_span if double else span
            begin, end, level = spans[finger, cell]
            chosen = begin + _below(seed, whose, 1 + finger, end - begin)
            drawn = doubled_order[finger, chosen] if double else order[finger, chosen]
            ids[row, finger] = drawn + to_second if kind == 2 else drawn
            levels[level] += 1
