"""Pictures for reviewers: minutiae on a print, and the paired minutiae of two prints."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.comparison import Pair
from matcher.types import MinutiaType, Template

Colour = tuple[int, int, int]
"""Blue, green, red."""

Picture = NDArray[np.uint8]
"""(height, width, 3), blue-green-red, as OpenCV writes pictures."""

_ENDING = (40, 40, 220)
_BIFURCATION = (200, 110, 20)
_OUTLINE = (90, 160, 90)
_INK = (40, 40, 40)
_LETTERS = 0.5
_LEGEND_LINE_PX = 26
_LINE_PX = 14
_SHIFT = 4
"""OpenCV draws in 1/16 px, so that small marks stay round."""


def _fade(colour: Colour, quality: float) -> Colour:
    weight = 0.25 + 0.75 * quality
    blue, green, red = (round(255 - (255 - c) * weight) for c in colour)
    return blue, green, red


def draw_minutiae(pixels: NDArray[np.uint8], template: Template, scale: int = 2) -> Picture:
    """Draw a template on its sample: endings red, bifurcations blue, faint where uncertain.

    pixels: (height, width) at 500 ppi, or blank paper of the template's size.
    """
    picture = _enlarge(pixels, scale)
    outline = np.rint(template.outline_px * scale).astype(np.int32)
    if len(outline):
        cv2.polylines(picture, [outline], True, _OUTLINE, 1, cv2.LINE_AA)
    for minutia in reversed(template.minutiae()):
        colour = _ENDING if minutia.type == MinutiaType.RIDGE_ENDING else _BIFURCATION
        faded = _fade(colour, minutia.quality)
        _draw_mark(picture, minutia.x_px, minutia.y_px, minutia.direction_rad, faded, scale)
    return picture


MINUTIAE_LEGEND = (
    ("ridge ending", _ENDING),
    ("bifurcation", _BIFURCATION),
    ("faint: uncertain; tail: direction of the ridge", _fade(_ENDING, 0.2)),
    ("outline of the print", _OUTLINE),
)
"""The colours of `draw_minutiae`."""


def draw_pairs(
    probe_pixels: NDArray[np.uint8],
    probe: Template,
    reference_pixels: NDArray[np.uint8],
    reference: Template,
    pairs: Sequence[Pair],
    scale: int = 2,
) -> Picture:
    """Draw probe and reference side by side, paired minutiae in one colour with a line between."""
    left, right = _enlarge(probe_pixels, scale), _enlarge(reference_pixels, scale)
    height = max(left.shape[0], right.shape[0])
    gap = 12 * scale
    offset = left.shape[1] + gap
    picture = np.full((height, offset + right.shape[1], 3), 255, np.uint8)
    picture[: left.shape[0], : left.shape[1]] = left
    picture[: right.shape[0], offset:] = right
    lines = picture.copy()
    for number, pair in enumerate(pairs):
        colour = _wheel(number, len(pairs))
        a, b = pair.probe_index, pair.reference_index
        start = (float(probe.x_px[a]), float(probe.y_px[a]))
        end = (float(reference.x_px[b]) + offset / scale, float(reference.y_px[b]))
        cv2.line(lines, _fine(start, scale), _fine(end, scale), colour, 1, cv2.LINE_AA, _SHIFT)
        _draw_mark(picture, *start, float(probe.direction_rad[a]), colour, scale)
        _draw_mark(picture, *end, float(reference.direction_rad[b]), colour, scale)
    return np.asarray(cv2.addWeighted(picture, 0.6, np.minimum(lines, picture), 0.4, 0), np.uint8)


def with_legend(picture: Picture, entries: Sequence[tuple[str, Colour]]) -> Picture:
    """Write below a picture, on white paper, what its colours mean."""
    lines, x = [list[tuple[int, str, Colour]]()], 12
    for words, colour in entries:
        (width, _), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, _LETTERS, 1)
        if lines[-1] and x + 24 + width > picture.shape[1]:
            lines.append([])
            x = 12
        lines[-1].append((x, words, colour))
        x += width + 50
    height = len(lines) * _LEGEND_LINE_PX + 10
    paper = np.full((height, picture.shape[1], 3), 255, np.uint8)
    for number, line in enumerate(lines, 1):
        for x, words, colour in line:
            _write_entry(paper, words, colour, (x, number * _LEGEND_LINE_PX - 4))
    return np.vstack([picture, paper])


def _write_entry(paper: Picture, words: str, colour: Colour, place: tuple[int, int]) -> None:
    x, y = place
    cv2.rectangle(paper, (x, y - 12), (x + 14, y + 2), colour, -1)
    font = cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(paper, words, (x + 24, y), font, _LETTERS, _INK, 1, cv2.LINE_AA)


def encode_png(picture: NDArray[np.uint8]) -> bytes:
    """Write a picture, coloured or grey, as a PNG file."""
    _, data = cv2.imencode(".png", picture)
    return data.tobytes()


def _enlarge(pixels: NDArray[np.uint8], scale: int) -> Picture:
    pale = (255 - (255 - pixels.astype(np.float32)) * 0.6).astype(np.uint8)
    large = cv2.resize(pale, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.cvtColor(large, cv2.COLOR_GRAY2BGR), np.uint8)


def _fine(point: tuple[float, float], scale: int) -> tuple[int, int]:
    unit = scale * (1 << _SHIFT)
    return round(point[0] * unit), round(point[1] * unit)


def _draw_mark(
    picture: Picture,
    x_px: float,
    y_px: float,
    direction_rad: float,
    colour: Colour,
    scale: int,
) -> None:
    """Draw a ring with a tail along the minutia's direction (y up)."""
    tip = (x_px + _LINE_PX * np.cos(direction_rad), y_px - _LINE_PX * np.sin(direction_rad))
    centre = _fine((x_px, y_px), scale)
    radius = round(4 * scale * (1 << _SHIFT))
    cv2.circle(picture, centre, radius, colour, 2, cv2.LINE_AA, _SHIFT)
    cv2.line(picture, centre, _fine(tip, scale), colour, 2, cv2.LINE_AA, _SHIFT)


def _wheel(number: int, count: int) -> Colour:
    """Return one of evenly spaced hues, dark enough for white paper."""
    hue = round(180 * number / max(count, 1)) % 180
    pixel = np.array([[[hue, 230, 190]]], np.uint8)
    blue, green, red = cv2.cvtColor(pixel, cv2.COLOR_HSV2BGR)[0, 0].tolist()
    return blue, green, red
