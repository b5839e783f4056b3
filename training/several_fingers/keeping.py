"""Examples as files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matcher.layout import CHANNELS
from training.several_fingers.examples import Example


def write_examples(path: Path, examples: Sequence[Example]) -> None:
    """Write examples to a file, which appears as a whole."""
    started = path.with_suffix(".part.npz")
    np.savez(
        started,
        values=np.concatenate([one.map.ravel() for one in examples]),
        sides=np.array([one.map.shape[:2] for one in examples]),
        several=np.array([one.several for one in examples]),
        origin=np.array([one.origin for one in examples]),
    )
    started.replace(path)


def read_examples(path: Path) -> list[Example]:
    """Read the examples of a file."""
    with np.load(path) as file:
        values, sides, several, origin = (
            file[name] for name in ("values", "sides", "several", "origin")
        )
    ends = np.cumsum(sides.prod(1) * CHANNELS)
    return [
        Example(values[end - r * c * CHANNELS : end].reshape(r, c, CHANNELS), bool(flag), str(how))
        for end, (r, c), flag, how in zip(ends, sides, several, origin, strict=True)
    ]
