"""The compiled network against LEADER written out plainly; what must not change its result."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from matcher.network import Network, find_weights, forward, load_weights
from matcher.network.forward import Minutiae
from matcher.network.lanes import LANES
from tests.images import print_pixels
from tests.matcher.network.plain import Plain
from tests.paths import ROOT


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(load_weights(find_weights()))


def part(number: int, height: int, width: int) -> NDArray[np.uint8]:
    """Cut a piece out of the middle of a print."""
    whole = print_pixels(number)
    top, left = (whole.shape[0] - height) // 2, (whole.shape[1] - width) // 2
    return np.ascontiguousarray(whole[top : top + height, left : left + width])


def everywhere(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.ones(pixels.shape, np.bool_)


def only(found: Minutiae, kept: NDArray[np.bool_]) -> Minutiae:
    return Minutiae(*(getattr(found, name)[kept] for name in Minutiae.__dataclass_fields__))


def another_image(network: Network, like: NDArray[np.uint8]) -> None:
    """Fill the network's memory with the maps of another image, so that none is right by chance."""
    noise = np.random.default_rng(9).integers(0, 256, like.shape, np.uint8)
    network.find(noise, everywhere(noise), 0.9)


def bits(found: Minutiae) -> bytes:
    order = np.lexsort((found.columns, found.rows))
    columns = (found.rows, found.columns, found.quality, found.cosine, found.sine, found.ending)
    return b"".join(column[order].tobytes() for column in columns)


@pytest.mark.parametrize(("height", "width"), [(192, 224), (32, 32), (96, 288)])
def test_it_finds_what_the_plain_network_finds(network: Network, height: int, width: int) -> None:
    pixels = part(3, height, width)
    maps = Plain(load_weights(find_weights())).maps(pixels)
    kernel = cv2.getGaussianKernel(5, 0)
    least = 0.3 if height > 100 else 0.01
    blurred = cv2.filter2D(maps[..., 0], -1, kernel @ kernel.T, borderType=cv2.BORDER_CONSTANT)
    highest = cv2.dilate(blurred, np.ones((7, 7), np.uint8))
    expected = {(int(r), int(c)) for r, c in np.argwhere((blurred == highest) & (blurred >= least))}

    found = network.find(pixels, everywhere(pixels), least)
    at = (found.rows, found.columns)
    assert set(zip(found.rows.tolist(), found.columns.tolist(), strict=True)) == expected
    assert found.quality == pytest.approx(blurred[at], abs=1e-3)
    assert found.cosine == pytest.approx(maps[..., 1][at], abs=1e-3)
    assert found.sine == pytest.approx(maps[..., 2][at], abs=1e-3)
    assert expit(found.ending) == pytest.approx(maps[..., 3][at], abs=1e-3)
    assert len(expected) > (8 if height > 100 else 0)


def test_a_mask_changes_nothing_but_what_is_outside(network: Network) -> None:
    pixels = part(5, 320, 288)
    whole = network.find(pixels, everywhere(pixels), 0.2)
    rng = np.random.default_rng(1)
    for _ in range(6):
        mask = np.zeros(pixels.shape, np.uint8)
        centre = (int(rng.integers(288)), int(rng.integers(320)))
        cv2.ellipse(mask, centre, (int(rng.integers(10, 150)), 60), 30, 0, 360, 1, -1)
        another_image(network, pixels)
        found = network.find(pixels, mask.astype(np.bool_), 0.2)
        inside = mask[whole.rows, whole.columns] > 0
        assert bits(found) == bits(only(whole, inside))


@pytest.mark.parametrize("wrong", ["_HEAD_REACH_PX", "_LAST_REACH_PX", "_LAST_BUT_ONE_REACH_PX"])
def test_less_reach_would_show(
    network: Network, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: minutiae change if a decoder or the head looks less far."""
    pixels = part(5, 320, 288)
    whole = network.find(pixels, everywhere(pixels), 0.2)
    monkeypatch.setattr(forward, wrong, 0)
    for row, column in zip(whole.rows.tolist(), whole.columns.tolist(), strict=True):
        mask = np.zeros(pixels.shape, np.bool_)
        mask[row, column] = True
        another_image(network, pixels)
        found = network.find(pixels, mask, 0.2)
        if bits(found) != bits(only(whole, mask[whole.rows, whole.columns])):
            return
    raise AssertionError(f"{wrong} decides nothing")


def test_an_image_before_leaves_nothing_behind(network: Network) -> None:
    """Maps lie in memory that an image of another size has used before."""
    images = [part(3, 192, 224), part(4, 320, 288), part(5, 64, 96), part(6, 224, 256)]
    alone = [
        bits(Network(load_weights(find_weights())).find(one, everywhere(one), 0.2))
        for one in images
    ]
    for i in (0, 1, 2, 3, 2, 0, 3, 1, 0):
        assert bits(network.find(images[i], everywhere(images[i]), 0.2)) == alone[i]


def test_nothing_in_the_mask_gives_nothing(network: Network) -> None:
    pixels = part(3, 192, 224)
    found = network.find(pixels, np.zeros(pixels.shape, np.bool_), 0.2)
    assert len(found.rows) == len(found.quality) == len(found.ending) == 0


def test_wrong_sizes_are_refused(network: Network) -> None:
    for shape, other in (((100, 96), (100, 96)), ((96, 96), (96, 64)), ((0, 32), (0, 32))):
        with pytest.raises(ValueError, match="mask"):
            network.find(np.zeros(shape, np.uint8), np.ones(other, np.bool_), 0.2)


ON_ANOTHER_PROCESSOR = """
import sys
import matcher
import numpy as np
from matcher import template
from matcher.extraction import Extractor
from matcher.network.lanes import LANES
from matcher.types import FingerPosition, Sample

extractor = Extractor()
for pixels in np.load(sys.argv[1]).values():
    sample = Sample(pixels, FingerPosition.RIGHT_INDEX)
    print(template.encode(extractor.extract(sample)).hex())
print(LANES, file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.skipif(LANES == 8, reason="this processor has no AVX-512 to do without")
def test_templates_are_the_same_without_avx512(tmp_path: Path) -> None:
    """Without AVX-512 in the kernels, in OpenCV with its IPP, and in NumPy."""
    # The renderer depends on the processor; the extractor must not.
    np.savez(tmp_path / "prints.npz", *(print_pixels(number) for number in (3, 5, 8)))
    plainer = {
        "NUMBA_CPU_NAME": "haswell",
        "NUMBA_CPU_FEATURES": "+avx,+avx2,+fma,+bmi,+bmi2,+f16c,+sse4.2,+popcnt",
        "NUMBA_CACHE_DIR": str(tmp_path),
        "OPENCV_CPU_DISABLE": "AVX512-SKX,AVX512-CLX,AVX512-ICL,AVX512-COMMON",
        "OPENCV_IPP": "avx2",
        "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL",
    }
    here, there = (
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", ON_ANOTHER_PROCESSOR, tmp_path / "prints.npz"],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        for environment in ({}, plainer)
    )
    assert there.stderr.split()[-1] == "8"
    assert here.stdout == there.stdout
    assert len(here.stdout.splitlines()) == 3
