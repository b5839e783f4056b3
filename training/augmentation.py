"""Worse captures of kept impressions: cropped, thinned, jittered, bent, with false minutiae.

Every batch is cropped to one window size, so that no network can tell fingers apart by the sensor.
"""

import math
from dataclasses import astuple, dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_SUPPRESSION_PX = 8.0


@dataclass(frozen=True)
class Augmentation:
    """The worst of the damage; all set by hand. Each impression draws its own severity, 0 to 1."""

    dropped: float = 0.25
    """Share of minutiae lost at full severity."""
    spurious: float = 0.25
    """Ratio of false to true minutiae at full severity."""
    jitter_px: float = 2.0
    jitter_rad: float = 0.10
    rotation_rad: float = 0.3
    bump_px: float = 6.0
    """Displacement by each of two broad bumps at full severity."""
    stretch: float = 0.02
    quality_noise: float = 0.10
    flipped: float = 0.02
    """Share of directions that are reversed."""
    crop_share: float = 0.5
    """Share of batches cropped to a window."""
    crop_half_px: tuple[float, float] = (75.0, 160.0)
    fewest: int = 9
    """A crop must leave at least this number of minutiae."""


def augment(
    rows: Floats,
    offsets: Integers,
    chosen: Integers,
    settings: Augmentation,
    most: int,
    seed: int,
) -> tuple[Floats, Integers]:
    """Return worse versions of chosen impressions: rows and offsets, at most `most` each."""
    numbers = np.hstack([np.array(value) for value in astuple(settings)]).astype(np.float64)
    worse, starts = _augment(rows, offsets, chosen, numbers, most, seed)
    return np.asarray(worse), np.asarray(starts)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _warp(x: float, y: float, pose: NDArray[np.float64]) -> tuple[float, float]:
    """Bend and turn a point about the print's centre."""
    moved_x = x * (1 + pose[2]) + pose[3] * y
    moved_y = y * (1 - pose[2] + pose[4])
    for i in range(2):
        b = 5 + 5 * i
        away = (x - pose[b]) ** 2 + (y - pose[b + 1]) ** 2
        weight = math.exp(-away * pose[b + 2])
        moved_x += pose[b + 3] * weight
        moved_y += pose[b + 4] * weight
    return pose[0] * moved_x - pose[1] * moved_y, pose[1] * moved_x + pose[0] * moved_y


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _draw_pose(severity: float, s: NDArray[np.float64]) -> NDArray[np.float64]:
    pose = np.empty(15)
    turn = np.random.normal(0.0, 1.0) * s[4] * severity
    if np.random.random() < 0.05:
        turn = np.random.uniform(-0.6, 0.6)
    pose[0], pose[1] = math.cos(turn), math.sin(turn)
    for i in range(3):
        pose[2 + i] = np.random.normal(0.0, 1.0) * s[6] * severity
    for i in range(2):
        b = 5 + 5 * i
        pose[b] = np.random.uniform(-140.0, 140.0)
        pose[b + 1] = np.random.uniform(-160.0, 160.0)
        pose[b + 2] = 0.5 / np.random.uniform(60.0, 160.0) ** 2
        pose[b + 3] = np.random.normal(0.0, 1.0) * s[5] * severity
        pose[b + 4] = np.random.normal(0.0, 1.0) * s[5] * severity
    return pose


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _window(
    rows: Floats, half_x: float, half_y: float, fewest: int
) -> tuple[float, float, float, float]:
    """Place a window near the middle of a print: centre and half sides, wide if too bare."""
    middle_x, middle_y = rows[:, 0].mean(), rows[:, 1].mean()
    for _ in range(4):
        x = middle_x + np.random.normal(0.0, 22.0)
        y = middle_y + np.random.normal(0.0, 28.0)
        count = 0
        for i in range(rows.shape[0]):
            if abs(rows[i, 0] - x) < half_x and abs(rows[i, 1] - y) < half_y:
                count += 1
        if count >= fewest:
            return x, y, half_x, half_y
    return middle_x, middle_y, 1e9, 1e9


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _worsen(one: Floats, s: NDArray[np.float64], half_x: float, half_y: float, most: int) -> Floats:
    """Return a worse version of an impression, best quality first."""
    severity = np.random.random() ** 1.5
    x0, y0, wide, high = _window(one, half_x, half_y, int(s[12]))
    pose = _draw_pose(severity, s)
    out = np.empty((2 * one.shape[0] + 8, 4), np.float32)
    count = 0
    for i in range(one.shape[0]):
        x, y, t = one[i, 0] - x0, one[i, 1] - y0, one[i, 2]
        if abs(x) > wide or abs(y) > high or np.random.random() < s[0] * severity:
            continue
        u, v = _warp(x, y, pose)
        ahead_u, ahead_v = _warp(x + 2 * math.cos(t), y + 2 * math.sin(t), pose)
        turned = math.atan2(ahead_v - v, ahead_u - u) + np.random.normal(0, 1) * s[3] * severity
        if np.random.random() < s[8] * severity:
            turned += math.pi
        out[count, 0] = u + np.random.normal(0, 1) * s[2] * severity
        out[count, 1] = v + np.random.normal(0, 1) * s[2] * severity
        out[count, 2] = turned
        out[count, 3] = min(0.97, max(0.2, one[i, 3] + np.random.normal(0, 1) * s[7] * severity))
        count += 1
    true = count
    for _ in range(int(true * s[1] * severity * np.random.random() + np.random.random())):
        near = np.random.randint(0, max(true, 1))
        x = out[near, 0] + np.random.normal(0.0, 30.0)
        y = out[near, 1] + np.random.normal(0.0, 30.0)
        clear = true > 0
        for i in range(count):
            if (out[i, 0] - x) ** 2 + (out[i, 1] - y) ** 2 < _SUPPRESSION_PX**2:
                clear = False
        if clear:
            out[count, 0], out[count, 1] = x, y
            out[count, 2] = out[near, 2] + np.random.normal(0.0, 0.25)
            if np.random.random() < 0.5:
                out[count, 2] += math.pi
            out[count, 3] = np.random.uniform(0.22, 0.9)
            count += 1
    return out[np.argsort(-out[:count, 3])[:most]]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _augment(
    rows: Floats,
    offsets: Integers,
    chosen: Integers,
    s: NDArray[np.float64],
    most: int,
    seed: int,
) -> tuple[Floats, Integers]:
    np.random.seed(seed)
    half_x, half_y = 1e9, 1e9
    if np.random.random() < s[9]:
        half_x = np.random.uniform(s[10], s[11])
        half_y = half_x * np.random.uniform(1.0, 1.4)
    out = np.empty((chosen.shape[0] * most, 4), np.float32)
    starts = np.zeros(chosen.shape[0] + 1, np.int64)
    count = 0
    for i in range(chosen.shape[0]):
        one = rows[offsets[chosen[i]] : offsets[chosen[i] + 1]]
        if one.shape[0] > 0:
            jitter = np.random.uniform(0.9, 1.1)
            worse = _worsen(one, s, half_x * jitter, half_y * jitter, most)
            out[count : count + worse.shape[0]] = worse
            count += worse.shape[0]
        starts[i + 1] = count
    return out[:count].copy(), starts
