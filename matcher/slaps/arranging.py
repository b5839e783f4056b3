"""Which pieces are finger tips, which lie below a tip, and how each finger is turned."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.slaps.areas import CELL_PX, Piece
from matcher.slaps.types import FingerBox

Points = NDArray[np.float64]


@dataclass(frozen=True)
class ArrangingParameters:
    """Chosen on rendered slaps."""

    own_angle: float = 3.0
    """How much the shape of a print says of its angle, against the hand's."""
    upright: float = 0.25
    """How much an upright hand is expected, against the shapes of the prints."""
    least_joint_px: float = 230.0
    """Height of the lowest print of a last joint: 0.46 inch."""
    cut_px: float = 60.0
    """By which the parts of a print that was cut across lie apart, or overlap, at most."""
    cut_aside: float = 0.35
    """How far they lie to the side of each other at most, as a share of the width."""
    joint_weight: float = 0.35
    """How much two joints of a finger say of the hand's angle, against the shapes of all prints."""
    most_turn_rad: float = 0.8
    """A print that is turned further against upright says nothing of the hand."""
    min_width_px: float = 110.0
    max_width_px: float = 460.0
    min_height_px: float = 130.0
    max_height_px: float = 620.0
    """The last joint of the longest finger: 1.25 inch. What lies below is left out."""
    below: float = 0.45
    """A piece that lies below a tip by less than this share of its width to the side belongs to
    the same finger."""


@dataclass(frozen=True, eq=False)
class Tip:
    """A piece that may be the last joint of a finger."""

    piece: Piece
    box: FingerBox
    at_edge: bool
    """Whether the edge of the image cuts the print off."""
    area_px: float


@dataclass(frozen=True, eq=False)
class _Shape:
    centre: Points
    angle_rad: float
    weight: float
    """How long the piece is against its width, times its area."""


def arrange(
    pieces: Sequence[Piece], parameters: ArrangingParameters | None = None
) -> tuple[list[Tip], float]:
    """Return the finger tips from left to right, and the angle of the hand."""
    p = parameters or ArrangingParameters()
    pieces = _whole(pieces, p)
    points = [_points(one) for one in pieces]
    shapes = [_shape(one) for one in points]
    first = _hand_angle(shapes, points, p)
    stacked = _topmost(_tips(pieces, points, shapes, first, p), p)
    hand = _refined(first, stacked, p)
    tips = [tip for tip, _ in _topmost(_tips(pieces, points, shapes, hand, p), p)]
    right, _ = FingerBox(0, 0, 0, 0, hand).axes
    return sorted(tips, key=lambda tip: float(right @ _centre(tip.box))), hand


def _whole(pieces: Sequence[Piece], p: ArrangingParameters) -> list[Piece]:
    """Put a print together again that was cut across, by handwriting for example.

    The upper part of such a print is lower than any last joint.
    """
    whole: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: -int(_rows(one)[-1])):
        fitting = [one for one in whole if _on_top(piece, one, p)]
        if fitting:
            lower = fitting[-1]
            mask = piece.mask | lower.mask
            whole[whole.index(lower)] = Piece(mask, lower.contrast, piece.cut or lower.cut)
        else:
            whole.append(piece)
    return whole


def _on_top(upper: Piece, lower: Piece, p: ArrangingParameters) -> bool:
    rows, columns, below, beside = _rows(upper), _columns(upper), _rows(lower), _columns(lower)
    low = (rows[-1] - rows[0]) * CELL_PX < p.least_joint_px
    gap = (below[0] - rows[-1]) * CELL_PX
    aside = abs(columns.mean() - beside.mean()) / len(beside)
    return bool(low and abs(gap) < p.cut_px and aside < p.cut_aside)


def _rows(piece: Piece) -> NDArray[np.int64]:
    return np.flatnonzero(piece.mask.any(1))


def _columns(piece: Piece) -> NDArray[np.int64]:
    return np.flatnonzero(piece.mask.any(0))


