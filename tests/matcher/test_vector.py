from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.types import FINGERS
from matcher.vector import (
    CODE_DIMENSION,
    VECTOR_DIMENSION,
    VECTOR_VERSION,
    VectorParameters,
    dequantise,
    load_weights,
    quantise,
    sign_bits,
    small_code,
    vector,
    vectors,
)
from tests.matcher.prints import best, finger, moved


@pytest.mark.parametrize("seed", range(5))
def test_a_vector_has_unit_length(seed: int) -> None:
    one = vector(finger(seed))
    assert one.dtype == np.float32
    assert one.shape == (VECTOR_DIMENSION,)
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)


def test_the_same_template_gives_the_same_vector() -> None:
    assert np.array_equal(vector(finger(1)), vector(finger(1)))


def test_moving_changes_nothing() -> None:
    assert vector(finger(1)) @ vector(moved(finger(1), 0, 70, -40)) > 0.9999


@pytest.mark.parametrize("turn_rad", [0.3, -0.5])
def test_a_turned_print_is_still_nearer_than_any_stranger(turn_rad: float) -> None:
    turned = np.stack([vector(moved(finger(seed), turn_rad, 0, 0)) for seed in range(12)])
    upright = np.stack([vector(finger(seed)) for seed in range(12)])
    assert np.array_equal((turned @ upright.T).argmax(1), np.arange(12))


def test_mates_are_nearer_than_strangers() -> None:
    probes = np.stack([vector(finger(seed, 1)) for seed in range(12)])
    references = np.stack([vector(finger(seed, 2)) for seed in range(12)])
    cosines = probes @ references.T
    mated = np.diag(cosines)
    strangers = cosines[~np.eye(12, dtype=bool)]
    assert mated.mean() > strangers.mean() + 0.3
    assert (cosines.argmax(1) == np.arange(12)).mean() > 0.8


def test_a_sparse_template_has_the_zero_vector() -> None:
    least = VectorParameters().min_minutiae
    assert not vector(best(finger(1), least - 1)).any()
    assert not vector(best(finger(1), 0)).any()
    assert vector(best(finger(1), least)).any()


def test_many_at_once_are_as_one_by_one() -> None:
    sparse = best(finger(1), VectorParameters().min_minutiae - 1)
    templates = [finger(1), sparse, finger(2), finger(3)]
    apart = np.stack([vector(one) for one in templates])
    assert vectors(templates) == pytest.approx(apart, abs=1e-5)
    assert vectors([]).shape == (0, VECTOR_DIMENSION)


def test_more_minutiae_than_take_part_change_nothing() -> None:
    most, one, again = VectorParameters().max_minutiae, finger(1), np.arange(255)
    again %= one.minutia_count
    full = replace(
        one,
        x_px=one.x_px[again],
        y_px=one.y_px[again],
        direction_rad=one.direction_rad[again],
        type=one.type[again],
        minutia_quality=one.minutia_quality[again],
    )
    assert np.array_equal(vector(full), vector(best(full, most)))


def test_vectors_keep_their_likeness_in_a_byte_a_dimension() -> None:
    described = np.stack([vector(finger(seed)) for seed in range(12)])
    kept = quantise(described)
    assert kept.dtype == np.int8
    levels = kept.astype(np.float32)
    levels /= np.linalg.norm(levels, axis=1, keepdims=True)
    assert np.abs(levels @ levels.T - described @ described.T).max() < 0.01


def test_bits_are_the_signs() -> None:
    described = np.stack([vector(finger(seed)) for seed in range(3)])
    bits = sign_bits(described)
    assert bits.shape == (3, VECTOR_DIMENSION // 8)
    assert np.array_equal(np.unpackbits(bits, axis=1).astype(bool), described > 0)


def test_bits_still_tell_fingers_apart() -> None:
    probes = np.stack([vector(finger(seed, 1)) for seed in range(12)])
    references = np.stack([vector(finger(seed, 2)) for seed in range(12)])
    signs = np.unpackbits(sign_bits(references), axis=1).astype(np.float32) * 2 - 1
    assert ((probes @ signs.T).argmax(1) == np.arange(12)).mean() > 0.8


def test_small_codes_tell_ten_fingers_apart() -> None:
    probes = np.stack([small_code(np.stack(_hand(seed, 1))).ravel() for seed in range(12)])
    references = np.stack([small_code(np.stack(_hand(seed, 2))).ravel() for seed in range(12)])
    assert probes.shape == (12, 10 * CODE_DIMENSION)
    assert np.array_equal((probes @ references.T).argmax(1), np.arange(12))


def _hand(seed: int, impression: int) -> list[NDArray[np.float32]]:
    return [vector(finger(seed, impression, position)) for position in FINGERS]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 320, 1_000])
def test_a_small_code_does_not_depend_on_the_other_rows(count: int) -> None:
    """To the last bit: a code of four bits turns on it, and partitions read in other pieces."""
    rng = np.random.default_rng(count)
    vectors = rng.normal(size=(count, VECTOR_DIMENSION)).astype(np.float32)
    together = small_code(vectors)
    assert together.shape == (count, CODE_DIMENSION)
    assert np.allclose(together, vectors @ load_weights().code, atol=1e-3)
    assert np.array_equal(together[::-1], small_code(vectors[::-1]))
    by_finger = np.stack([vectors, vectors[::-1]])
    assert np.array_equal(small_code(by_finger), np.stack([together, together[::-1]]))
    for row in range(0, count, 37):
        assert np.array_equal(small_code(vectors[[row]])[0], together[row])


def test_the_small_code_of_nothing_is_nothing() -> None:
    assert not small_code(np.zeros((2, VECTOR_DIMENSION), np.float32)).any()


def test_uncertain_minutiae_still_make_a_vector() -> None:
    template = best(finger(1), 8)
    faint = replace(template, minutia_quality=np.full(8, 0.2, np.float32))
    assert np.linalg.norm(vector(faint)) == pytest.approx(1, abs=1e-5)


def test_the_version_names_the_weights() -> None:
    name, _, digest = VECTOR_VERSION.partition("-")
    assert name == "vlad"
    assert len(bytes.fromhex(digest)) == 4


def test_dequantised_vectors_are_near_and_quantise_to_the_same() -> None:
    rng = np.random.default_rng(4)
    described = rng.normal(size=(50, VECTOR_DIMENSION)).astype(np.float32)
    described /= np.linalg.norm(described, axis=1, keepdims=True)
    levels = quantise(described)
    restored = dequantise(levels)
    assert restored.dtype == np.float32
    assert np.abs(restored - described).max() < 0.002
    np.testing.assert_array_equal(quantise(restored), levels)
    every = np.arange(-127, 128, dtype=np.int8)
    np.testing.assert_array_equal(quantise(dequantise(every)), every)
