"""Finds the part of an image that has ridges."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.errors import NoForegroundError, QualityError
from matcher.printed_lines import erase_lines

FLOW_STEP_PX = 4


@dataclass(frozen=True)
class SegmentationParameters:
    """Parameters chosen on synthetic prints, noise and blank images, and checked on real prints."""

    step_px: int = FLOW_STEP_PX
    """The maps have one value for a square of this side."""
    derivative_sigma_px: float = 1.2
    """Smoothing before the gradient: below a ridge's width of 4 to 5 px."""
    window_sigma_px: float = 9.0
    """Averaging of the structure tensor: about one ridge period (9 px at 500 ppi)."""
    min_contrast: float = 2.0
    """Least root mean square gradient of a ridge area, in grey levels a pixel."""
    relative_contrast: float = 0.18
    """Least gradient of a ridge area as a share of the image's 95th percentile."""
    min_coherence: float = 0.3
    """Ridges flow one way: white noise stays below 0.2 at this window."""
    closing_px: int = 40
    """Gaps up to this width inside a print are filled."""
    neck_px: int = 72
    """On a card with printed lines, parts that hang on a print by less than this are cut off: they
    are lines that cross the print."""
    min_area_px: int = 6_000
    """A foreground below this (0.15 x 0.15 inch) holds too few minutiae to be of use."""


@dataclass(frozen=True, eq=False)
class Foreground:
    """The area with ridges."""

    mask: NDArray[np.bool_]
    """(height, width), one value a pixel of the sample."""
    outline_px: NDArray[np.float32]
    """(k, 2) x, y: the convex hull of the area."""
    coherence: float
    """Mean coherence of the ridge flow inside, 0 to 1."""
    flow: NDArray[np.complex64]
    """One value for a square of `FLOW_STEP_PX`: the direction across the ridges, as a complex
    number of the doubled angle, x to the right and y downwards, times the squared gradient."""

    def box(self, margin_px: int) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom (exclusive) with a margin, clipped to the image."""
        height, width = self.mask.shape
        left, top = self.outline_px.min(0).astype(int) - margin_px
        right, bottom = self.outline_px.max(0).astype(int) + 1 + margin_px
        return max(0, left), max(0, top), min(width, right), min(height, bottom)


@dataclass(frozen=True, eq=False)
class Gradients:
    """Products of the grey levels' derivatives at every pixel, (height, width) float32."""

    xx: NDArray[np.float32]
    yy: NDArray[np.float32]
    xy: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Segmentation:
    """The foreground, and what else was seen on the way to it."""

    foreground: Foreground
    pixels: NDArray[np.uint8]
    """(height, width), without printed lines."""
    gradients: Gradients
    parts: NDArray[np.bool_]
    """One value for a square of `step_px`: everything that flows like ridges, with gaps filled."""


def segment(
    pixels: NDArray[np.uint8], parameters: SegmentationParameters | None = None
) -> Foreground:
    """Find the foreground as `analyse` does."""
    return analyse(pixels, parameters).foreground


