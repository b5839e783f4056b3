import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gallery.index.segment.row_reading import read_rows

START, ROW_BYTES, COUNT = 64, 24, 50
TABLE = np.random.default_rng(1).integers(0, 256, (COUNT, ROW_BYTES), np.uint8)


@pytest.fixture
def descriptor(tmp_path: Path) -> Iterator[int]:
    path = tmp_path / "table"
    path.write_bytes(bytes(START) + TABLE.tobytes())
    opened = os.open(path, os.O_RDONLY)
    yield opened
    os.close(opened)


def test_rows_come_in_the_order_asked_for(descriptor: int) -> None:
    which = np.array([7, 49, 0, 7, 31])
    found, failed = read_rows(descriptor, START, ROW_BYTES, which)
    assert failed == -1
    np.testing.assert_array_equal(found, TABLE[which])


def test_nothing_asked_for_is_nothing(descriptor: int) -> None:
    found, failed = read_rows(descriptor, START, ROW_BYTES, np.empty(0, np.int64))
    assert (found.shape, failed) == ((0, ROW_BYTES), -1)


def test_the_first_row_that_the_file_has_not_is_named(descriptor: int) -> None:
    found, failed = read_rows(descriptor, START, ROW_BYTES, np.array([3, COUNT, COUNT + 1]))
    assert failed == 1
    np.testing.assert_array_equal(found[0], TABLE[3])


def test_a_file_that_cannot_be_read_is_told(descriptor: int, tmp_path: Path) -> None:
    closed = os.open(tmp_path / "table", os.O_RDONLY)
    os.close(closed)
    assert read_rows(closed, START, ROW_BYTES, np.array([3]))[1] == 0
