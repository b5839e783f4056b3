"""What an extractor finds of a finger's true minutiae: it misses, moves and invents some."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synthesis.finger import Finger
from synthesis.orientation import Floats
from synthesis.placement import Placement, contact_depth, to_image

_EDGE = 0.88
"""Depth in the contact area from which minutiae fade."""
_REGION_COUNT = 4
_REGION_REACH_PX = 140.0


@dataclass(frozen=True)
class MinutiaeParameters:
    """What a finger's minutiae are like, and what an extractor finds of them.

    Set by what LEADER finds again in a second print: on 140 rendered prints of 28 fingers 41, 57,
    75, 92 and 98 % of minutiae of quality 0.2, 0.3, 0.6, 0.8 and 0.9, with directions apart by
    0.044 rad in the median; on the three real sets 89 to 94 % of all within the common area.
    Rendered types disagree more often (35 %) than real ones (13 to 20 %), which were followed.
    """

    density: float = 0.84
    """Against the finger's `minutia_density`."""
    roughness_rad: float = 0.024
    """Deviation of a minutia's direction from the smooth flow, the same in every print; a
    minutia that is seldom clear deviates more."""
    ending_share: float = 0.66
    jitter_px: float = 1.0
    jitter_rad: float = 0.045
    missing: float = 0.01
    """Share of true minutiae missed, however clear; most are lost below the lowest quality."""
    spurious: float = 0.10
    """False minutiae against true ones in the print."""
    clarity: float = 4.2
    """Mean logit of quality."""
    clarity_own: float = 1.6
    """Spread of the part of the logit that is the same in every print of a minutia."""
    clarity_print: float = 1.1
    """Spread of the part of the logit that changes from print to print."""
    clarity_region: float = 1.6
    """Depth of a print's bad regions in the logit."""
    spurious_clarity: float = 0.0
    spurious_spread: float = 1.4
    spurious_rad: float = 0.6
    """Deviation of a false minutia's direction from the flow."""
    misread: float = 0.10
    """Share of endings taken for bifurcations, and the reverse."""

    def scaled(self, difficulty: float) -> "MinutiaeParameters":
        """Return the parameters of a better or worse capture; 1 is an ordinary one."""
        return replace(
            self,
            jitter_px=self.jitter_px * (0.3 + 0.7 * difficulty),
            jitter_rad=self.jitter_rad * (0.3 + 0.7 * difficulty),
            clarity_print=self.clarity_print * (0.3 + 0.7 * difficulty),
            clarity_region=self.clarity_region * difficulty,
            missing=min(self.missing * difficulty, 1.0),
            spurious=self.spurious * difficulty,
            misread=min(self.misread * difficulty, 0.5),
        )


@dataclass(frozen=True, eq=False)
class TrueMinutiae:
    """The minutiae of a finger, in the finger's frame; directions with y up."""

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


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _dimming(x: Floats, y: Floats, regions: Floats, where: Floats) -> Floats:
    """Return how much clarity points of the image lose to bad regions, from 0."""
    result = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        for j in range(regions.shape[0]):
            dx = x[i] - where[0] - regions[j, 0]
            dy = y[i] - where[1] - regions[j, 1]
            result[i] += regions[j, 3] * math.exp(-(dx * dx + dy * dy) * regions[j, 2])
    return result


def draw_regions(rng: np.random.Generator, p: MinutiaeParameters) -> Floats:
    """Draw the bad regions of a print: (k, 4) x, y from the centre, 1 / (2 width²), depth."""
    noise = rng.random((_REGION_COUNT, 4))
    noise[:, :2] = 2.0 * _REGION_REACH_PX * (noise[:, :2] - 0.5)
    noise[:, 2] = 0.5 / (20.0 + 50.0 * noise[:, 2]) ** 2
    noise[:, 3] *= 2.0 * p.clarity_region
    return noise


def observe(
    truth: TrueMinutiae,
    where: Placement,
    rng: np.random.Generator,
    p: MinutiaeParameters,
    regions: Floats,
) -> Floats:
    """Return (n, 5) true minutiae in the print: x, y, direction, type, logit of quality."""
    rows = project(truth.x_px, truth.y_px, truth.direction_rad, where.pose, where.bumps)
    count = len(rows)
    jitter = rng.standard_normal((4, count))
    chance, type_chance = rng.random((2, count))
    edge = np.maximum(rows[:, 3] - _EDGE, 0.0) / (1.0 - _EDGE)
    dimming = edge + _dimming(rows[:, 0], rows[:, 1], regions, where.pose)
    observed = np.empty((count, 5))
    observed[:, :2] = rows[:, :2] + p.jitter_px * jitter[:2].T
    observed[:, 2] = rows[:, 2] + p.jitter_rad * jitter[2]
    observed[:, 3] = np.where(type_chance < p.misread, 1 - truth.type, truth.type)
    observed[:, 4] = p.clarity + p.clarity_own * truth.clarity + p.clarity_print * jitter[3]
    observed[:, 4] -= dimming
    return np.asarray(observed[(rows[:, 3] < 1.0) & (chance > p.missing)])


def add_spurious(
    seen: Floats,
    finger: Finger,
    where: Placement,
    rng: np.random.Generator,
    p: MinutiaeParameters,
    regions: Floats,
) -> Floats:
    """Add false minutiae, most of them of low quality and more of them in bad regions."""
    count = rng.poisson(2.0 * p.spurious * len(seen))
    draws, normals = rng.random((4, count)), rng.standard_normal((2, count))
    radius, turn = np.sqrt(draws[0]), 2.0 * math.pi * draws[1]
    centre_x, centre_y, half_width, half_height = where.pose[8:12]
    x = centre_x + half_width * radius * np.cos(turn)
    y = centre_y + half_height * radius * np.sin(turn)
    flip = (2.0 * draws[2]).astype(np.int64)
    along = finger.field.at(x, y) + math.pi * flip + p.spurious_rad * normals[0]
    rows = project(x, y, along, where.pose, where.bumps)
    dimming = _dimming(rows[:, 0], rows[:, 1], regions, where.pose)
    false = np.empty((count, 5))
    false[:, :3] = rows[:, :3]
    false[:, 3] = (2.0 * draws[2]) % 1.0 < p.ending_share
    false[:, 4] = p.spurious_clarity + p.spurious_spread * normals[1] - 0.3 * dimming
    kept = draws[3] < 0.25 + 0.4 * dimming
    return np.concatenate([seen, false[kept]])
