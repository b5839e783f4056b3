"""What happens to an image of a print: scars, erased parts, writing, turns, cuts, noise."""

import cv2
import numpy as np
from numpy.typing import NDArray

from synthesis.forgery.blotches import blotches
from synthesis.forgery.overlays import NOBODY, Overlay

Pixels = NDArray[np.uint8]
Rng = np.random.Generator
Turn = tuple[NDArray[np.float64], tuple[int, int]]

_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.-"


def worn(pixels: Pixels, rng: Rng) -> Pixels:
    """Wear a single print as prints of one finger are worn, each way with its own probability."""
    for likely, change in (
        (0.25, part),
        (0.40, turned),
        (0.30, damaged),
        (0.15, damaged),
        (0.20, erased),
        (0.20, written),
    ):
        if rng.random() < likely:
            pixels = change(pixels, rng)
    return captured(pixels, rng)


def captured(pixels: Pixels, rng: Rng) -> Pixels:
    """Change grey levels, sharpness and noise as devices and codecs do."""
    grey = pixels.astype(np.float32)
    if rng.random() < 0.4:
        grey = 255 * (grey / 255) ** np.exp(rng.normal(0.0, 0.35))
    if rng.random() < 0.4:
        middle = rng.uniform(110, 190)
        grey = middle + (grey - middle) * rng.uniform(0.35, 1.2)
    if rng.random() < 0.3:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.5, 1.4)), np.float32)
    if rng.random() < 0.3:
        grey = grey + blotches(pixels.shape, rng.uniform(15.0, 60.0), rng) * rng.uniform(5, 35)
    if rng.random() < 0.4:
        grey = grey + rng.standard_normal(grey.shape, np.float32) * rng.uniform(2.0, 14.0)
    found = np.clip(np.rint(grey), 0, 255).astype(np.uint8)
    if rng.random() < 0.25:
        quality = int(rng.integers(25, 90))
        _, data = cv2.imencode(".jpg", found, [cv2.IMWRITE_JPEG_QUALITY, quality])
        found = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    return found


def turned(pixels: Pixels, rng: Rng) -> Pixels:
    """Turn an image: mostly by a little, sometimes as far as one likes."""
    paper = int(np.percentile(pixels[[0, -1]], 75))
    return _turn(pixels, _drawn_turn(pixels.shape, rng), paper, cv2.INTER_CUBIC)


def turned_together(several: Overlay, rng: Rng) -> Overlay:
    """Turn several prints as one image."""
    how = _drawn_turn(several.pixels.shape, rng)
    paper = int(several.pixels[0, 0])
    return Overlay(
        _turn(several.pixels, how, paper, cv2.INTER_CUBIC),
        _turn(several.owners, how, NOBODY, cv2.INTER_NEAREST),
    )


def _drawn_turn(shape: tuple[int, ...], rng: Rng) -> Turn:
    """Draw a turn with a change of size: the matrix, and width and height of the turned image."""
    far = rng.random() < 0.4
    angle_rad = rng.uniform(-np.pi, np.pi) if far else rng.normal(0.0, 0.25)
    height, width = shape
    cosine, sine = abs(np.cos(angle_rad)), abs(np.sin(angle_rad))
    size = (int(height * sine + width * cosine) + 1, int(height * cosine + width * sine) + 1)
    scale = rng.uniform(0.9, 1.12)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), np.degrees(angle_rad), scale)
    shift = np.array([[0, 0, (size[0] - width) / 2], [0, 0, (size[1] - height) / 2]])
    return np.asarray(matrix, np.float64) + shift, size


def _turn(values: Pixels, how: Turn, around: int, interpolation: int) -> Pixels:
    """Turn an image; around: what lies around it."""
    turned_image = cv2.warpAffine(
        values, *how, flags=interpolation, borderMode=cv2.BORDER_CONSTANT, borderValue=(around,)
    )
    return np.asarray(turned_image, np.uint8)


def part(pixels: Pixels, rng: Rng) -> Pixels:
    """Cut a part: a window of a sensor that is smaller than the print."""
    sides = [min(side, int(rng.integers(120, 420))) for side in pixels.shape]
    middle = [side / 2 + rng.normal(0.0, 0.12 * side) for side in pixels.shape]
    top, left = (
        int(np.clip(at - side / 2, 0, whole - side))
        for at, side, whole in zip(middle, sides, pixels.shape, strict=True)
    )
    cut = pixels[top : top + sides[0], left : left + sides[1]]
    return np.ascontiguousarray(cut)


