"""What an extractor makes of a finger's true minutiae: some missed, some moved, some invented."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synthesis.finger import Finger
from synthesis.orientation import Floats
from synthesis.placement import Placement, contact_depth, to_image

_SUPPRESSION_PX = 8.0


@dataclass(frozen=True)
class MinutiaeParameters:
    """What an extractor does to true minutiae."""

    jitter_px: float = 1.1
    jitter_rad: float = 0.06
    missing: float = 0.06
    spurious: float = 0.14
    """False minutiae against true ones in the print."""
    clarity: float = 3.6
    """Mean logit of quality; LEADER's median quality on FVC prints is 0.94."""
    clarity_own: float = 1.2
    """Spread of the logit that belongs to the minutia, the same in every print."""
    clarity_print: float = 1.2
    """Spread of the logit that changes from print to print."""
    ending_share: float = 0.62
    misread: float = 0.12
    """Endings taken for bifurcations and the reverse."""

    def scaled(self, difficulty: float) -> "MinutiaeParameters":
        """Return the parameters of a better or worse capture; 1 is an ordinary one."""
        return replace(
            self,
            jitter_px=self.jitter_px * (0.3 + 0.7 * difficulty),
            jitter_rad=self.jitter_rad * (0.3 + 0.7 * difficulty),
            clarity_print=self.clarity_print * (0.3 + 0.7 * difficulty),
            missing=self.missing * difficulty,
            spurious=self.spurious * difficulty,
            misread=self.misread * difficulty,
        )


@dataclass(frozen=True, eq=False)
class TrueMinutiae:
    """The minutiae of a finger, in its frame; directions with y up."""

    x_px: Floats
    y_px: Floats
    direction_rad: Floats
    type: NDArray[np.uint8]
    clarity: Floats
    """Standard normal: how well this minutia is usually seen."""


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def project(x: Floats, y: Floats, direction: Floats, pose: Floats, bumps: Floats) -> Floats:
    """Return (n, 4): x, y and direction on the image, and depth in the contact area."""
    rows = np.empty((x.shape[0], 4))
    for i in range(x.shape[0]):
        u, v = to_image(x[i], y[i], pose, bumps)
        ahead_x = x[i] + 2.0 * math.cos(direction[i])
        ahead_y = y[i] - 2.0 * math.sin(direction[i])
        ahead_u, ahead_v = to_image(ahead_x, ahead_y, pose, bumps)
        rows[i, 0], rows[i, 1] = u, v
        rows[i, 2] = math.atan2(v - ahead_v, ahead_u - u)
        rows[i, 3] = contact_depth(x[i], y[i], pose)
    return rows


def observe(
    truth: TrueMinutiae,
    where: Placement,
    rng: np.random.Generator,
    p: MinutiaeParameters,
) -> Floats:
    """Return (n, 5) true minutiae in the print: x, y, direction, type, logit of quality."""
    rows = project(truth.x_px, truth.y_px, truth.direction_rad, where.pose, where.bumps)
    count = len(rows)
    jitter = rng.standard_normal((count, 4))
    chance, type_chance = rng.random((2, count))
    edge = np.maximum(rows[:, 3] - 0.88, 0.0) / 0.12
    logit = p.clarity + p.clarity_own * truth.clarity + p.clarity_print * jitter[:, 3] - edge
    kept = (rows[:, 3] < 1.0) & (chance > p.missing + 0.2 * edge)
    misread = type_chance < p.misread
    observed = np.column_stack(
        [
            rows[:, 0] + p.jitter_px * jitter[:, 0],
            rows[:, 1] + p.jitter_px * jitter[:, 1],
            rows[:, 2] + p.jitter_rad * jitter[:, 2],
            np.where(misread, 1 - truth.type, truth.type),
            logit,
        ]
    )
    return np.asarray(observed[kept])


def add_spurious(
    seen: Floats,
    finger: Finger,
    where: Placement,
    rng: np.random.Generator,
    p: MinutiaeParameters,
) -> Floats:
    """Add false minutiae along the ridges, most of them of low quality."""
    count = rng.poisson(p.spurious * len(seen))
    radius = np.sqrt(rng.random(count))
    turn = rng.uniform(0.0, 2.0 * math.pi, count)
    centre_x, centre_y, half_width, half_height = where.pose[8:12]
    x = centre_x + half_width * radius * np.cos(turn)
    y = centre_y + half_height * radius * np.sin(turn)
    along = finger.field.at(x, y) + math.pi * rng.integers(0, 2, count)
    along += rng.normal(0.0, 0.15, count)
    rows = project(x, y, along, where.pose, where.bumps)
    ending = rng.random(count) < p.ending_share
    false = np.column_stack([rows[:, :3], ending, rng.normal(1.0, 1.5, count)])
    return np.concatenate([seen, false[_apart(seen, false)]])


def _apart(seen: Floats, false: Floats) -> NDArray[np.bool_]:
    """Return which false minutiae lie where an extractor would not suppress them."""
    if not len(seen):
        return np.ones(len(false), np.bool_)
    x = false[:, None, 0] - seen[None, :, 0]
    y = false[:, None, 1] - seen[None, :, 1]
    return np.asarray((x * x + y * y).min(axis=1) > _SUPPRESSION_PX**2)
