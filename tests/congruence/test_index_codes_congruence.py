"""The index of four-bit codes and plain arithmetic on what it stores give the same answers."""

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.identification.code_index import CodeIndex
from gallery.index.quantiser import SUBVECTOR_DIMENSION
from matcher.types import FINGERS

DIMENSION = 32
TABLE_ROUNDING = 0.15
"""FAISS holds the 80 inner products of a probe in bytes; lengths of whole codes are near 3."""


def people(rng: np.random.Generator, count: int, missing: float = 0.2) -> NDArray[np.float32]:
    codes = rng.normal(size=(count, len(FINGERS), DIMENSION)) / np.sqrt(DIMENSION)
    codes[rng.random((count, len(FINGERS))) < missing] = 0
    return np.asarray(codes, np.float32)


def probe_of(rng: np.random.Generator, reference: NDArray[np.float32]) -> NDArray[np.float32]:
    noise = rng.normal(size=reference.shape) * 0.5 / np.sqrt(DIMENSION)
    return np.asarray(np.where(reference != 0, reference + noise, 0), np.float32)


def filled(codes: NDArray[np.float32]) -> CodeIndex:
    index = CodeIndex(DIMENSION)
    index.train(codes)
    # In pieces, as blocks of people arrive.
    for part in np.array_split(codes, 3):
        index.add(part)
    return index


@pytest.fixture(scope="module")
def enrolled() -> NDArray[np.float32]:
    return people(np.random.default_rng(1), 4_000)


@pytest.fixture(scope="module")
def index(enrolled: NDArray[np.float32]) -> CodeIndex:
    return filled(enrolled)


@pytest.mark.parametrize("k", [1, 50, 100, 1_000])
def test_inner_products_are_those_of_the_decoded_codes(
    index: CodeIndex, enrolled: NDArray[np.float32], k: int
) -> None:
    rng = np.random.default_rng(k)
    probes = np.stack([*people(rng, 5), *(probe_of(rng, one) for one in enrolled[:5])])
    exact = np.einsum("mfd,nfd->mn", probes, index.decoded(0, index.count))
    rows, similarities = index.search(probes, k)
    assert rows.shape == similarities.shape == (10, k)
    found = np.take_along_axis(exact, rows, axis=1)
    assert similarities == pytest.approx(found, abs=TABLE_ROUNDING)
    assert (np.diff(similarities, axis=1) <= 0).all()
    # Whatever is better than the last one by more than rounding was found.
    for probe, row, value in zip(range(10), rows, similarities, strict=True):
        sure = np.flatnonzero(exact[probe] > value[-1] + 2 * TABLE_ROUNDING)
        assert set(sure) <= set(row)


def test_a_reference_finger_that_is_missing_is_stored_as_zeros(
    index: CodeIndex, enrolled: NDArray[np.float32]
) -> None:
    missing = ~np.any(enrolled != 0, axis=2)
    assert missing.any()
    assert not index.decoded(0, index.count)[missing].any()


def test_what_is_stored_is_near_what_was_added(
    index: CodeIndex, enrolled: NDArray[np.float32]
) -> None:
    error = ((index.decoded(0, index.count) - enrolled) ** 2).sum() / (enrolled**2).sum()
    # 15 of 16 centroids for four normal dimensions: about 0.3 of the variance stays out.
    assert 0.1 < error < 0.4


def test_a_probe_finger_that_is_missing_costs_nothing() -> None:
    """References alike but for a finger that the probe lacks are equally similar."""
    rng = np.random.default_rng(3)
    codes = people(rng, 600, missing=0.0)
    codes[1] = codes[0]
    codes[1, 4] = codes[2, 4]
    codes[2] = codes[0]
    codes[2, 4] = 0
    probe = codes[0].copy()
    probe[4] = 0
    rows, similarities = filled(codes).search(probe[None], 3)
    assert set(rows[0]) == {0, 1, 2}
    assert np.ptp(similarities[0]) == 0


@pytest.mark.parametrize("fingers", [[0], [1, 6], [1, 2, 3, 4], list(range(10))])
def test_people_are_found_by_some_of_their_fingers(
    index: CodeIndex, enrolled: NDArray[np.float32], fingers: list[int]
) -> None:
    rng = np.random.default_rng(fingers)
    whole = np.flatnonzero(np.any(enrolled != 0, axis=2).all(1))[:40]
    probes = np.zeros((len(whole), len(FINGERS), DIMENSION), np.float32)
    probes[:, fingers] = np.stack([probe_of(rng, enrolled[row]) for row in whole])[:, fingers]
    rows, _ = index.search(probes, 100)
    found = np.mean([own in row for own, row in zip(whole, rows, strict=True)])
    assert found > 0.9


def test_fewer_people_than_asked_for_are_all_found() -> None:
    codes = people(np.random.default_rng(4), 30)
    rows, similarities = filled(codes).search(codes[:2], 1_000)
    assert rows.shape == similarities.shape == (2, 30)
    assert set(rows[0]) == set(range(30))


def test_four_bytes_a_finger(index: CodeIndex) -> None:
    assert index.bytes_per_person == 4 * len(FINGERS)


def test_sub_quantisers_lie_within_one_finger() -> None:
    with pytest.raises(ValueError, match="no multiple"):
        CodeIndex(SUBVECTOR_DIMENSION * 8 + 1)


def test_a_probe_without_fingers_finds_nobody(
    index: CodeIndex, enrolled: NDArray[np.float32]
) -> None:
    probes = np.stack([enrolled[0], np.zeros_like(enrolled[0])])
    rows, _ = index.search(probes, 200)
    assert (rows[0] >= 0).all()
    assert (rows[1] == -1).all()


def test_a_finger_that_nearly_nobody_has_cannot_be_learned() -> None:
    codes = people(np.random.default_rng(5), 100, missing=0.0)
    codes[14:, 3] = 0
    with pytest.raises(ValueError, match="fewer than 15 of 100 people"):
        CodeIndex(DIMENSION).train(codes)
