"""Brings faint images to a common contrast, before the gate and the network see them.

LEADER hardly depends on the gain of an image: its norms divide by the deviation over the channels.
The segmentation does: its least contrast is in grey levels a pixel. So an image whose ridges are
fainter than those of every ordinary print is stretched, and others stay as they are.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.errors import ContrastError, NoForegroundError
from matcher.segmentation import SegmentationParameters, derivatives, window_means

_MAPS = SegmentationParameters()
"""Smoothing, windows and squares are those of the segmentation."""


@dataclass(frozen=True)
class ContrastParameters:
    """Contrast is a root mean square gradient, in grey levels a pixel at 500 ppi. Parameters were
    chosen on rendered prints and blank images, and checked on real prints."""

    faint: float = 6.0
    """An image below this is stretched. Of 120 rendered prints the faintest has 7.8."""
    common: float = 11.0
    """What a faint image is stretched to: from here on up, the least contrast of the segmentation
    is a share of the image's own."""
    readable: float = 0.5
    """Ridges below this are about three grey levels deep, and their shape is that of rounding."""
    blank: float = 0.15
    """Rounding a smooth shade to whole grey levels makes stripes of up to 0.12."""
    area_px: int = 6_000
    """The contrast of an image is what its best area of this size reaches: the least area of a
    foreground, so that the paper around a print does not count."""
    relative_contrast: float = 0.18
    """Least gradient of a ridge area as a share of the image's contrast, as in the segmentation."""
    min_coherence: float = 0.25
    """Least mean coherence where there is contrast. White noise and grain up to 3 px have less than
    0.24, rendered prints at a tenth of their contrast at least 0.4."""
    present: float = 2.0
    """What has this contrast is not blank, whatever it is: the least contrast of the segmentation,
    which says why such an image cannot be used."""
    shade_px: int = 129
    """Uneven light is the mean over a square of this side: fourteen ridge periods."""
    middle: int = 128
    """The grey that a stretched image gets where it has its mean."""


def to_common_contrast(
    pixels: NDArray[np.uint8], parameters: ContrastParameters | None = None
) -> NDArray[np.uint8]:
    """Stretch a (height, width) image at 500 ppi if it is faint; otherwise return it unchanged.

    Raises NoForegroundError if the image is faint and does not flow like ridges, ContrastError if
    the image flows like ridges that are too faint to be read.
    """
    p = parameters or ContrastParameters()
    # Most images show in a third of their rows that they are not faint, at a third of the cost.
    third = len(pixels) // 3
    if _reaches(_tensor(pixels[third : 2 * third]), p.faint, p):
        return pixels
    tensor = _tensor(pixels)
    contrast = _contrast(tensor, p)
    if contrast >= p.faint:
        return pixels
    if contrast < p.blank or (contrast < p.present and not _flows(tensor, contrast, p)):
        raise NoForegroundError("the image is blank: nothing in it has the contrast of ridges")
    if contrast < p.readable:
        raise ContrastError(
            "the contrast is too low: what looks like ridges is less than about three grey levels "
            "deep; capture the finger again, or send the image with more contrast"
        )
    return _stretch(pixels, p.common / contrast, p)


def ridge_contrast(
    pixels: NDArray[np.uint8], parameters: ContrastParameters | None = None
) -> float:
    """Measure the contrast of a (height, width) image at 500 ppi; a smooth shade has none."""
    p = parameters or ContrastParameters()
    return _contrast(_tensor(pixels), p)


@dataclass(frozen=True, eq=False)
class _Tensor:
    """The structure tensor of what a window has beside its mean gradient: ridges have gradients of
    both signs, a shade has the same gradient all over the window."""

    xx: NDArray[np.float32]
    yy: NDArray[np.float32]
    xy: NDArray[np.float32]

    @property
    def energy(self) -> NDArray[np.float32]:
        return np.asarray(np.maximum(self.xx + self.yy, 0), np.float32)


def _tensor(pixels: NDArray[np.uint8]) -> _Tensor:
    smooth, gx, gy = derivatives(pixels, _MAPS)
    x, y = window_means(gx, _MAPS), window_means(gy, _MAPS)
    # The memory of `smooth` is used again: new memory costs more than the products.
    xx, yy, xy = (
        window_means(np.asarray(cv2.multiply(one, other, dst=smooth), np.float32), _MAPS)
        for one, other in ((gx, gx), (gy, gy), (gx, gy))
    )
    return _Tensor(xx - x * x, yy - y * y, xy - x * y)


def _contrast(tensor: _Tensor, p: ContrastParameters) -> float:
    """Return the contrast that the best area has; in an image that is too small, the best 5 %."""
    energy = tensor.energy.ravel()
    place = len(energy) - 1 - min(p.area_px // _MAPS.step_px**2, len(energy) // 20)
    return float(np.sqrt(np.partition(energy, place)[place]))


def _reaches(tensor: _Tensor, contrast: float, p: ContrastParameters) -> bool:
    """Return whether an area of the whole size has a contrast, so that the image has it too."""
    return int((tensor.energy >= contrast**2).sum()) * _MAPS.step_px**2 > p.area_px


def _flows(tensor: _Tensor, contrast: float, p: ContrastParameters) -> bool:
    """Return whether what has contrast runs one way in each window, as ridges do."""
    t, energy = tensor, tensor.energy
    coherence = np.sqrt((t.xx - t.yy) ** 2 + 4 * t.xy**2) / (energy + 1e-6)
    strong = energy >= (p.relative_contrast * contrast) ** 2
    return bool(coherence[strong].mean() >= p.min_coherence)


def _stretch(pixels: NDArray[np.uint8], gain: float, p: ContrastParameters) -> NDArray[np.uint8]:
    """Multiply what the image has beside its shade."""
    image = pixels.astype(np.float32)
    shade = cv2.blur(image, (p.shade_px, p.shade_px))
    return np.asarray(np.clip(np.rint(p.middle + gain * (image - shade)), 0, 255), np.uint8)