def erased(pixels: Pixels, rng: Rng) -> Pixels:
    """Take ridges away in blots, as dry or dirty skin does, or blacken them."""
    height, width = pixels.shape
    ground = float(np.percentile(pixels, 92 if rng.random() < 0.75 else 12))
    wide = rng.uniform(12.0, 70.0)
    away = np.clip(3 * (blotches(pixels.shape, wide, rng) - rng.uniform(0.6, 1.6)), 0, 1)
    if rng.random() < 0.3:
        at = (int(rng.uniform(0.2, 0.8) * width), int(rng.uniform(0.2, 0.8) * height))
        axes = (int(rng.uniform(8, 60)), int(rng.uniform(8, 60)))
        blot = np.zeros(pixels.shape, np.float32)
        cv2.ellipse(blot, at, axes, rng.uniform(0, 180), 0, 360, (1.0,), -1, cv2.LINE_AA)
        away = np.maximum(away, blot)
    found = np.clip(pixels * (1 - away) + ground * away, 0, 255)
    return np.asarray(found, np.uint8)


def written(pixels: Pixels, rng: Rng) -> Pixels:
    """Write and draw lines around and across a print."""
    ink = np.zeros(pixels.shape, np.uint8)
    height, width = pixels.shape
    for _ in range(int(rng.integers(1, 5))):
        start = (int(rng.uniform(-0.2, 0.9) * width), int(rng.uniform(0.0, 1.1) * height))
        kind = rng.integers(3)
        if kind == 0:
            text = "".join(rng.choice(list(_LETTERS), int(rng.integers(2, 14))))
            size, thick = rng.uniform(0.5, 2.2), int(rng.integers(1, 4))
            cv2.putText(ink, text, start, int(rng.choice(_FONTS)), size, (255,), thick, cv2.LINE_AA)
        elif kind == 1:
            steps = rng.normal(0.0, 18.0, (int(rng.integers(5, 40)), 2))
            steps[:, 0] += rng.uniform(2, 12)
            stroke = np.rint(np.cumsum(steps, 0) + start).astype(np.int32)
            thick = int(rng.integers(1, 5))
            cv2.polylines(ink, [stroke], False, (255,), thick, cv2.LINE_AA)
        else:
            level = rng.random() < 0.5
            end = (width, start[1] + int(rng.normal(0, 9))) if level else (start[0], height)
            start = (0, start[1]) if level else (start[0] + int(rng.normal(0, 9)), 0)
            cv2.line(ink, start, end, (255,), int(rng.integers(1, 5)), cv2.LINE_AA)
    soft = cv2.GaussianBlur(ink, (0, 0), 0.7).astype(np.float32) / 255 * rng.uniform(0.5, 0.95)
    tone = float(np.percentile(pixels, 2))
    return np.asarray(np.minimum(pixels, pixels * (1 - soft) + tone * soft), np.uint8)


def damaged(pixels: Pixels, rng: Rng, upright_share: float = 0.5) -> Pixels:
    """Draw a straight scar, a step of grey, or lost rows or columns across a print.

    upright_share: how many run nearly along rows or columns.
    """
    height, width = pixels.shape
    grey = pixels.astype(np.float32)
    paper = float(np.percentile(grey, 95))
    angle = rng.normal(0.0, 0.12) if rng.random() < upright_share else rng.uniform(-0.8, 0.8)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    if rng.random() < 0.5:
        x, y, height, width = y, x, width, height
    away = (x - rng.uniform(0.25, 0.75) * width) * np.cos(angle) + (y - height / 2) * np.sin(angle)
    what = rng.integers(4)
    if what <= 1:  # narrow or wide scars
        half = rng.uniform(1.0, 3.5 if what else 7.5)
        ragged = away + rng.normal(0.0, 1.5) * np.sin(y / rng.uniform(20.0, 60.0))
        scar = np.clip(half + 0.5 - np.abs(ragged), 0, 1) * rng.uniform(0.6, 1.0)
        grey = grey * (1 - scar) + paper * scar
    elif what == 2:
        paler = paper - (paper - grey) * rng.uniform(0.5, 1.0) + rng.normal(0.0, 12.0)
        grey = np.where(away > 0, paler, grey)
    else:
        axis, lost = int(rng.integers(2)), int(rng.integers(1, 5))
        start = int(rng.uniform(0.25, 0.75) * grey.shape[axis])
        grey = np.delete(grey, slice(start, start + lost), axis)
    return np.clip(grey, 0, 255).astype(np.uint8)
