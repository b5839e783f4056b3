from typing import Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.errors import IndexFaultError
from gallery.index import FlatIndex
from tests.congruence.vectors import people

Labelled = tuple[NDArray[np.float32], NDArray[np.int64]]


class Faiss(Protocol):
    def search(self, probe: NDArray[np.float32], k: int) -> Labelled: ...


class Losing:
    """FAISS on a bad day: gives nothing but -1 for a number of searches."""

    def __init__(self, faiss_index: Faiss, times: int) -> None:
        self._inner = faiss_index
        self._left = times

    def search(self, probe: NDArray[np.float32], k: int) -> Labelled:
        similarities, rows = self._inner.search(probe, k)
        self._left -= 1
        return similarities, np.full_like(rows, -1) if self._left >= 0 else rows


def losing(times: int) -> FlatIndex:
    index = FlatIndex()
    index.add([1, 2, 3], people(np.random.default_rng(0), 3))
    index._index = Losing(index._index, times)
    return index


def test_records_lost_once_are_asked_for_again_and_counted() -> None:
    index = losing(1)
    found = index.search(people(np.random.default_rng(1), 1)[0], 10)
    assert {sequence for sequence, _ in found} == {1, 2, 3}
    assert index.fault_count == 1


def test_records_lost_twice_are_an_error_not_an_answer() -> None:
    index = losing(2)
    with pytest.raises(IndexFaultError, match="0 of 3"):
        index.search(people(np.random.default_rng(1), 1)[0], 10)
    assert index.fault_count == 2
