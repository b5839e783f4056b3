"""Ridge flow: a quadratic differential, bent by Legendre polynomials, with a ridge period.

Finger frame: unit 1 px at 500 ppi, origin on the middle of the flexion crease, x to the right and
y towards the tip as the print shows it. Ridges are the horizontal trajectories of Q dz²,

    Q = Π (z - d)(z - d̄) / ((z² - R²)² Π (z - c)(z - c̄)),

cores c as simple poles and deltas d as simple zeros, all mirrored at the crease so that ridges
run along it; the two double poles at ±R alone give an arch.
Source: Huckemann, Hotz & Munk, "Global models for the orientation field of fingerprints: an
approach based on quadratic differentials", PAMI 30(9), 2008. Bending by Legendre polynomials:
Ram, Bischof & Birchbauer, "Modelling fingerprint ridge orientation using Legendre polynomials",
Pattern Recognition 43(1), 2010.
"""

import cmath
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.second.compiling import kernel
from synthesis.second.patterns import Pattern

Floats = NDArray[np.float64]

CORE_HEIGHT_PX = 235.0
"""From the crease to the core of a finger of mean size, 12 mm: the unit of what follows."""
BASE_HALF_WIDTH = (1.25, 0.12)
"""Mean and deviation of R, in core heights: how steeply arches rise."""
BEND_RAD = 0.10
"""Deviation of each Legendre coefficient, divided by its degree."""
BEND_DEGREE = 3
PERIOD_SLOPES = (-0.07, 0.05)
"""Mean and deviation of the period's relative change from the core to the tip: ridges are broader
near the crease."""
_STEP_PX = 5.0
"""Of the differences that the divergence is made of: about half a ridge."""


class Flow(NamedTuple):
    """The flow of one finger; a tuple, so that compiled kernels take it."""

    cores: NDArray[np.complex128]
    """In core heights."""
    deltas: NDArray[np.complex128]
    base: float
    """R, in core heights."""
    bend_rad: Floats
    """(4, 4) coefficients of P_i(u) P_j(v)."""
    core_height_px: float
    period_px: float
    """At the core."""
    period_slope: Floats
    """(3,) relative change by v, u and u²."""


def draw_flow(
    pattern: Pattern, core_height_px: float, period_px: float, rng: np.random.Generator
) -> Flow:
    """Draw the flow of a finger of this pattern."""
    noise = rng.standard_normal(32)
    cores, deltas = _singular_points(pattern, noise[:8])
    bend = np.zeros((BEND_DEGREE + 1, BEND_DEGREE + 1))
    bend[_ROWS, _COLUMNS] = BEND_RAD * noise[8 : 8 + len(_ROWS)] / (_ROWS + _COLUMNS)
    mean, deviation = PERIOD_SLOPES
    slope = np.array([mean, 0.0, 0.0]) + deviation * noise[24:27]
    base = max(1.0, BASE_HALF_WIDTH[0] + BASE_HALF_WIDTH[1] * float(noise[27]))
    return Flow(cores, deltas, base, bend, core_height_px, period_px, slope)


_DEGREES = [(i, j) for i in range(4) for j in range(4) if 1 <= i + j <= BEND_DEGREE]
_ROWS, _COLUMNS = (np.array(column) for column in zip(*_DEGREES, strict=True))


