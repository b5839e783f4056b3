"""The exhaustive search and an index of segments give the same answers to the same calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.index.parameters import IndexParameters
from gallery.index.quantiser import load_quantiser
from gallery.index.segmented_index import SegmentedIndex
from gallery.index.types import FingerClass, ReferenceBatch
from matcher.vector import quantise, small_code
from tests.congruence.exhaustive import ExhaustiveIndex, Found, by_class
from tests.congruence.vectors import people, probe_of
from tests.gallery.index.references import decode

ROUNDING = 1e-4
TABLE_ROUNDING = 0.02
"""Of the range of similarities: fast scan rounds what it looks up to 8 bits."""
PARAMETERS = IndexParameters(seal_count=256, tail_count=1, background=False)
COUNT = 700
FINGER_SETS = [[1], [1, 6], [1, 2, 3, 4], list(range(10))]


def integers(vectors: NDArray[np.float32]) -> NDArray[np.floating]:
    """Return what the finer code keeps, at unit length."""
    levels = quantise(vectors).astype(np.float64)
    lengths = np.linalg.norm(levels, axis=1, keepdims=True)
    return np.asarray(levels / np.maximum(lengths, 1), np.float64)


def quantised(vectors: NDArray[np.float32]) -> NDArray[np.floating]:
    """Return what four bits keep."""
    packed = load_quantiser().encode(small_code(vectors)[np.newaxis])
    return np.asarray(decode(load_quantiser(), packed)[0], np.float32)


@dataclass(frozen=True)
class Both:
    vectors: NDArray[np.float32]
    finer: ExhaustiveIndex
    small: ExhaustiveIndex
    index: SegmentedIndex


@pytest.fixture(scope="module", params=["open", "sealed", "merged"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Fill both in pieces and with gaps, as a gallery does, and take a tenth out again."""
    vectors = people(np.random.default_rng(1), COUNT, missing=0.25)
    vectors[::9, [0, 2, 3, 4, 5, 7, 8, 9]] = 0
    finer, small = ExhaustiveIndex(integers), ExhaustiveIndex(quantised, small_code)
    folder = tmp_path_factory.mktemp(request.param)
    index = SegmentedIndex(folder, gallery="iafis", parameters=PARAMETERS)
    for number, part in enumerate(np.array_split(np.arange(COUNT), 5), start=1):
        index.add(batch(7 + 3 * part, vectors[part]), number)
        for one in (finer, small):
            one.add((7 + 3 * part).tolist(), vectors[part])
    gone = (7 + 3 * np.arange(0, COUNT, 10)).tolist()
    index.remove(gone, 9)
    for one in (finer, small):
        one.remove(gone)
    if request.param != "open":
        index.seal()
    if request.param == "merged":
        index.compact(force=True)
    yield Both(vectors, finer, small, index)
    index.close()


def batch(ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> ReferenceBatch:
    return ReferenceBatch(ids, vectors, [()] * len(ids), [""] * len(ids))


def probes(both: Both, fingers: Sequence[int]) -> Iterator[NDArray[np.float32]]:
    """Draw probes with these fingers: of people who are there, who went, and of strangers."""
    rng = np.random.default_rng(fingers)
    drawn = [probe_of(rng, both.vectors[row], missing=0.0) for row in (1, 9, 10, 333)]
    for one in (*drawn, *people(rng, 2, missing=0.0)):
        probe = np.zeros_like(one)
        probe[fingers] = one[fingers]
        yield probe


def assert_agree(
    expected: dict[FingerClass, list[Found]],
    found: dict[FingerClass, list[Found]],
    rounding: float = ROUNDING,
) -> None:
    """Same references in the same order, but for those within rounding of each other."""
    for one, of_class in expected.items():
        assert len(found[one]) == len(of_class)
        assert len(dict(found[one])) == len(of_class)
        for (_, wanted), (_, similarity) in zip(of_class, found[one], strict=True):
            assert similarity == pytest.approx(wanted, abs=rounding)
        certain = {it for it, wanted in of_class if wanted > of_class[-1][1] + 2 * rounding}
        assert certain <= dict(found[one]).keys()


@pytest.mark.parametrize("fingers", FINGER_SETS)
@pytest.mark.parametrize("k", [1, 50, 1_000])
def test_scans_agree(both: Both, fingers: list[int], k: int) -> None:
    for probe in probes(both, fingers):
        expected = both.finer.search(probe, k)
        assert_agree(expected, by_class(both.index.scan(probe, k)))


@pytest.mark.parametrize("fingers", FINGER_SETS)
def test_rescoring_gives_what_the_scan_gives_and_nothing_for_who_went(
    both: Both, fingers: list[int]
) -> None:
    for probe in probes(both, fingers):
        expected = dict(it for one in both.finer.search(probe, COUNT).values() for it in one)
        ids = [*expected, 7, 37, 999_999]
        similarity = both.index.rescore(probe, ids)
        assert similarity[:-3] == pytest.approx(list(expected.values()), abs=ROUNDING)
        assert np.all(np.isneginf(similarity[-3:]))


@pytest.mark.parametrize("fingers", FINGER_SETS)
@pytest.mark.parametrize("k", [1, 50, 1_000])
def test_shortlists_agree_in_what_they_are_of(both: Both, fingers: list[int], k: int) -> None:
    """The index searches by what four bits keep of small codes."""
    for probe in probes(both, fingers):
        expected = both.small.search(probe, k)
        [shortlist] = both.index.shortlist(probe[np.newaxis], k)
        everybody = [it for one in both.small.search(probe, COUNT).values() for _, it in one]
        assert_agree(expected, by_class(shortlist), TABLE_ROUNDING * float(np.ptp(everybody)))
        assert both.index.contains(shortlist.reference_ids).all()


def test_a_shortlist_says_of_each_reference_what_its_codes_do(both: Both) -> None:
    [probe, *_] = probes(both, list(range(10)))
    own = small_code(probe)
    [found] = both.index.shortlist(probe[np.newaxis], COUNT)
    rows = (found.reference_ids - 7) // 3
    exact = [float(np.sum(own * quantised(both.vectors[row]))) for row in rows]
    rounding = TABLE_ROUNDING * float(np.ptp(exact))
    assert found.similarity == pytest.approx(exact, abs=rounding)


def test_a_missing_finger_costs_nothing(tmp_path: Path) -> None:
    """Two references alike but for a finger that the probe lacks are equally similar."""
    whole = people(np.random.default_rng(1), 1, missing=0.0)[0]
    without = whole.copy()
    without[4] = 0
    index = SegmentedIndex(tmp_path, gallery="iafis", parameters=PARAMETERS)
    index.add(batch(np.array([1, 2]), np.stack([whole, without])), 1)
    for found in (index.scan(without, 2), index.shortlist(without[np.newaxis], 2)[0]):
        assert found.similarity[0] == pytest.approx(found.similarity[1], rel=ROUNDING)
    assert index.scan(without, 2).similarity == pytest.approx([9, 9], abs=ROUNDING)
    index.close()
