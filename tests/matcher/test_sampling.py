import numpy as np
import pytest
from numpy.typing import NDArray

from matcher import errors
from matcher.codecs import Encoding
from matcher.sampling import make_sample, resample
from matcher.types import FingerPosition, ImpressionType, Sample
from tests.images import encode, print_pixels, print_png

INDEX = FingerPosition.RIGHT_INDEX
BLANK = np.full((300, 300), 255, np.uint8)


def sample(data: bytes, ppi: int = 500, position: FingerPosition = INDEX) -> Sample:
    return make_sample(data, Encoding.PNG, resolution_ppi=ppi, position=position)


def blank(width: int, height: int) -> bytes:
    return encode(np.full((height, width), 255, np.uint8))


def test_a_print_at_500_ppi_is_taken_as_it_is() -> None:
    made = sample(print_png(3))
    assert np.array_equal(made.pixels, print_pixels(3))
    assert (made.position, made.impression) == (INDEX, ImpressionType.LIVESCAN_PLAIN)


@pytest.mark.parametrize("ppi", [250, 400, 600, 1000, 1200])
def test_a_print_of_another_resolution_is_brought_to_500(ppi: int) -> None:
    height, width = print_pixels(3).shape
    scaled = resample(print_pixels(3), 500 * 500 // ppi)
    made = sample(encode(scaled), ppi)
    assert abs(made.pixels.shape[0] - height) <= 2
    assert abs(made.pixels.shape[1] - width) <= 2


@pytest.mark.parametrize(
    ("ppi", "size"), [(250, (600, 400)), (1000, (150, 100)), (300, (500, 333))]
)
def test_resampled_size(ppi: int, size: tuple[int, int]) -> None:
    assert resample(np.zeros((300, 200), np.uint8), ppi).shape == size


@pytest.mark.parametrize("level", [0, 100, 255])
@pytest.mark.parametrize("ppi", [250, 700])
def test_resampling_keeps_grey_levels(level: int, ppi: int) -> None:
    flat: NDArray[np.uint8] = np.full((100, 100), level, np.uint8)
    assert (resample(flat, ppi) == level).all()


def amplitude(pixels: NDArray[np.uint8]) -> float:
    return float(pixels[20, 8:-8].astype(float).std() * np.sqrt(2))


@pytest.mark.parametrize(
    ("period_px", "least", "most"), [(18.0, 0.97, 1.01), (8.0, 0.9, 1.0), (2.2, 0.0, 0.2)]
)
def test_ridges_stay_and_what_500_ppi_cannot_show_does_not_come_back_as_ridges(
    period_px: float, least: float, most: float
) -> None:
    """At 1,000 ppi: ridges, narrow ridges, and grain that would alias to a period of 10 px."""
    wave = np.rint(128 + 100 * np.sin(2 * np.pi * np.arange(512) / period_px)).astype(np.uint8)
    fine = np.repeat(wave[None, :], 64, 0)
    assert least <= amplitude(resample(fine, 1_000)) / 100 <= most
    if period_px == 2.2:
        assert amplitude(fine[::2, ::2]) / 100 > 0.9  # As it is without a filter.


def test_resolution_must_be_stated() -> None:
    with pytest.raises(errors.ResolutionMissingError):
        sample(print_png(3), 0)


@pytest.mark.parametrize("ppi", [-500, 1, 96, 249, 1201, 4000])
def test_resolution_must_be_plausible(ppi: int) -> None:
    with pytest.raises(errors.ResolutionRangeError, match=str(ppi)):
        sample(print_png(3), ppi)


@pytest.mark.parametrize(
    ("width", "height", "ppi"),
    [(2_001, 2_000, 500), (2_000, 501, 250), (8_001, 100, 500), (4_803, 4_800, 1200)],
)
def test_too_many_pixels_at_500_ppi(width: int, height: int, ppi: int) -> None:
    with pytest.raises(errors.ImageTooLargeError):
        sample(blank(width, height + (500 if ppi == 250 else 0)), ppi)


@pytest.mark.parametrize(
    ("width", "height", "ppi"), [(63, 300, 500), (300, 63, 500), (150, 150, 1200)]
)
def test_too_few_pixels_at_500_ppi(width: int, height: int, ppi: int) -> None:
    with pytest.raises(errors.ImageTooSmallError):
        sample(blank(width, height), ppi)


def test_positions_without_one_finger_are_refused_before_decoding() -> None:
    with pytest.raises(errors.UnknownPositionError):
        sample(b"", position=FingerPosition.UNKNOWN)
    for position in (13, 14, 15):
        with pytest.raises(errors.SlapError, match=FingerPosition(position).name):
            sample(b"", position=FingerPosition(position))


def test_a_plain_thumb_is_a_thumb() -> None:
    made = sample(print_png(3), position=FingerPosition.PLAIN_LEFT_THUMB)
    assert made.position.finger is FingerPosition.LEFT_THUMB


def test_the_gate_looks_for_a_finger() -> None:
    with pytest.raises(errors.NoForegroundError):
        sample(encode(BLANK))
