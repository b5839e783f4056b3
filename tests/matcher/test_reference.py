"""The whole network finds what LEADER finds as its author ships it."""

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.codecs import Encoding, decode
from matcher.leader import Detection, Leader

MAX_OFFSET_PX = 1.5
MAX_TURN_RAD = 0.1


def matched(expected: NDArray[np.float32], found: Detection) -> int:
    """Count pairs within the limits, each minutia in one pair at most, nearest first."""
    offset = np.hypot(
        expected[:, 0, None] - found.x_px[None], expected[:, 1, None] - found.y_px[None]
    )
    turn = np.abs(expected[:, 2, None] - found.direction_rad[None])
    turn = np.minimum(turn, 2 * math.pi - turn)
    rows, columns = np.nonzero((offset <= MAX_OFFSET_PX) & (turn <= MAX_TURN_RAD))
    used_rows: set[int] = set()
    used_columns: set[int] = set()
    for k in np.argsort(offset[rows, columns]):
        if rows[k] not in used_rows and columns[k] not in used_columns:
            used_rows.add(int(rows[k]))
            used_columns.add(int(columns[k]))
    return len(used_rows)


@pytest.mark.slow
def test_every_minutia_of_the_reference_is_found(real_prints: Path) -> None:
    leader = Leader(pruned=False)
    expected_count = found_count = matched_count = 0
    with np.load(real_prints / "leader_reference.npz", allow_pickle=False) as reference:
        for key in reference.files:
            pixels = decode((real_prints / f"{key}.tif").read_bytes(), Encoding.TIFF)
            found = leader.detect(pixels, 0.6)
            expected = reference[key]
            expected_count += len(expected)
            found_count += len(found.x_px)
            matched_count += matched(expected, found)
    assert expected_count > 5_000
    assert matched_count >= 0.999 * expected_count
    assert found_count - matched_count <= 0.001 * expected_count