def _singular_points(
    pattern: Pattern, noise: Floats
) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """Place cores and deltas, in core heights. Spreads are assumed, after pictures in print.

    The mean distance from core to delta of a loop gives Galton's dozen of ridges between them.
    """
    core = complex(0.04 * noise[0], 1 + 0.03 * noise[1])
    if pattern is Pattern.ARCH:
        return np.empty(0, np.complex128), np.empty(0, np.complex128)
    if pattern is Pattern.TENTED_ARCH:
        core = complex(0.05 * noise[0], 0.80 + 0.06 * noise[1])
        delta = core - complex(0.05 * noise[2], max(0.12, 0.28 + 0.08 * noise[3]))
        return np.array([core]), np.array([delta])
    spread = np.clip(np.array([0.46, 0.50]) + 0.11 * noise[2:4], 0.15, 0.85)
    low = np.clip(0.45 + 0.08 * noise[4:6], 0.2, 0.7)
    if pattern in (Pattern.LEFT_LOOP, Pattern.RIGHT_LOOP):
        side = 1.0 if pattern is Pattern.LEFT_LOOP else -1.0
        delta = complex(core.real + side * spread[0], low[0])
        return np.array([core]), np.array([delta])
    double = pattern is Pattern.DOUBLE_LOOP
    distance = max(0.06, 0.34 + 0.07 * noise[6] if double else 0.16 + 0.08 * noise[6])
    tilt = (
        (1.0 if noise[7] > 0 else -1.0) * (0.7 + 0.2 * abs(noise[7])) if double else 0.25 * noise[7]
    )
    half = 0.5 * distance * cmath.exp(1j * (math.pi / 2 + tilt))
    cores = np.array([core + half, core - half])
    deltas = np.array([complex(-spread[0], low[0]), complex(spread[1], low[1])])
    return cores, deltas


@kernel
def _bend(c: Floats, u: float, v: float) -> float:
    """Sum the Legendre polynomials of u and v up to the third degree together."""
    u2, v2 = 0.5 * (3 * u * u - 1), 0.5 * (3 * v * v - 1)
    u3, v3 = 0.5 * u * (5 * u * u - 3), 0.5 * v * (5 * v * v - 3)
    single: float = (
        c[1, 0] * u + c[2, 0] * u2 + c[3, 0] * u3 + c[0, 1] * v + c[0, 2] * v2 + c[0, 3] * v3
    )
    mixed: float = c[1, 1] * u * v + c[2, 1] * u2 * v + c[1, 2] * u * v2
    return single + mixed


@kernel
def angle(flow: Flow, x: float, y: float) -> float:
    """Return the ridges' angle at a point: radians, any of the two along the ridge."""
    z = complex(x / flow.core_height_px, y / flow.core_height_px)
    pull = z * z - flow.base * flow.base
    pull *= pull
    for core in flow.cores:
        pull *= (z - core) * (z - core.conjugate())
    push = complex(1.0, 0.0)
    for delta in flow.deltas:
        push *= (z - delta) * (z - delta.conjugate())
    whole = push * pull.conjugate()
    u = min(1.0, max(-1.0, z.real))
    v = min(1.0, max(-1.0, z.imag - 1))
    return -0.5 * math.atan2(whole.imag, whole.real) + _bend(flow.bend_rad, u, v)


@kernel
def frequency(flow: Flow, x: float, y: float) -> float:
    """Return ridges per pixel at a point."""
    u = x / flow.core_height_px
    v = y / flow.core_height_px - 1
    slope = flow.period_slope
    change = 1 + slope[0] * v + slope[1] * u + slope[2] * u * u
    return float(1 / (flow.period_px * max(0.6, change)))


@kernel
def _flux(flow: Flow, x: float, y: float, along: float) -> tuple[float, float]:
    """Frequency times the unit vector along the ridge, on the side of the given angle."""
    t = angle(flow, x, y)
    f = frequency(flow, x, y)
    if math.cos(t - along) < 0:
        f = -f
    return f * math.cos(t), f * math.sin(t)


@kernel
def ridge_births(flow: Flow, x: float, y: float, along: float) -> float:
    """Return how many ridges begin per px², going along the given angle; negative: end.

    Ridges are flow lines of frequency times direction: where that field diverges, ridges must
    begin. Source: Wieditz, Pokern, Schuhmacher & Huckemann, "Characteristic and necessary
    minutiae in fingerprints", JRSS C 71(1), 2022.
    """
    h = _STEP_PX
    right, left = _flux(flow, x + h, y, along)[0], _flux(flow, x - h, y, along)[0]
    up, down = _flux(flow, x, y + h, along)[1], _flux(flow, x, y - h, along)[1]
    return (right - left + up - down) / (2 * h)