def _tips(
    pieces: Sequence[Piece],
    points: Sequence[Points],
    shapes: Sequence[_Shape],
    hand: float,
    p: ArrangingParameters,
) -> list[Tip]:
    return [
        tip
        for piece, at, shape in zip(pieces, points, shapes, strict=True)
        if (tip := _tip(piece, at, _own_angle(shape, hand, p), p)) is not None
    ]


def _refined(
    hand: float, stacked: Sequence[tuple[Tip, list[Tip]]], p: ArrangingParameters
) -> float:
    """Correct the angle of the hand by how the joints of its fingers lie below each other."""
    turns = []
    for tip, joints in stacked:
        for joint in joints[:1]:
            x, y = (_centre(joint.box) - _centre(tip.box)).tolist()
            turns.append(math.atan2(x, y))
    weight = p.joint_weight
    return (hand + weight * sum(turns)) / (1.0 + weight * len(turns))


def _points(piece: Piece) -> Points:
    rows, columns = np.nonzero(piece.mask)
    return np.column_stack([columns + 0.5, rows + 0.5]) * CELL_PX


def _shape(points: Points) -> _Shape:
    centre = points.mean(0)
    (xx, xy), (_, yy) = np.cov((points - centre).T)
    # Twice the angle of the long axis against upright, positive to the left.
    angle = 0.5 * math.atan2(2 * xy, yy - xx)
    length = math.hypot(yy - xx, 2 * xy) / (xx + yy)
    return _Shape(centre, angle, length * len(points))


def _hand_angle(
    shapes: Sequence[_Shape], points: Sequence[Points], p: ArrangingParameters
) -> float:
    """Return the mean angle of the pieces that are longer than wide, drawn towards upright."""
    usable = [one for one in shapes if abs(one.angle_rad) < p.most_turn_rad]
    total = sum(one.weight for one in usable)
    prior = p.upright * 0.15 * sum(len(one) for one in points)
    return sum(one.weight * one.angle_rad for one in usable) / max(total + prior, 1.0)


def _own_angle(shape: _Shape, hand: float, p: ArrangingParameters) -> float:
    own = p.own_angle * shape.weight / 4_000.0
    turn = shape.angle_rad - hand
    if abs(turn) > p.most_turn_rad:
        return hand
    return hand + turn * own / (1.0 + own)


def _tip(piece: Piece, points: Points, angle: float, p: ArrangingParameters) -> Tip | None:
    right, down = FingerBox(0, 0, 0, 0, angle).axes
    across, along = points @ right, points @ down
    left, width = _extent(across)
    top, height = _extent(along)
    if not (p.min_width_px <= width <= p.max_width_px) or height < p.min_height_px:
        return None
    height = min(height, p.max_height_px)
    centre = right * (left + width / 2) + down * (top + height / 2)
    box = FingerBox(float(centre[0]), float(centre[1]), width, height, angle)
    mask = piece.mask
    cut_off = max(mask[0].sum(), mask[:, 0].sum(), mask[:, -1].sum()) * CELL_PX > 60
    return Tip(piece, box, bool(cut_off), len(points) * CELL_PX**2)


def _extent(values: Points) -> tuple[float, float]:
    low, high = np.percentile(values, [0.3, 99.7])
    return float(low) - CELL_PX / 2, float(high - low) + CELL_PX


def _centre(box: FingerBox) -> Points:
    return np.array([box.centre_x_px, box.centre_y_px])


def _topmost(tips: Sequence[Tip], p: ArrangingParameters) -> list[tuple[Tip, list[Tip]]]:
    """Return each tip that lies below no other, with what lies below it in the same finger."""
    kept: list[tuple[Tip, list[Tip]]] = []
    for tip in sorted(tips, key=lambda one: one.box.centre_y_px):
        above = [one for one in kept if _below(tip.box, one[0].box, p)]
        if above:
            above[-1][1].append(tip)
        else:
            kept.append((tip, []))
    return kept


def _below(box: FingerBox, above: FingerBox, p: ArrangingParameters) -> bool:
    right, down = above.axes
    offset = _centre(box) - _centre(above)
    aside, below = float(right @ offset), float(down @ offset)
    # The joints of a finger lie in line, as far as the angle is known.
    return below > above.height_px / 2 and abs(aside) < p.below * above.width_px + 0.1 * below
