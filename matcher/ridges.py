"""Measures the ridges of a print: their period, how they turn, and how many waves they are made of.

Nothing here depends on the gain or the brightness of the image.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.segmentation import FLOW_STEP_PX, Foreground

_Floats = NDArray[np.float32]

_BLOCK_PX = 64
"""About seven ridges: enough for the period to a few per cent."""
_MOST_BLOCKS = 12
_FULL = 0.9
"""Share of a block that lies in the foreground."""
_PERIODS_PX = (2.8, 30.0)
"""Ridges of a finger at 125 to 1,600 ppi, whatever was stated."""
_NEAR_BINS = 2
"""The window spreads a plane wave over two bins to each side."""
_MARGIN_CELLS = 2
"""Cells at the rim of the foreground see what lies outside."""
_APART_CELLS = 6
"""Directions are compared over 24 px: two to three ridges."""
_SPECTRUM_SIDE = 256
_SPECTRUM_STEP_PX = 2
_COARSE_PERIODS_PX = (4.2, 30.0)
"""Finer lines do not survive every second pixel."""
_FLATTEN_PX = 17
"""Side of the square whose mean is taken off, at half resolution: four ridges."""


@dataclass(frozen=True)
class Ridges:
    """What the ridges of a foreground are like."""

    area_px: int
    """Of the foreground."""
    period_px: float
    """From ridge to ridge; 0 if no block lies in the foreground."""
    turn_rad: float
    """Mean change of twice the ridge direction over 24 px."""
    waves: float
    """The number of plane waves, as the square of the sum of their energies over the sum of the
    squares. A pattern that repeats has few."""


def measure(pixels: NDArray[np.uint8], foreground: Foreground) -> Ridges:
    """Measure the ridges in the foreground of a (height, width) sample at 500 ppi."""
    return Ridges(
        area_px=int(np.count_nonzero(foreground.mask)),
        period_px=_period(pixels, foreground.mask),
        turn_rad=_turning(foreground),
        waves=_waves(pixels, foreground),
    )


def _frequencies(side: int) -> _Floats:
    one = np.fft.fftfreq(side)
    return np.asarray(np.hypot(one[:, None], one), np.float32)


def _between(frequency: _Floats, least_px: float, most_px: float) -> NDArray[np.bool_]:
    return np.asarray((frequency * most_px > 1) & (frequency * least_px < 1))


_WINDOW = np.outer(*[np.hanning(_BLOCK_PX + 1)[:-1].astype(np.float32)] * 2)
_FREQUENCY = _frequencies(_BLOCK_PX)
_RIDGE = _between(_FREQUENCY, *_PERIODS_PX)
_HALF = _RIDGE * (np.arange(_BLOCK_PX) <= _BLOCK_PX // 2)[:, None] * _FREQUENCY
_SEEN = (_FREQUENCY > 1 / 40) * _FREQUENCY
_NEAR = np.arange(-_NEAR_BINS, _NEAR_BINS + 1)

_COARSE = _frequencies(_SPECTRUM_SIDE)[:, : _SPECTRUM_SIDE // 2 + 1] / np.float32(_SPECTRUM_STEP_PX)
_COARSE_RIDGE = _between(_COARSE, *_COARSE_PERIODS_PX)


def _power(field: _Floats) -> _Floats:
    spectrum = cv2.dft(field, flags=cv2.DFT_COMPLEX_OUTPUT)
    return np.asarray(spectrum[..., 0] ** 2 + spectrum[..., 1] ** 2, np.float32)


def _period(pixels: NDArray[np.uint8], mask: NDArray[np.bool_]) -> float:
    """Return the median period of blocks, weighted by how clear the blocks are."""
    corners = _corners(mask)
    if not corners:
        return 0.0
    found = [_wave(pixels[y : y + _BLOCK_PX, x : x + _BLOCK_PX]) for y, x in corners]
    period, share = np.array(found).T
    order = np.argsort(period)
    weight = np.cumsum(share[order] ** 2)
    return float(period[order][np.searchsorted(weight, weight[-1] / 2)])


def _corners(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Choose blocks in the foreground, evenly: their top and left."""
    stride = _BLOCK_PX // 4
    total = cv2.integral(mask.view(np.uint8))[::stride, ::stride]
    step = _BLOCK_PX // stride
    count = (
        total[step:, step:] - total[:-step, step:] - total[step:, :-step] + total[:-step, :-step]
    )
    rows, columns = np.nonzero(count > _FULL * _BLOCK_PX**2)
    if not len(rows):
        return []
    chosen = np.unique(np.linspace(0, len(rows) - 1, _MOST_BLOCKS).astype(int))
    return [(int(rows[k]) * stride, int(columns[k]) * stride) for k in chosen]


