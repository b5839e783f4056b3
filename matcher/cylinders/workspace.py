"""Working memory for the inner loops of a comparison."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]

REACH_DIRECTIONS = 16
"""The area of a print is measured by its cylinders in this number of directions."""


class Workspace(NamedTuple):
    """Memory for one comparison after the other; holds the last comparison's intermediates."""

    keys: NDArray[np.uint32]
    """(rows, columns) similarities that sort: see `pairing.similarity_keys`."""
    best: NDArray[np.uint64]
    free: NDArray[np.uint32]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    """(pairs,) cylinders assigned to each other, best first."""
    initial: Floats32
    """(pairs,) similarity of each pair."""
    frame: Floats32
    support: Floats32
    strength: Floats32
    """(pairs,) after the first relaxation."""
    gain: Floats32
    """(pairs,) the strength that support has added in the second."""
    received: Floats32
    common_a: Floats32
    common_b: Floats32
    """(rows,) and (columns,) 1 for cylinders in the common area."""
    reach: Floats32
    share: Floats32
    """(2,) the paired share of the common area's quality: on the probe, on the reference."""


def workspace(rows: int, columns: int) -> Workspace:
    """Allocate for a probe of `rows` padded cylinders and references of up to `columns`."""
    pairs = min(rows, columns)
    return Workspace(
        keys=np.empty((rows, columns), np.uint32),
        best=np.empty(rows, np.uint64),
        free=np.empty(columns, np.uint32),
        row=np.empty(pairs, np.int64),
        column=np.empty(pairs, np.int64),
        initial=np.empty(pairs, np.float32),
        frame=np.empty((5, pairs), np.float32),
        support=np.empty((pairs, pairs), np.float32),
        strength=np.empty(pairs, np.float32),
        gain=np.empty(pairs, np.float32),
        received=np.empty(pairs, np.float32),
        common_a=np.empty(rows, np.float32),
        common_b=np.empty(columns, np.float32),
        reach=np.empty(REACH_DIRECTIONS, np.float32),
        share=np.zeros(2, np.float32),
    )
