"""What happens to the grey levels of an image on its way: gain, brightness, gamma, inversion; and
images with no finger, faint as dirt, noise and compression leave them."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Distortion = Callable[[Pixels], Pixels]

_SIDE_PX = 400
_PAPER = 200


def _whole(values: NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def contrast(share: float) -> Distortion:
    """Bring the image nearer to its own mean."""
    return lambda pixels: _whole(pixels.mean() + share * (pixels - pixels.mean()))


def dark(share: float) -> Distortion:
    """Bring the image nearer to black."""
    return lambda pixels: _whole(share * pixels.astype(np.float64))


def pale(share: float) -> Distortion:
    """Bring the image nearer to white."""
    return lambda pixels: _whole(255 - share * (255.0 - pixels))


def brightness(levels: int) -> Distortion:
    """Add grey levels; what leaves the range is lost."""
    return lambda pixels: _whole(pixels + float(levels))


def gamma(exponent: float) -> Distortion:
    """Raise the grey levels, from 0 to 1, to a power."""
    return lambda pixels: _whole(255 * (pixels / 255) ** exponent)


DISTORTIONS: dict[str, Distortion] = {
    "contrast × 0.7": contrast(0.7),
    "contrast × 0.5": contrast(0.5),
    "contrast × 0.2": contrast(0.2),
    "contrast × 0.15": contrast(0.15),
    "contrast × 0.1": contrast(0.1),
    "contrast × 0.05": contrast(0.05),
    "dark × 0.1": dark(0.1),
    "pale × 0.1": pale(0.1),
    "brightness − 80": brightness(-80),
    "brightness − 40": brightness(-40),
    "brightness + 40": brightness(40),
    "brightness + 80": brightness(80),
    "gamma 0.5": gamma(0.5),
    "gamma 2": gamma(2.0),
    "inverted": lambda pixels: 255 - pixels,
}


def blank_images(rng: np.random.Generator) -> Iterator[tuple[str, Pixels]]:
    """Make images with no finger, each with the name of its kind."""
    y, x = np.mgrid[0:_SIDE_PX, 0:_SIDE_PX] / _SIDE_PX
    for deviation in (0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 8):
        yield "noise", _grain(rng, deviation, 0)
        for grain_px in (1, 2, 3):
            yield "grain", _grain(rng, deviation, grain_px)
        yield "coarse grain", _grain(rng, deviation, 5)
        for quality in (10, 30, 50, 75, 90):
            yield "noise, JPEG", _jpeg(_grain(rng, deviation, 0), quality)
    for depth in (3, 5, 10, 20, 40, 80):
        vignette = 220 - depth * 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
        for name, image in (("vignette", vignette), ("shade", 120 + depth * (x + y) / 2)):
            yield name, _whole(image)
            for quality in (30, 60, 90):
                yield f"{name}, JPEG", _jpeg(_whole(image), quality)
            for deviation in (0.5, 1, 2):
                yield f"{name}, noise", _whole(image + deviation * rng.standard_normal(x.shape))
    for count in (3, 10, 30, 100):
        yield "specks", _marked(rng, count, _speck)
        yield "scratches", _marked(rng, count, _scratch)


def _grain(rng: np.random.Generator, deviation: float, grain_px: float) -> Pixels:
    noise = rng.standard_normal((_SIDE_PX, _SIDE_PX))
    if grain_px:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), grain_px))
    return _whole(_PAPER + deviation * noise / noise.std())


def _jpeg(pixels: Pixels, quality: int) -> Pixels:
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def _marked(
    rng: np.random.Generator, count: int, mark: Callable[[Pixels, np.random.Generator], None]
) -> Pixels:
    paper = np.full((_SIDE_PX, _SIDE_PX), _PAPER, np.uint8)
    for _ in range(count):
        mark(paper, rng)
    return _whole(paper + 0.7 * rng.standard_normal(paper.shape))


def _speck(paper: Pixels, rng: np.random.Generator) -> None:
    x, y = rng.integers(0, _SIDE_PX, 2).tolist()
    cv2.circle(paper, (x, y), int(rng.integers(1, 4)), int(rng.integers(80, 180)), -1)


def _scratch(paper: Pixels, rng: np.random.Generator) -> None:
    x0, y0, x1, y1 = rng.integers(0, _SIDE_PX, 4).tolist()
    cv2.line(paper, (x0, y0), (x1, y1), int(rng.integers(180, 198)), 1)