def _wave(block: NDArray[np.uint8]) -> tuple[float, float]:
    """Return the period of a block's strongest wave, and that wave's share of the energy.

    Energy is weighted by frequency, because the blotches of a wet print are coarse and strong.
    """
    field = block.astype(np.float32)
    power = _power((field - field.mean()) * _WINDOW)
    row, column = divmod(int(np.argmax(power * _HALF)), _BLOCK_PX)
    near = np.ix_((row + _NEAR) % _BLOCK_PX, (column + _NEAR) % _BLOCK_PX)
    at_peak = power[near] * _RIDGE[near]
    weighted = float(np.vdot(at_peak, _FREQUENCY[near]))
    if weighted <= 0:
        return 0.0, 0.0
    # The spectrum has the wave twice, at opposite frequencies.
    share = min(1.0, 2 * weighted / float(np.vdot(power, _SEEN)))
    return float(at_peak.sum()) / weighted, share


def _turning(foreground: Foreground) -> float:
    """Return the mean turn of the doubled direction; 0 if the foreground is too narrow."""
    flow, half = foreground.flow, FLOW_STEP_PX // 2
    mask = np.zeros(flow.shape, np.uint8)
    seen = foreground.mask[half::FLOW_STEP_PX, half::FLOW_STEP_PX][: flow.shape[0], : flow.shape[1]]
    mask[: seen.shape[0], : seen.shape[1]] = seen
    side = 2 * _MARGIN_CELLS + 1
    inner = cv2.erode(mask, np.ones((side, side), np.uint8)) > 0
    turn = np.concatenate([_turn(flow, inner), _turn(flow.T, inner.T)])
    return float(turn.mean()) if len(turn) else 0.0


def _turn(flow: NDArray[np.complex64], inner: NDArray[np.bool_]) -> _Floats:
    """Return by how much the doubled direction turns along columns."""
    both = inner[_APART_CELLS:] & inner[:-_APART_CELLS]
    turn = np.angle(flow[_APART_CELLS:][both] * flow[:-_APART_CELLS][both].conj())
    return np.asarray(np.abs(turn), np.float32)


def _waves(pixels: NDArray[np.uint8], foreground: Foreground) -> float:
    """Count the plane waves between the periods of ridges, by participation."""
    left, top, right, bottom = foreground.box(0)
    x, y, reach = (left + right) // 2, (top + bottom) // 2, _SPECTRUM_SIDE
    part = (
        slice(max(top, y - reach), min(bottom, y + reach)),
        slice(max(left, x - reach), min(right, x + reach)),
    )
    scale = 1 / _SPECTRUM_STEP_PX
    fine = cv2.resize(pixels[part], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    size = fine.shape[::-1]
    mask = cv2.resize(foreground.mask[part].view(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    square = (_FLATTEN_PX, _FLATTEN_PX)
    weight = cv2.boxFilter(mask, cv2.CV_32F, square, borderType=cv2.BORDER_CONSTANT) * mask
    field = np.zeros((_SPECTRUM_SIDE, _SPECTRUM_SIDE), np.float32)
    flat = fine - cv2.boxFilter(fine, cv2.CV_32F, square)
    field[: size[1], : size[0]] = flat * weight
    power = _power(field)[:, : _SPECTRUM_SIDE // 2 + 1][_COARSE_RIDGE]
    energy = float(power.sum())
    if energy <= 0:
        return 0.0
    bins = energy**2 / float(np.vdot(power, power))
    # Neighbouring bins are one wave as far as the foreground is smaller than the field.
    return 2 * bins * float(np.vdot(weight, weight)) / _SPECTRUM_SIDE**2
