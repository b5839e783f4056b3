"""Vectors of synthetic fingers, to hide real ones among. Kept in blocks, so a run can go on."""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.progress import progress_bar
from benchmarks.results import write_atomically
from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION, vector
from synthesis.minutiae import GENERATOR_DIGEST, minutiae_template
from synthesis.people import person

FIRST_SEED = 5_000_000
"""People from here on are distractors; training and calibration draw from 1 and 2 million."""
_BLOCK_PEOPLE = 100


def distractor_vectors(count: int, cache: Path) -> NDArray[np.float32]:
    """Make (count, VECTOR_DIMENSION): one impression of so many different fingers."""
    per_block = _BLOCK_PEOPLE * len(FINGERS)
    blocks = range(-(-count // per_block))
    with progress_bar() as progress:
        made = []
        task = progress.add_task("distractors", total=len(blocks), visible=bool(count))
        for number in blocks:
            made.append(_block(number, cache))
            progress.advance(task)
    empty = np.zeros((0, VECTOR_DIMENSION), np.float32)
    return np.concatenate([empty, *made])[:count]


def _block(number: int, cache: Path) -> NDArray[np.float32]:
    digest = hashlib.sha256(GENERATOR_DIGEST + VECTOR_VERSION.encode()).hexdigest()[:16]
    kept = cache / "distractors" / digest / f"{number}.f32"
    if not kept.is_file():
        first = FIRST_SEED + number * _BLOCK_PEOPLE
        rows = [_vectors_of(seed) for seed in range(first, first + _BLOCK_PEOPLE)]
        write_atomically(kept, np.concatenate(rows).tobytes())
    return np.frombuffer(kept.read_bytes(), np.float32).reshape(-1, VECTOR_DIMENSION)


def _vectors_of(seed: int) -> NDArray[np.float32]:
    fingers = person(seed).fingers
    return np.stack([vector(minutiae_template(finger, 1)) for finger in fingers])
