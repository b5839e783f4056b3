"""Made patterns that flow like ridges or repeat like them, and are no finger.

Each function draws (side, side) float32, dark 0 to light 1, with about `period_px` from line to
line. All randomness comes from `rng`.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
Draw = Callable[[np.random.Generator, int, float], Field]
"""Draws a pattern: generator, side in pixels, period in pixels."""

_REACTION_STEPS = 40


def grid(side: int, angle_rad: float = 0.0) -> tuple[Field, Field]:
    """Return coordinates from the centre, turned by an angle."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) - np.float32(side / 2)
    cos, sin = np.float32(np.cos(angle_rad)), np.float32(np.sin(angle_rad))
    return x * cos + y * sin, y * cos - x * sin


def wave(phase_px: Field, period_px: float, sharp: float = 1.0) -> Field:
    """Return light and dark lines across a phase; the sharper, the nearer to bars."""
    lines = np.tanh(sharp * np.sin(2 * np.pi / period_px * phase_px)) / np.tanh(sharp)
    return np.asarray(0.5 + 0.5 * lines, np.float32)


def noise(rng: np.random.Generator, side: int, sigma_px: float) -> Field:
    """Return smooth noise of deviation 1."""
    white = rng.standard_normal((side, side)).astype(np.float32)
    smooth = cv2.GaussianBlur(white, (0, 0), sigma_px)
    return np.asarray((smooth - smooth.mean()) / smooth.std(), np.float32)


def _turned(rng: np.random.Generator, side: int) -> tuple[Field, Field]:
    return grid(side, float(rng.uniform(0, np.pi)))


def _stripes(rng: np.random.Generator, side: int, period: float) -> Field:
    return wave(_turned(rng, side)[0], period, rng.uniform(0.5, 5))