def analyse(
    pixels: NDArray[np.uint8], parameters: SegmentationParameters | None = None
) -> Segmentation:
    """Find the foreground of a (height, width) sample at 500 ppi, by the structure tensor.

    Raises NoForegroundError if nothing has contrast, QualityError if the area with contrast does
    not flow like ridges or is too small.
    Source: coherence after Bazen & Gerez 2001, "Segmentation of fingerprint images".
    """
    p = parameters or SegmentationParameters()
    cleaned = erase_lines(pixels)
    gradients = _gradients(cleaned, p)
    contrast, coherence, flow = _contrast_and_flow(gradients, p)
    strong = contrast > max(
        p.min_contrast, p.relative_contrast * float(np.percentile(contrast, 95))
    )
    if strong.sum() * p.step_px**2 < p.min_area_px:
        raise NoForegroundError("the image is blank: nothing in it has the contrast of ridges")
    parts = _parts(strong & (coherence > p.min_coherence), p)
    kept = _largest(parts)
    if cleaned is not pixels:
        kept = _without_necks(kept, p.neck_px // p.step_px | 1)
    if kept.sum() * p.step_px**2 < p.min_area_px:
        raise QualityError(
            "no area of the image flows like friction ridges: capture the finger again"
        )
    foreground = _foreground(kept, coherence, flow, pixels.shape)
    return Segmentation(foreground, cleaned, gradients, parts > 0)


def derivatives(
    pixels: NDArray[np.uint8], p: SegmentationParameters
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return the smoothed pixels and their derivatives to the right and down, (height, width)."""
    smooth = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), p.derivative_sigma_px)
    gx, gy = (
        np.asarray(cv2.Sobel(smooth, cv2.CV_32F, right, down, scale=1 / 8), np.float32)
        for right, down in ((1, 0), (0, 1))
    )
    return np.asarray(smooth, np.float32), gx, gy


def _gradients(pixels: NDArray[np.uint8], p: SegmentationParameters) -> Gradients:
    smooth, gx, gy = derivatives(pixels, p)
    # Memory is used again: new memory costs more than the products.
    xy = cv2.multiply(gx, gy, dst=smooth)
    products = (cv2.multiply(gx, gx, dst=gx), cv2.multiply(gy, gy, dst=gy), xy)
    return Gradients(*(np.asarray(one, np.float32) for one in products))


def _contrast_and_flow(
    gradients: Gradients, p: SegmentationParameters
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.complex64]]:
    """Return contrast, coherence and flow; see `Foreground.flow`."""
    xx, yy, xy = (window_means(one, p) for one in (gradients.xx, gradients.yy, gradients.xy))
    energy = xx + yy
    flow = np.empty(xx.shape, np.complex64)
    flow.real, flow.imag = xx - yy, 2 * xy
    return np.sqrt(energy), np.abs(flow) / (energy + 1e-6), flow


def window_means(values: NDArray[np.float32], p: SegmentationParameters) -> NDArray[np.float32]:
    """Average over a window around each square of `step_px`: one value a square."""
    small = cv2.resize(
        values, None, fx=1 / p.step_px, fy=1 / p.step_px, interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.GaussianBlur(small, (0, 0), p.window_sigma_px / p.step_px), np.float32)


def _parts(mask: NDArray[np.bool_], p: SegmentationParameters) -> NDArray[np.uint8]:
    side = p.closing_px // p.step_px | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    small = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    # A border as wide as the disc keeps the closing from eroding the mask at the image's edge.
    padded = np.pad(mask.astype(np.uint8), side)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, small)
    closed = np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, disc), np.uint8)
    return closed[side:-side, side:-side]


def _without_necks(mask: NDArray[np.bool_], side: int) -> NDArray[np.bool_]:
    """Return the largest part, without parts that hang on it by less than `side` cells."""
    wide = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    padded = np.pad(mask.astype(np.uint8), side)
    opened = np.asarray(cv2.morphologyEx(padded, cv2.MORPH_OPEN, wide), np.uint8)
    body = _largest(opened[side:-side, side:-side])
    # The disc rounds corners off; growing the core by a little more brings them back.
    corner = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side // 2 | 1, side // 2 | 1))
    return np.asarray((cv2.dilate(body.astype(np.uint8), corner) > 0) & mask)


def _largest(mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return the largest connected part; may be empty."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return np.zeros(mask.shape, np.bool_)
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])))


def _foreground(
    kept: NDArray[np.bool_],
    coherence: NDArray[np.float32],
    flow: NDArray[np.complex64],
    shape: tuple[int, ...],
) -> Foreground:
    height, width = shape
    mask = cv2.resize(kept.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.approxPolyDP(cv2.convexHull(np.concatenate(contours)), 2.0, True)
    return Foreground(
        mask=mask.astype(np.bool_),
        outline_px=hull.reshape(-1, 2).astype(np.float32),
        coherence=float(coherence[kept].mean()),
        flow=flow,
    )
