"""Prints of the people in these tests: rendered ones, and real ones where they are at hand."""

import os
from pathlib import Path

import pytest
from platformdirs import user_cache_dir

from matcher.types import FINGERS
from synthesis.images.print_cache import PrintCache, Recipe
from tenprint.samples import sample_from_bytes, sample_from_file
from tenprint.v1.sample_pb2 import Sample

PPI = 500
DATA = os.environ.get("TENPRINT_DATA", "")
FIRST_FINGER = 101

PRINTS = PrintCache(Path(user_cache_dir("tenprint")) / "prints")
"""Shared with `tenprint demo`: what one has rendered the other reads."""

needs_real_prints = pytest.mark.skipif(
    not DATA, reason="real prints: TENPRINT_DATA does not name their folder"
)


def synthetic_samples(recipe: Recipe, positions: tuple[int, ...] = FINGERS) -> list[Sample]:
    """Wrap the rendered prints of a recipe."""
    prints = PRINTS.read(recipe)
    return [sample_from_bytes(prints[p], int(p), PPI) for p in FINGERS if p in positions]


def real_samples(
    set_name: str, impression: int, positions: tuple[int, ...] = FINGERS, shift: int = 0
) -> list[Sample]:
    """Wrap one impression of the ten fingers of a set: finger 101 is position 1, and so on.

    shift: hand each position the finger so many further on, which makes another person.
    """
    folder = Path(DATA) / set_name
    return [
        sample_from_file(
            folder / f"{FIRST_FINGER + (position - 1 + shift) % 10}_{impression}.tif", position, PPI
        )
        for position in map(int, positions)
    ]
