"""Fingers of the pool by cell: position, pattern class, bins of the traits of a person's prints."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.search.pool import Pool
from benchmarks.search.pool_blocks import SENSORS, TRAITS
from matcher.types import FINGERS

LEAST_IN_CELL = 20
"""A cell with fewer fingers is widened."""
LEVELS = ("all traits", "no size", "no period", "no contact", "no hardness", "class only", "any")
"""The traits by which a finger was drawn, narrow to wide."""

_PATTERNS = 5
_BINS = {"hardness": 5, "contact": 3, "period_px": 4, "size": 3}
"""Number of quantile bins of each trait, most important first."""
_WIDTHS = (1, 3, 12, 36, 180, 720)
"""How many cells each level joins: size, period, contact, hardness, sensor."""
BODY_CELLS = _BINS["period_px"] * _BINS["size"]
ENCOUNTER_CELLS = len(SENSORS) * _BINS["hardness"] * _BINS["contact"]
CELLS = _PATTERNS * ENCOUNTER_CELLS * BODY_CELLS


@dataclass(frozen=True, eq=False)
class Cells:
    """Fingers of the pool in the order of their cells, by position."""

    people: NDArray[np.int32]
    """Rows of the pool that provide fingers and skeletons."""
    order: NDArray[np.int32]
    """(10, people): rows sorted by cell"""
    span: NDArray[np.int32]
    """(10, CELLS, 3): first, end and level of the fingers that a cell draws from"""


def make_cells(pool: Pool, people: NDArray[np.int64]) -> Cells:
    """Sort some of the pool's people into cells."""
    encounter, body = bins_of(pool)
    order = np.empty((len(FINGERS), len(people)), np.int32)
    span = np.empty((len(FINGERS), CELLS, 3), np.int32)
    for finger in range(len(FINGERS)):
        cell = _cell(pool.pattern[people, finger], encounter[people], body[people])
        by_cell = np.argsort(cell, kind="stable")
        order[finger] = people[by_cell]
        span[finger] = _spans(cell[by_cell])
    return Cells(people.astype(np.int32), order, span)


def bins_of(pool: Pool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
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
    return (pattern.astype(np.int32) * ENCOUNTER_CELLS + encounter) * BODY_CELLS + body


def _spans(cell: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return each cell's range to draw from: the narrowest with enough fingers; cell: sorted."""
    every = np.arange(CELLS)
    span = np.tile(np.array([0, len(cell), len(LEVELS) - 1], np.int32), (CELLS, 1))
    for level in range(len(_WIDTHS) - 1, -1, -1):
        width = _WIDTHS[level]
        first = np.searchsorted(cell, every // width * width)
        end = np.searchsorted(cell, (every // width + 1) * width)
        # A class that is rare in all cells stays a class of its own.
        least = 1 if level == len(_WIDTHS) - 1 else LEAST_IN_CELL
        enough = end - first >= least
        span[enough] = np.column_stack([first, end, np.full(CELLS, level)])[enough]
    return span
