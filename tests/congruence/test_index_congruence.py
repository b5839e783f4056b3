"""The exhaustive search and FAISS give the same answers to the same calls."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.index import FlatIndex, Found, ReferenceIndex
from tests.congruence.exhaustive import ExhaustiveIndex
from tests.congruence.vectors import people, probe_of

ROOT = Path(__file__).parents[2]
ROUNDING = 1e-4


def both(vectors: NDArray[np.float32]) -> tuple[ReferenceIndex, ReferenceIndex]:
    indexes = ExhaustiveIndex(), FlatIndex()
    for index in indexes:
        # In pieces and with gaps, as a gallery adds them.
        for part in np.array_split(np.arange(len(vectors)), 3):
            index.add([7 + 3 * int(row) for row in part], vectors[part])
    return indexes


def assert_agree(expected: list[Found], found: list[Found]) -> None:
    """Same references in the same order, but for those within rounding of each other."""
    assert len(found) == len(expected)
    similarities = dict(expected)
    for (_, wanted), (sequence, similarity) in zip(expected, found, strict=True):
        assert similarity == pytest.approx(wanted, abs=ROUNDING)
        # The last ones may be swapped with one that just did not make it.
        if wanted > expected[-1][1] + ROUNDING:
            assert similarities[sequence] == pytest.approx(wanted, abs=ROUNDING)
    assert len({sequence for sequence, _ in found}) == len(found)


@pytest.mark.parametrize("count", [0, 1, 50, 99, 100, 101, 600])
@pytest.mark.parametrize("k", [1, 10, 100, 200])
def test_searches_agree(count: int, k: int) -> None:
    rng = np.random.default_rng([count, k])
    vectors = people(rng, count)
    exhaustive, flat = both(vectors)
    assert flat.count == exhaustive.count == count
    for probe in [*people(rng, 3), *(probe_of(rng, v) for v in vectors[:3])]:
        assert_agree(exhaustive.search(probe, k), flat.search(probe, k))


@pytest.mark.parametrize("fingers", [[1], [0, 5], [1, 2, 3, 4], list(range(10))])
def test_probes_of_few_fingers_agree_and_find_their_person(fingers: list[int]) -> None:
    rng = np.random.default_rng(fingers)
    vectors = people(rng, 400, missing=0.0)
    exhaustive, flat = both(vectors)
    for row in range(0, 400, 40):
        probe = np.zeros_like(vectors[row])
        probe[fingers] = probe_of(rng, vectors[row], missing=0.0)[fingers]
        expected = exhaustive.search(probe, 100)
        assert_agree(expected, flat.search(probe, 100))
        assert expected[0][0] == 7 + 3 * row


def test_a_missing_finger_costs_nothing() -> None:
    """Two references alike but for a finger that the probe lacks are equally similar."""
    whole = people(np.random.default_rng(1), 1, missing=0.0)[0]
    without = whole.copy()
    without[4] = 0
    for index in ExhaustiveIndex(), FlatIndex():
        index.add([1, 2], np.stack([whole, without]))
        (_, first), (_, second) = index.search(without, 2)
        assert first == pytest.approx(second, abs=ROUNDING) == pytest.approx(9, abs=ROUNDING)


def test_searches_agree_after_removals() -> None:
    """Through tombstones and, past half of 2,400, a compaction."""
    rng = np.random.default_rng(2)
    vectors = people(rng, 2_400)
    exhaustive, flat = both(vectors)
    order = rng.permutation(2_400)
    for n, row in enumerate(order[:2_390]):
        sequence = 7 + 3 * int(row)
        assert exhaustive.remove(sequence)
        assert flat.remove(sequence)
        assert not flat.remove(sequence)
        if n % 200 == 0 or n > 2_385:
            probe = probe_of(rng, vectors[row])
            assert_agree(exhaustive.search(probe, 30), flat.search(probe, 30))
    assert flat.count == exhaustive.count == 10


def test_a_removed_number_can_be_added_again() -> None:
    vectors = people(np.random.default_rng(3), 2, missing=0.0)
    for index in ExhaustiveIndex(), FlatIndex():
        index.add([5], vectors[:1])
        index.remove(5)
        index.add([5], vectors[1:])
        [(sequence, similarity)] = index.search(vectors[1], 10)
        assert sequence == 5
        assert similarity == pytest.approx(10, abs=ROUNDING)


def test_a_number_is_not_added_twice() -> None:
    vectors = people(np.random.default_rng(4), 2)
    for index in ExhaustiveIndex(), FlatIndex():
        index.add([5], vectors[:1])
        with pytest.raises(ValueError, match="already"):
            index.add([5], vectors[1:])
        assert index.count == 1


FIRST_SEARCH = """
import openvino
import numpy as np
from gallery.index import FlatIndex
from tests.congruence.exhaustive import ExhaustiveIndex
from tests.congruence.test_index_congruence import assert_agree
from tests.congruence.vectors import people, probe_of

rng = np.random.default_rng(5)
vectors = people(rng, {count})
exhaustive, flat = ExhaustiveIndex(), FlatIndex()
for index in exhaustive, flat:
    index.add(range({count}), vectors)
for row in range(5):
    probe = probe_of(rng, vectors[row])
    assert_agree(exhaustive.search(probe, {k}), flat.search(probe, {k}))
assert flat.fault_count == 0, flat.fault_count
"""


@pytest.mark.parametrize(("count", "k"), [(20, 5), (300, 1), (300, 100)])
def test_the_first_search_beside_openvino_agrees(count: int, k: int) -> None:
    """Both bring an OpenMP of their own; the first parallel region is where they meet."""
    program = FIRST_SEARCH.format(count=count, k=k)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
