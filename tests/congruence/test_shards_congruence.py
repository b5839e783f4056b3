"""One shard and four shards give the same answers to the same calls."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.index.parameters import IndexParameters
from gallery.index.segmented_index import SegmentedIndex
from gallery.index.types import ReferenceBatch, Shortlist
from gallery.search.shards import LocalShard, Probe, Shard, Shards, split_key
from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION

COUNT, CLUSTERS, SHARDS = 2_000, 40, 4
ROUNDING = 1e-5
"""Relative: sums of products in another order."""
PARAMETERS = IndexParameters(finer="int8-32", background=False)
FINGER_SETS = [list(range(10)), [1, 2, 3, 4], [1, 6], [0]]
Vectors = NDArray[np.float32]


def unit(vectors: NDArray[np.float64]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def people() -> Vectors:
    """People whose fingers are alike within clusters; every fifth has a few fingers only."""
    rng = np.random.default_rng(4)
    centres = rng.normal(size=(CLUSTERS, len(FINGERS), VECTOR_DIMENSION))
    of_person = centres[rng.integers(0, CLUSTERS, COUNT)]
    vectors = unit(of_person + 1.5 * rng.normal(size=of_person.shape))
    vectors[::10, [0, 2, 3, 4, 5, 7, 8, 9]] = 0
    vectors[5::10, 4:] = 0
    return vectors


def batch(people: Vectors, ids: NDArray[np.int64]) -> ReferenceBatch:
    names = [f"person-{one}" for one in ids]
    return ReferenceBatch(ids, people[ids], [()] * len(ids), names)


@pytest.fixture(scope="module", params=["open", "sealed"])
def both(
    request: pytest.FixtureRequest, people: Vectors, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Shard, Shard]]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    parts = [np.arange(COUNT), *(np.arange(n, COUNT, SHARDS) for n in range(SHARDS))]
    indexes = []
    for number, ids in enumerate(parts):
        index = SegmentedIndex(folder / str(number), gallery="iafis", parameters=PARAMETERS)
        index.add(batch(people, ids), 1)
        index.remove(ids[ids % 97 == 0], 2)
        if request.param == "sealed":
            index.seal()
        indexes.append(index)
    one, *several = [LocalShard(index) for index in indexes]
    shards = Shards(several)
    yield one, shards
    shards.close()
    for index in indexes:
        index.close()


def probe_of(people: Vectors, row: int, fingers: list[int]) -> Probe:
    rng = np.random.default_rng(row)
    vectors = np.zeros_like(people[row])
    there = [finger for finger in fingers if people[row, finger].any()]
    noise = rng.normal(size=(len(there), VECTOR_DIMENSION)) * 0.5 / np.sqrt(VECTOR_DIMENSION)
    vectors[there] = unit(people[row, there] + noise)
    return Probe(vectors, {})


def plain(shortlist: Shortlist) -> list[tuple[int, int, float]]:
    """Class, similarity and reference, comparable over shards."""
    _, ids = split_key(shortlist.reference_ids)
    return sorted(
        zip(
            shortlist.class_codes.tolist(),
            shortlist.similarity.tolist(),
            ids.tolist(),
            strict=True,
        )
    )


@pytest.mark.parametrize("fingers", FINGER_SETS, ids=str)
@pytest.mark.parametrize("depth", [1, 50])
def test_shortlists_agree(
    both: tuple[Shard, Shard], people: Vectors, fingers: list[int], depth: int
) -> None:
    one, four = both
    for row in range(6, COUNT, 250):
        probe = probe_of(people, row, fingers)
        expected, found = one.shortlist(probe, depth), four.shortlist(probe, depth)
        assert found.class_codes.tolist() == expected.class_codes.tolist()
        assert found.similarity == pytest.approx(expected.similarity, rel=ROUNDING)
        # Of equals at a quota's end either may be kept.
        for (code, near, reference_id), other in zip(plain(expected), plain(found), strict=True):
            last = expected.similarity[expected.class_codes == code][-1]
            if near > last + ROUNDING * abs(last):
                assert (code, reference_id) in {(c, r) for c, _, r in plain(found)}
            assert other[0] == code


def test_everybody_is_found_by_both(both: tuple[Shard, Shard], people: Vectors) -> None:
    rows = [row for row in range(3, COUNT, 111) if row % 97]
    for shard in both:
        assert shard.count == COUNT - len(range(0, COUNT, 97))
        for row in rows:
            found = shard.shortlist(probe_of(people, row, list(range(10))), 20)
            assert row in split_key(found.reference_ids)[1]


def test_rescoring_and_names_agree(both: tuple[Shard, Shard], people: Vectors) -> None:
    one, four = both
    probe = probe_of(people, 13, list(range(10)))
    keys = four.shortlist(probe, 40).reference_ids
    numbers, ids = split_key(keys)
    assert set(numbers) == set(range(SHARDS))
    assert four.rescore(probe, keys) == pytest.approx(one.rescore(probe, ids), rel=ROUNDING)
    names = one.names(ids)
    assert len(names) == len(keys)
    assert four.names(keys) == {
        int(key): names[int(one)] for key, one in zip(keys, ids, strict=True)
    }
    gone = np.array([97, 194])
    assert one.names(gone) == four.names(gone + (np.array([1, 2]) << 48)) == {}
    assert np.isneginf(four.rescore(probe, gone + (np.array([1, 2]) << 48))).all()
    assert one.version == four.version
