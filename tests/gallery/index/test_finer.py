import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.index.segment.finer import FINER_CODES, FinerCode
from matcher.vector import dequantise, quantise, sign_bits, small_code
from tests.gallery.index.references import batch, near

CODES = pytest.mark.parametrize("code", FINER_CODES.values(), ids=str)
FEW = batch(range(1, 9), fingers=(1, 2, 3, 7)).vectors
ALL = batch(range(11, 51)).vectors
VECTORS = np.concatenate([FEW, ALL])
PROBE = near(ALL[:1])[0]


def table(code: FinerCode, vectors: NDArray[np.float32] = VECTORS) -> NDArray[np.uint8]:
    return code.rows(code.encode(vectors), 0)


def cosines(probe: NDArray[np.float64], references: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum cosines finger by finger, as the words say it: (n,)."""
    products = (references * probe).sum(2)
    lengths = np.linalg.norm(references, axis=2) * np.linalg.norm(probe, axis=1)
    by_finger = np.divide(products, lengths, np.zeros_like(products), where=lengths > 0)
    return np.asarray(by_finger.sum(1), np.float64)


def by_the_book(name: str, probe: NDArray[np.float32]) -> NDArray[np.float64]:
    flat = VECTORS.reshape(-1, 512)
    if name == "int8-512":
        return cosines(
            quantise(probe).astype(float), quantise(flat).astype(float).reshape(-1, 10, 512)
        )
    if name == "int8-32":
        small = [np.rint(small_code(one) * 127 / 5).astype(np.float64) for one in (probe, flat)]
        return cosines(small[0], np.asarray(small[1].reshape(-1, 10, 32), np.float64))
    signs = np.unpackbits(sign_bits(flat), axis=1) * 2.0 - 1
    signs *= np.any(flat != 0, axis=1, keepdims=True)
    return cosines(probe.astype(float), np.asarray(signs.reshape(-1, 10, 512), np.float64))


@CODES
def test_similarity_and_scan_are_sums_of_cosines(code: FinerCode) -> None:
    which = np.array([40, 3, 8, 3])
    expected = by_the_book(code.name, PROBE)
    assert np.allclose(code.scan(PROBE, table(code), len(VECTORS)), expected, atol=1e-5)
    found = code.similarity(PROBE, table(code)[which], which)
    assert np.allclose(found, expected[which], atol=1e-5)


@CODES
def test_a_finger_that_either_lacks_adds_nothing(code: FinerCode) -> None:
    probe = PROBE.copy()
    probe[[0, 1, 2, 6]] = 0
    found = code.scan(probe, table(code), len(VECTORS))
    assert not found[: len(FEW)].any()
    assert np.allclose(found, by_the_book(code.name, probe), atol=1e-5)
    assert not code.scan(np.zeros_like(probe), table(code), len(VECTORS)).any()


@CODES
def test_mates_stand_out(code: FinerCode) -> None:
    assert code.scan(PROBE, table(code), len(VECTORS)).argmax() == len(FEW)


@CODES
def test_a_row_has_ten_fingers_and_a_checksum(code: FinerCode) -> None:
    assert table(code).shape == (len(VECTORS), 10 * code.bytes_per_finger + 8)
    assert code.encode(VECTORS).shape == (len(VECTORS), 10, code.bytes_per_finger)


@CODES
def test_what_is_quantised_already_is_encoded_as_its_floats_are(code: FinerCode) -> None:
    levels = quantise(VECTORS)
    assert np.array_equal(code.encode(levels), code.encode(dequantise(levels)))
    part = np.concatenate([levels, levels], axis=1)[:, :10]
    assert np.array_equal(code.encode(part), code.encode(levels))


@CODES
def test_a_damaged_row_has_no_similarity(code: FinerCode) -> None:
    damaged = table(code)
    damaged[21, 5] ^= 0x10
    which = np.array([20, 21, 22])
    found = code.similarity(PROBE, damaged[which], which)
    assert np.isnan(found).tolist() == [False, True, False]


@CODES
def test_a_row_at_another_place_is_damaged(code: FinerCode) -> None:
    swapped = table(code)[[1, 0, *range(2, len(VECTORS))]]
    assert np.isnan(code.similarity(PROBE, swapped[:1], np.array([0]))).all()


def test_a_finger_without_a_positive_dimension_is_told_from_a_missing_one() -> None:
    code = FINER_CODES["sign-512"]
    vectors = np.zeros((1, 10, 512), np.float32)
    vectors[0, 3] = -(512**-0.5)
    found = code.scan(vectors[0], table(code, vectors), 1)
    # One sign of 512 is wrong.
    assert found[0] == pytest.approx(510 / 512)
