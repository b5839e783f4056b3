"""Ridge period that adapts to the flow and to the minutiae of a finger.

Where ridges spread, they grow broader until new ridges begin. Where a minutia begins a ridge, the
ridges beside it grow narrower. A period that ignores both effects forces all minutiae to point one
way, and strangers of one pattern class then look alike.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from synthesis.finger import Finger
from synthesis.observation import TrueMinutiae
from synthesis.orientation import Floats


@dataclass(frozen=True)
class PeriodParameters:
    """How far the period adapts.

    Set so that the sense of neighbouring minutiae of rendered prints agrees as often as on the
    pool of real prints, in aggregate.
    """

    share: float = 0.12
    """Share of the change that flow and minutiae ask for, 0 to 1."""
    keep_per_px2: float = 1e-5
    """Weight of staying at the drawn period against 1/px² of following the flow."""
    smoothness: float = 0.05
    reach_px: float = 28.0
    """How far the effect of a minutia reaches."""
    most_per_px: float = 0.02
    """Singular points ask for more than skin can do."""
    most: float = 0.3
    """Logarithm of the largest factor between the period and the drawn one."""


_STEP = 14
"""Distance of the nodes, in samples of the 250 ppi grid."""


def adapted_period(
    finger: Finger,
    truth: TrueMinutiae,
    x_px: Floats,
    y_px: Floats,
    parameters: PeriodParameters | None = None,
) -> Floats:
    """Return the ridge period (px at 500 ppi) on a regular grid of the finger's frame.

    For a unit flow t and a period P, ridges are conserved where t . grad(log P) = div t; minutiae
    of signed density r along t change the right side to div t - P r. Solved as least squares.
    """
    p = parameters or PeriodParameters()
    x, y = x_px[::_STEP, ::_STEP], y_px[::_STEP, ::_STEP]
    apart = _STEP * float(x_px[0, 1] - x_px[0, 0])
    angle = finger.field.at(x, y)
    drawn = np.log(finger.period_at(x, y))
    wanted = _divergence(angle, apart) - np.exp(drawn) * _signed_density(angle, x, y, truth, p)
    down, right = np.gradient(drawn, apart)
    missing = p.share * wanted - np.cos(angle) * right + np.sin(angle) * down
    change = _solve(angle, np.clip(missing, -p.most_per_px, p.most_per_px), apart, p)
    rows, columns = np.indices(x_px.shape, np.float32) / np.float32(_STEP)
    fine = cv2.remap(
        change.astype(np.float32),
        columns,
        rows,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(finger.period_at(x_px, y_px) * np.exp(p.most * np.tanh(fine / p.most)))


def _divergence(angle: Floats, apart_px: float) -> Floats:
    """Return div t of t = (cos, -sin) of the orientation, rows downwards."""
    right, down = np.zeros_like(angle), np.zeros_like(angle)
    across, below = np.diff(angle, axis=1), np.diff(angle, axis=0)
    across -= math.pi * np.rint(across / math.pi)
    below -= math.pi * np.rint(below / math.pi)
    right[:, 1:-1] = (across[:, 1:] + across[:, :-1]) / (2.0 * apart_px)
    down[1:-1] = (below[1:] + below[:-1]) / (2.0 * apart_px)
    return np.asarray(-np.sin(angle) * right - np.cos(angle) * down)


def _signed_density(
    angle: Floats, x: Floats, y: Floats, truth: TrueMinutiae, p: PeriodParameters
) -> Floats:
    square = (x[..., None] - truth.x_px) ** 2 + (y[..., None] - truth.y_px) ** 2
    near = np.exp(-0.5 * square / p.reach_px**2) / (2.0 * math.pi * p.reach_px**2)
    return np.asarray((near * np.cos(angle[..., None] - truth.direction_rad)).sum(-1))


def _solve(angle: Floats, missing: Floats, apart_px: float, p: PeriodParameters) -> Floats:
    """Return the change of log P at the nodes."""
    node = np.arange(angle.size).reshape(angle.shape)
    here, right, below = node[:-1, :-1].ravel(), node[:-1, 1:].ravel(), node[1:, :-1].ravel()
    matrix, side = np.diag(np.full(angle.size, p.keep_per_px2)), np.zeros(angle.size)
    along_x = (np.cos(angle[:-1, :-1]) / apart_px).ravel()
    along_y = (-np.sin(angle[:-1, :-1]) / apart_px).ravel()
    flow = ((here, -along_x - along_y), (right, along_x), (below, along_y))
    _add_squares(matrix, flow, 1.0)
    for rows, weights in flow:
        side[rows] += weights * missing[:-1, :-1].ravel()
    one = np.full(len(here), 1.0 / apart_px)
    for neighbour in (right, below):
        _add_squares(matrix, ((here, -one), (neighbour, one)), p.smoothness)
    return np.asarray(np.linalg.solve(matrix, side).reshape(angle.shape))


def _add_squares(
    matrix: Floats, terms: tuple[tuple[NDArray[np.int64], Floats], ...], weight: float
) -> None:
    """Add the normal equations of one row a node; a pair of nodes occurs once in each product."""
    for rows, left in terms:
        for columns, right in terms:
            matrix[rows, columns] += weight * left * right
