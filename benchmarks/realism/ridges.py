"""Ridges of an image: their period, and directions of minutiae against the ridge flow."""

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Floats
from matcher.segmentation import segment
from matcher.types import Template

_BLOCK_PX = 64
_STEP_PX = 32
_PADDED = 128
_PERIODS_PX = (5.0, 18.0)
_TENSOR_SIGMA_PX = 7.0


def ridge_period_px(pixels: NDArray[np.uint8]) -> Floats:
    """Return the ridge period of each block inside the foreground, at 500 ppi.

    The period is the centre of mass of the block's spectrum around its peak: accurate to a few
    hundredths of a pixel on a plane wave.
    """
    blocks = _foreground_blocks(pixels)
    if not len(blocks):
        return np.empty(0)
    window = np.outer(np.hanning(_BLOCK_PX), np.hanning(_BLOCK_PX))
    centred = (blocks - blocks.mean((1, 2), keepdims=True)) * window
    power = np.abs(np.fft.rfft2(centred, (_PADDED, _PADDED))) ** 2
    y, x = np.fft.fftfreq(_PADDED)[:, None], np.fft.rfftfreq(_PADDED)[None]
    frequency = np.hypot(y, x)
    ring = (frequency > 1 / _PERIODS_PX[1]) & (frequency < 1 / _PERIODS_PX[0])
    power = np.where(ring, power, 0.0).reshape(len(blocks), -1)
    peak = power.argmax(1)
    peak_y = np.broadcast_to(y, frequency.shape).ravel()[peak, None]
    peak_x = np.broadcast_to(x, frequency.shape).ravel()[peak, None]
    near = (
        np.hypot(
            np.broadcast_to(y, frequency.shape).ravel() - peak_y,
            np.broadcast_to(x, frequency.shape).ravel() - peak_x,
        )
        < 2.5 / _BLOCK_PX
    )
    weight = power * near
    return np.asarray(1 / ((weight * frequency.ravel()).sum(1) / weight.sum(1)))


def direction_to_ridges_deg(pixels: NDArray[np.uint8], template: Template) -> Floats:
    """Return each minutia's direction against the ridge flow at its place, 0 to 90 degrees."""
    flow = ridge_flow_rad(pixels)
    rows = np.clip(template.y_px.astype(int), 0, pixels.shape[0] - 1)
    columns = np.clip(template.x_px.astype(int), 0, pixels.shape[1] - 1)
    doubled = 2 * (template.direction_rad.astype(np.float64) - flow[rows, columns])
    return np.asarray(np.abs(np.degrees(np.angle(np.exp(1j * doubled)) / 2)))


def ridge_flow_rad(pixels: NDArray[np.uint8]) -> Floats:
    """Return the ridges' orientation at each pixel: counter-clockwise, y up, modulo pi."""
    smooth = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 1.2)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    xx, yy, xy = (
        cv2.GaussianBlur(product, (0, 0), _TENSOR_SIGMA_PX).astype(np.float64)
        for product in (across * across, down * down, across * down)
    )
    # The gradient is perpendicular to the ridges, and its angle is clockwise with y down.
    return np.asarray(np.pi / 2 - np.arctan2(2 * xy, xx - yy) / 2)


def _foreground_blocks(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    mask = segment(pixels).mask
    height, width = pixels.shape
    found = [
        pixels[y : y + _BLOCK_PX, x : x + _BLOCK_PX].astype(np.float64)
        for y in range(0, height - _BLOCK_PX + 1, _STEP_PX)
        for x in range(0, width - _BLOCK_PX + 1, _STEP_PX)
        if mask[y : y + _BLOCK_PX, x : x + _BLOCK_PX].all()
    ]
    return np.array(found).reshape(-1, _BLOCK_PX, _BLOCK_PX)