def _curved_stripes(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    length = rng.uniform(80, 400)
    bend = np.sin(2 * np.pi * y / length + rng.uniform(0, 6)) * length * rng.uniform(0.03, 0.15)
    return wave(x + bend, period, rng.uniform(0.5, 3))


def _warped_stripes(rng: np.random.Generator, side: int, period: float) -> Field:
    reach = rng.uniform(12, 60)
    return wave(
        _turned(rng, side)[0] + noise(rng, side, reach) * reach * rng.uniform(0.2, 0.8), period, 2
    )


def _broken_stripes(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    length = period * rng.uniform(3, 10)
    row = np.floor(x / period + 0.25).astype(np.int64)
    shift = rng.uniform(0, length, 4 * side)[row]
    return np.where((y + shift) % length < period, np.float32(1), wave(x, period, 2))


def _circles(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side)
    out = rng.uniform(-side / 2, side / 2, 2)
    return wave(np.hypot(x - out[0], y - out[1]), period, rng.uniform(0.5, 4))


def _spirals(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side)
    out, arms = rng.uniform(-side / 3, side / 3, 2), int(rng.integers(1, 12))
    turn = np.arctan2(y - out[1], x - out[0]) * arms / (2 * np.pi)
    return wave(np.hypot(x - out[0], y - out[1]) + turn * period, period, 2)


def _rays(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side)
    out = rng.uniform(-side / 4, side / 4, 2)
    count = round(side * 0.7 * np.pi / period)
    return wave(np.arctan2(y - out[1], x - out[0]) * count * period / (2 * np.pi), period, 2)


def _chevrons(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    length = period * rng.uniform(4, 14)
    return wave(x + np.abs((y % length) - length / 2) * rng.uniform(0.5, 1.5), period, 2)


def _herringbone(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    width = period * rng.uniform(3, 8)
    sign = np.where(np.floor(x / width) % 2, 1, -1)
    return wave((x * sign + y) * np.float32(0.71), period, 3)


def _basket(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    block = period * int(rng.integers(2, 9))
    even = (np.floor(x / block) + np.floor(y / block)) % 2 > 0
    return np.where(even, wave(x, period, 2), wave(y, period, 2))


def _checkerboard(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    return np.asarray((np.floor(2 * x / period) + np.floor(2 * y / period)) % 2, np.float32)


def _plaid(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    share = np.float32(rng.uniform(0.3, 0.7))
    other = period * rng.uniform(0.7, 1.5)
    return np.asarray(share * wave(x, period, 3) + (1 - share) * wave(y, other, 3), np.float32)


def _moire(rng: np.random.Generator, side: int, period: float) -> Field:
    angle = rng.uniform(0, np.pi)
    one, _ = grid(side, angle)
    other, _ = grid(side, angle + rng.uniform(0.05, 0.5))
    return wave(one, period, 2) * wave(other, period * rng.uniform(0.9, 1.1), 2)


def _moire_circles(rng: np.random.Generator, side: int, period: float) -> Field:
    return _circles(rng, side, period) * _circles(rng, side, period * rng.uniform(0.9, 1.1))


def _dots(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    return np.asarray((wave(x, period) + wave(y, period)) / 2 > rng.uniform(0.3, 0.6), np.float32)


def _hexagons(rng: np.random.Generator, side: int, period: float) -> Field:
    angle = rng.uniform(0, np.pi)
    waves = [wave(grid(side, angle + k * np.pi / 3)[0], period) for k in range(3)]
    return np.asarray(sum(waves[1:], waves[0]) / 3, np.float32)


def _halftone(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    picture = 0.5 + 0.25 * noise(rng, side, rng.uniform(15, 50))
    return np.asarray((wave(x, period) + wave(y, period)) / 2 > picture, np.float32)


def _line_halftone(rng: np.random.Generator, side: int, period: float) -> Field:
    """Lines whose width is the tone, as on a banknote: they end where the picture is light."""
    picture = 0.5 + 0.35 * noise(rng, side, rng.uniform(10, 40))
    return np.asarray(wave(_turned(rng, side)[0], period) > picture, np.float32)


def _guilloche(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = grid(side)
    turn, far = np.arctan2(y, x), np.hypot(x, y)
    lobes, depth = int(rng.integers(3, 24)), rng.uniform(3, 20)
    one = wave(far + depth * np.sin(lobes * turn), period, 2)
    return one * wave(far - depth * np.sin(lobes * turn), period, 2)


def _arcs(rng: np.random.Generator, side: int, period: float) -> Field:
    """Truchet's tiles: quarter circles round two corners of each tile, either way."""
    x, y = _turned(rng, side)
    tile = period * int(rng.integers(1, 6))
    column, row = np.floor(x / tile).astype(np.int64), np.floor(y / tile).astype(np.int64)
    u, v = x - column * tile, y - row * tile
    u = np.where(rng.integers(0, 2, (4 * side, 4 * side))[column, row] > 0, tile - u, u)
    far = np.minimum(np.hypot(u, v), np.hypot(tile - u, tile - v))
    return wave(np.asarray(far, np.float32), period, 2)


def _diagonals(rng: np.random.Generator, side: int, period: float) -> Field:
    """A maze of diagonal lines, each tile's either way."""
    x, y = grid(side)
    column, row = np.floor(x / period).astype(np.int64), np.floor(y / period).astype(np.int64)
    u, v = x - column * period, y - row * period
    flip = rng.integers(0, 2, (4 * side, 4 * side))[column, row] > 0
    far = np.where(flip, np.abs(u + v - period), np.abs(u - v))
    return np.asarray(far > period * 0.25, np.float32)


def _maze(rng: np.random.Generator, side: int, period: float) -> Field:
    """Walls on a grid, each there or not."""
    cells = int(side / period) + 2
    walls = (rng.random((2 * cells, 2 * cells)) < 0.5).astype(np.float32)
    walls[::2, ::2] = 1
    walls[1::2, 1::2] = 0
    size = round(cells * period)
    drawn = cv2.resize(1 - walls, (size, size), interpolation=cv2.INTER_NEAREST)
    return np.asarray(drawn[:side, :side], np.float32)


def _bars(rng: np.random.Generator, side: int, period: float) -> Field:
    """A bar code."""
    runs = np.repeat(rng.integers(0, 2, 4 * side), rng.integers(1, 4, 4 * side))
    x, _ = _turned(rng, side)
    return np.asarray(runs[np.floor(2 * x / period).astype(np.int64)], np.float32)


def _matrix_code(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    cells = rng.integers(0, 2, (4 * side, 4 * side))
    column = np.floor(2 * x / period).astype(np.int64)
    return np.asarray(cells[column, np.floor(2 * y / period).astype(np.int64)], np.float32)


def _knit(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    high = np.abs((x % (2 * period)) - period) * rng.uniform(0.6, 1.4)
    loops = wave(y + high, period, 2)
    return loops * (np.float32(0.4) + np.float32(0.6) * wave(x, 2 * period, 1))


def _houndstooth(rng: np.random.Generator, side: int, period: float) -> Field:
    x, y = _turned(rng, side)
    even = (np.floor(x / period) + np.floor(y / period)) % 2 > 0
    twill = wave(x + y, period / 1.4, 4) > 0.5
    checks = np.floor(x / period) % 2 > 0
    return np.asarray(np.where(even, checks, twill), np.float32)


def band_noise(rng: np.random.Generator, side: int, period: float, spread: float = 0.15) -> Field:
    """Return noise of about one period and all directions, of deviation 1."""
    y, x = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
    kept = np.exp(-(((np.hypot(y, x) * period - 1) / spread) ** 2) / 2)
    white = np.fft.rfft2(rng.standard_normal((side, side)))
    made = np.fft.irfft2(white * kept, (side, side))
    return np.asarray(made / made.std(), np.float32)


def _ring_noise(rng: np.random.Generator, side: int, period: float) -> Field:
    return np.asarray(0.5 + 0.3 * band_noise(rng, side, period, rng.uniform(0.05, 0.3)), np.float32)


def _one_way_noise(rng: np.random.Generator, side: int, period: float) -> Field:
    """Noise of one period and one direction: stripes with dislocations, as on dunes."""
    return _grown(rng, side, period, rng.uniform(1.1, 2.0))


def _labyrinth(rng: np.random.Generator, side: int, period: float) -> Field:
    return _grown(rng, side, period, 1.0)


def _grown(rng: np.random.Generator, side: int, period: float, stretch: float) -> Field:
    """Grow lines from noise, as a reaction and diffusion do (Swift & Hohenberg 1977)."""
    angle = rng.uniform(0, np.pi)
    y, x = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    far = np.hypot(u, stretch * v) * period
    pull = np.exp(-(((far - 1) / 0.25) ** 2) / 2)
    state = rng.standard_normal((side, side))
    for _ in range(_REACTION_STEPS):
        state = np.tanh(2.5 * np.fft.irfft2(np.fft.rfft2(state) * pull, (side, side)))
    return np.asarray(0.5 + 0.5 * state, np.float32)


PATTERNS: dict[str, Draw] = {
    "stripes": _stripes,
    "curved stripes": _curved_stripes,
    "warped stripes": _warped_stripes,
    "broken stripes": _broken_stripes,
    "circles": _circles,
    "spirals": _spirals,
    "rays": _rays,
    "chevrons": _chevrons,
    "herringbone": _herringbone,
    "basket weave": _basket,
    "checkerboard": _checkerboard,
    "plaid": _plaid,
    "moire": _moire,
    "moire of circles": _moire_circles,
    "dots": _dots,
    "hexagons": _hexagons,
    "halftone": _halftone,
    "line halftone": _line_halftone,
    "guilloche": _guilloche,
    "arcs": _arcs,
    "diagonals": _diagonals,
    "maze": _maze,
    "bars": _bars,
    "matrix code": _matrix_code,
    "knit": _knit,
    "houndstooth": _houndstooth,
    "ring noise": _ring_noise,
    "one-way noise": _one_way_noise,
    "labyrinth": _labyrinth,
}
"""Every kind by its name."""
