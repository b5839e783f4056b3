"""Faint images are read as clear ones are, and blank images stay blank."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from matcher import calibration
from matcher.codecs import Encoding
from matcher.comparison import pack, prepare, score_and_count_packed
from matcher.contrast import ContrastParameters, ridge_contrast, to_common_contrast
from matcher.errors import ContrastError, NoForegroundError, QualityError
from matcher.extraction import Extractor
from matcher.fusion import total_llr
from matcher.sampling import make_sample
from matcher.types import FingerPosition, Sample, Template
from tests.images import print_pixels
from tests.real_prints import FVC_SETS

Pixels = NDArray[np.uint8]
SEED = 3
SIDE_PX = 400


def whole(values: NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def nearer(pixels: Pixels, to: float, share: float) -> Pixels:
    """Bring all grey levels nearer to one."""
    return whole(to + share * (pixels - float(to)))


def grain(seed: int, deviation: float, grain_px: float = 0) -> Pixels:
    noise = np.random.default_rng(seed).standard_normal((SIDE_PX, SIDE_PX))
    if grain_px:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), grain_px))
    return whole(200 + deviation * noise / noise.std())


def sample(pixels: Pixels) -> Sample:
    return Sample(pixels, FingerPosition.RIGHT_INDEX)


def decibels(probe: Template, reference: Template) -> float:
    cylinders = prepare(probe), prepare(reference)
    scores, _ = score_and_count_packed(cylinders[0], pack([cylinders[1]]))
    count = np.array([[min(one.cylinder_count for one in cylinders)]])
    return float(calibration.score_db_many(*total_llr(scores[:, None], count))[0][0])


@pytest.fixture(scope="module")
def clear(extractor: Extractor) -> Template:
    return extractor.extract(sample(print_pixels(SEED)))


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_ordinary_prints_are_left_as_they_are(seed: int) -> None:
    pixels = print_pixels(seed)
    assert to_common_contrast(pixels) is pixels


@pytest.mark.slow
@pytest.mark.parametrize("name", FVC_SETS)
def test_real_prints_are_left_as_they_are(name: str, real_prints: Path) -> None:
    for path in sorted((real_prints / name).glob("*.tif")):
        made = make_sample(
            path.read_bytes(), Encoding.TIFF, resolution_ppi=500,
            position=FingerPosition.RIGHT_INDEX,
        )  # fmt: skip
        assert made.clear is made.pixels, path.name


@pytest.mark.parametrize("to", [0, 128, 255])
@pytest.mark.parametrize("share", [0.1, 0.15, 0.2, 0.5])
def test_a_faint_print_scores_as_the_clear_one(
    share: float, to: int, extractor: Extractor, clear: Template
) -> None:
    mate = extractor.extract(sample(print_pixels(SEED, encounter=1)))
    faint = extractor.extract(sample(nearer(print_pixels(SEED), to, share)))
    assert decibels(faint, clear) > 100
    assert decibels(faint, mate) > decibels(clear, mate) - 6
    assert faint.quality == pytest.approx(clear.quality, abs=8)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.3])
def test_the_foreground_does_not_depend_on_the_gain(share: float) -> None:
    pixels = print_pixels(SEED)
    mask = sample(pixels).foreground.mask
    other = sample(nearer(pixels, 128, share)).foreground.mask
    assert (mask & other).sum() > 0.95 * (mask | other).sum()


def test_a_faint_print_in_uneven_light_is_read(extractor: Extractor, clear: Template) -> None:
    pixels = print_pixels(SEED)
    height, width = pixels.shape
    shade = np.linspace(-40, 40, width) + np.linspace(-30, 30, height)[:, None]
    lit = whole(nearer(pixels, 128, 0.15) + shade)
    assert decibels(extractor.extract(sample(lit)), clear) > 100


def test_the_submitted_pixels_are_kept() -> None:
    faint = nearer(print_pixels(SEED), 128, 0.1)
    made = sample(faint)
    assert made.clear is not faint
    assert made.clear.std() > 2 * faint.std()
    assert made.pixels is faint


def test_what_cannot_be_read_is_called_faint_and_not_blank() -> None:
    readable = ContrastParameters().readable
    pixels = print_pixels(SEED)
    faint = nearer(pixels, 200, 0.8 * readable / ridge_contrast(pixels))
    with pytest.raises(ContrastError, match="contrast"):
        _ = sample(faint).foreground


@pytest.mark.parametrize("grain_px", [0, 1, 2, 3])
@pytest.mark.parametrize("deviation", [0.3, 0.5, 1, 2, 4])
def test_blank_paper_with_noise_stays_blank(deviation: float, grain_px: float) -> None:
    for seed in range(3):
        with pytest.raises(NoForegroundError):
            _ = sample(grain(seed, deviation, grain_px)).foreground


@pytest.mark.parametrize("deviation", [8, 12, 20, 40, 80])
def test_strong_noise_is_no_print(deviation: float) -> None:
    with pytest.raises((NoForegroundError, QualityError)):
        _ = sample(grain(1, deviation)).foreground


@pytest.mark.parametrize("depth", [3, 10, 30, 100, 200])
def test_a_rounded_shade_is_blank(depth: int) -> None:
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX] / SIDE_PX
    vignette = 230 - 2 * depth * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    for shade in (40 + depth * x, 40 + depth * (x + y) / 2, vignette):
        with pytest.raises(NoForegroundError):
            _ = sample(whole(shade)).foreground


@pytest.mark.parametrize("quality", [10, 30, 50, 75, 90])
def test_blocks_of_a_compressed_blank_image_are_refused(quality: int, extractor: Extractor) -> None:
    """The blocks may flow like ridges, and then there are no minutiae."""
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX] / SIDE_PX
    vignette = whole(220 - 40 * ((x - 0.5) ** 2 + (y - 0.5) ** 2))
    for blank in (vignette, *(grain(1, deviation) for deviation in (0.7, 1, 2, 4, 6))):
        _, data = cv2.imencode(".jpg", blank, [cv2.IMWRITE_JPEG_QUALITY, quality])
        pixels = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
        with pytest.raises((NoForegroundError, ContrastError, QualityError)):
            extractor.extract(sample(pixels))


def test_dirt_on_a_blank_surface_is_no_faint_print() -> None:
    surface, rng = grain(2, 0.7), np.random.default_rng(2)
    for x, y in rng.integers(0, SIDE_PX, (12, 2)).tolist():
        cv2.circle(surface, (x, y), 2, 120, -1)
    with pytest.raises((NoForegroundError, QualityError)):
        _ = sample(surface).foreground


def test_paper_around_a_clear_print_does_not_make_it_faint() -> None:
    pixels = print_pixels(SEED)
    height, width = pixels.shape
    paper = grain(4, 0.5).repeat(4, 0).repeat(4, 1)
    paper[600 : 600 + height, 500 : 500 + width] = pixels
    assert to_common_contrast(paper) is paper


@pytest.mark.parametrize("share", [0.1, 1.0])
def test_an_inverted_print_scores_as_the_print_does(
    share: float, extractor: Extractor, clear: Template
) -> None:
    """Ridges and valleys change places, and minutiae stay where they are."""
    inverted = replace(sample(print_pixels(SEED)), pixels=255 - print_pixels(SEED))
    faint = replace(inverted, pixels=nearer(inverted.pixels, 128, share))
    assert decibels(extractor.extract(faint), clear) > 60


@pytest.mark.parametrize("make", [np.zeros, np.ones])
@pytest.mark.parametrize("side", [64, 65, 127, 500])
def test_flat_images_of_any_size_are_blank(
    side: int, make: Callable[..., NDArray[np.float64]]
) -> None:
    with pytest.raises(NoForegroundError):
        to_common_contrast((make((side, 64)) * 200).astype(np.uint8))
