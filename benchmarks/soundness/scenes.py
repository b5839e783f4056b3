"""Made pictures of what people photograph or print by mistake: text, code, screens, textures.

Each function draws (side, side) float32, dark 0 to light 1; `period_px` is about the finest
distance that repeats. All randomness comes from `rng`.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.soundness.patterns import Draw, Field, band_noise, grid, noise, wave

_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
)
_LETTERS = "etaoinshrdlucmfwygpbvk"
_SIGNS = "(){}[];:=+-*/_.,<>0123456789"


def _text(rng: np.random.Generator, side: int, period: float) -> Field:
    page = np.full((side, side), 255, np.uint8)
    _lines(rng, page, period, 0, _LETTERS)
    return _as_field(page)


def _code(rng: np.random.Generator, side: int, period: float) -> Field:
    page = np.full((side, side), 255, np.uint8)
    _lines(rng, page, period, int(rng.integers(1, 5)), _LETTERS + _SIGNS)
    return _as_field(page if rng.random() < 0.5 else 255 - page)


def _screenshot(rng: np.random.Generator, side: int, period: float) -> Field:
    page = np.full((side, side), int(rng.integers(200, 256)), np.uint8)
    for _ in range(int(rng.integers(4, 12))):
        left, top = rng.integers(0, side, 2)
        width, height = rng.integers(side // 8, side // 2, 2)
        tone = int(rng.integers(30, 256))
        corner, end = (int(left), int(top)), (int(left + width), int(top + height))
        cv2.rectangle(page, corner, end, tone, -1)
        cv2.rectangle(page, corner, end, 60, 1)
        window = page[corner[1] + 4 : end[1] - 4, corner[0] + 4 : end[0] - 4]
        if min(window.shape) > 20:
            written = np.full_like(window, 255)
            _lines(rng, written, period, 0, _LETTERS)
            window[written < 128] = 30 if tone > 128 else 230
    return _as_field(page)


def _lines(
    rng: np.random.Generator, page: NDArray[np.uint8], period: float, indent: int, letters: str
) -> None:
    """Write lines of words, one line a period or two."""
    font, size = int(rng.choice(_FONTS)), period / 22
    for base in np.arange(period, page.shape[0], period * 1.3):
        words = ["".join(rng.choice(list(letters), rng.integers(1, 9))) for _ in range(40)]
        start = int(indent and rng.integers(0, indent + 1) * 2 * period)
        text = " ".join(words)[: int(rng.integers(20, 90))]
        cv2.putText(page, text, (start, int(base)), font, size, 0, 1, cv2.LINE_AA)


def _wood(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side, float(rng.uniform(0, np.pi)))
    stretch = rng.uniform(3, 12)
    warp = cv2.resize(noise(rng, side, rng.uniform(10, 30)), None, fx=1, fy=stretch)[:side]
    knot = np.hypot(x - rng.uniform(-200, 200), (y - rng.uniform(-300, 300)) / stretch * 2)
    rings = wave(knot + warp * period * rng.uniform(0.5, 2), period, rng.uniform(0.5, 2))
    fibre = cv2.resize(noise(rng, side, 1.2), None, fx=1, fy=8)[:side]
    return np.asarray(rings * 0.7 + 0.15 + 0.12 * fibre, np.float32)


def _strokes(rng: np.random.Generator, side: int, period: float) -> Field:
    """Fur or grass: short hairs that lie along a smooth flow."""
    drawn = np.zeros((side, side), np.uint8)
    heading = noise(rng, side, rng.uniform(30, 120)) * rng.uniform(0.3, 1.0) + rng.uniform(0, 6)
    count = int(2.5 * side * side / period**2)
    length = period * rng.uniform(2, 5)
    for left, top in rng.integers(0, side, (count, 2)).tolist():
        angle = heading[top, left] + rng.normal(0, 0.15)
        end = (int(left + length * np.cos(angle)), int(top + length * np.sin(angle)))
        tone, width = int(rng.integers(60, 256)), max(1, round(period / 6))
        cv2.line(drawn, (left, top), end, tone, width, cv2.LINE_AA)
    return _as_field(drawn)


def _water(rng: np.random.Generator, side: int, period: float) -> Field:
    total = np.zeros((side, side), np.float32)
    main = rng.uniform(0, np.pi)
    for _ in range(int(rng.integers(3, 14))):
        x, _y = grid(side, main + rng.normal(0, 0.4))
        total += np.sin(2 * np.pi * x / (period * rng.uniform(0.7, 2.0)) + rng.uniform(0, 6))
    return _stretched(total)


def _roof(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side, float(rng.normal(0, 0.2)))
    row = np.floor(y / (1.6 * period))
    across = (x + (row % 2) * period) % (2 * period) - period
    down = y - row * 1.6 * period
    edge = np.abs(np.hypot(across, down) - period) < period * 0.22
    shade = down / (1.6 * period) * 0.5 + 0.4 + 0.05 * noise(rng, side, 1.5)
    return np.asarray(np.where(edge, np.float32(0.1), shade), np.float32)


def _corrugated(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side, float(rng.normal(0, 0.2)))
    row = np.floor(y / (period * rng.uniform(4, 8)))
    return np.asarray(0.8 * wave(x, period) + 0.1 * (row % 2), np.float32)


def _grille(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side, float(rng.normal(0, 0.1)))
    slant = rng.uniform(-0.3, 0.3) * np.abs(x)
    bars = wave(np.asarray(y + slant, np.float32), period, 3)
    posts = (np.abs((x % (period * rng.uniform(4, 9))) - period) < period * 0.3).astype(np.float32)
    light = 0.7 + 0.15 * noise(rng, side, 60)
    return np.asarray(np.maximum(bars, posts) * light, np.float32)


def _mesh(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side, float(rng.uniform(0, np.pi)))
    bend = noise(rng, side, 50) * period * rng.uniform(0, 1)
    wires = np.maximum(wave(x + y + bend, 1.41 * period, 2), wave(x - y + bend, 1.41 * period, 2))
    return np.asarray(wires, np.float32)


def _brick(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side, float(rng.normal(0, 0.2)))
    row = np.floor(y / period)
    across = (x + (row % 2) * period) % (2 * period)
    tone = rng.uniform(0.2, 0.6, (64 * 8, 64 * 8))
    stone = tone[
        row.astype(np.int64), np.floor((x + (row % 2) * period) / (2 * period)).astype(int)
    ]
    mortar = (np.minimum(across, y - row * period) < 0.15 * period) * 0.9
    return np.asarray(np.maximum(stone, mortar) + 0.05 * noise(rng, side, 1), np.float32)


def _cells(rng: np.random.Generator, side: int, period: float) -> Field:
    """Pebbles, leather, scales of a reptile: cells round random points."""
    points = np.ones((side, side), np.uint8)
    count = int(0.7 * side * side / period**2)
    points[rng.integers(0, side, count), rng.integers(0, side, count)] = 0
    _, labels = cv2.distanceTransformWithLabels(
        points, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    edge = cv2.morphologyEx(labels.astype(np.float32), cv2.MORPH_GRADIENT, np.ones((3, 3))) > 0
    tone = rng.uniform(0.4, 1.0, int(labels.max()) + 1)[labels]
    return np.asarray(np.where(edge, 0.0, tone), np.float32)


def _clouds(rng: np.random.Generator, side: int, period: float) -> Field:
    layers = [noise(rng, side, period * scale / 4) * scale**0.7 for scale in (1, 2, 4, 8, 16)]
    return _stretched(sum(layers[1:], layers[0]))


def _sand(rng: np.random.Generator, side: int, period: float) -> Field:
    """Ripples that fork, on grains."""
    angle, reach = float(rng.uniform(0, np.pi)), rng.uniform(30, 90)
    x, _y = grid(side, angle)
    phase = x + noise(rng, side, reach) * reach * 0.4
    ripple = wave(phase, period, 0.7) + 0.3 * band_noise(rng, side, period)
    return _stretched(np.asarray(ripple + 0.15 * noise(rng, side, 0.8), np.float32))


def _bark(rng: np.random.Generator, side: int, period: float) -> Field:
    tall = cv2.resize(noise(rng, side, period / 3), None, fx=1, fy=rng.uniform(2, 6))[:side]
    return np.asarray(0.5 + 0.5 * np.tanh(1.5 * np.asarray(tall)), np.float32)


def _leaves(rng: np.random.Generator, side: int, period: float) -> Field:
    """Veins of a leaf or of a fern: combs on both sides of a stem."""
    x, y = grid(side, float(rng.uniform(0, np.pi)))
    across = np.asarray(y - np.abs(x) * rng.uniform(0.5, 1.5), np.float32)
    veins = wave(across, period, 2)
    stem = np.abs(x) < period * 0.4
    return np.asarray(np.where(stem, 1.0, veins * (0.6 + 0.1 * noise(rng, side, 20))), np.float32)


def _zebra(rng: np.random.Generator, side: int, period: float) -> Field:
    """Stripes of a hide: a warped phase that forks where the hide was stretched."""
    reach = rng.uniform(25, 70)
    bend = noise(rng, side, reach) * reach * rng.uniform(0.5, 1.2)
    x, y = grid(side, float(rng.uniform(0, np.pi)))
    turn = sum(
        np.arctan2(y - b, x - a) * s
        for a, b, s in zip(
            rng.uniform(-side / 2, side / 2, 12),
            rng.uniform(-side / 2, side / 2, 12),
            rng.choice([-1, 1], 12),
            strict=True,
        )
    )
    return wave(np.asarray(x + bend + turn * period / 2 / np.pi, np.float32), period, 4)


def _as_field(page: NDArray[np.uint8]) -> Field:
    return np.asarray(page, np.float32) / np.float32(255)


def _stretched(made: Field) -> Field:
    low, high = np.percentile(made, [1, 99])
    return np.asarray(np.clip((made - low) / (high - low), 0, 1), np.float32)


SCENES: dict[str, Draw] = {
    "text": _text,
    "code": _code,
    "screenshot": _screenshot,
    "wood": _wood,
    "fur": _strokes,
    "water": _water,
    "roof tiles": _roof,
    "corrugated iron": _corrugated,
    "grille": _grille,
    "wire mesh": _mesh,
    "bricks": _brick,
    "cells": _cells,
    "clouds": _clouds,
    "sand": _sand,
    "bark": _bark,
    "leaf": _leaves,
    "zebra": _zebra,
}
"""Every kind by its name."""
