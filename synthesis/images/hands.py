"""Rendered slaps: the plain prints of a hand, as the hand lays them on a window."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.slaps import SLAP_FINGERS, FingerBox
from matcher.types import FingerPosition, ImpressionType
from synthesis.capture import SLAP_FINGER, Capture, CaptureParameters, captures
from synthesis.finger import Stream, generator
from synthesis.images.cards import print_slap_block
from synthesis.images.contact import Conditions
from synthesis.images.exposure import Look, expose
from synthesis.images.phalanges import lay_phalanx, phalanx
from synthesis.images.prints import INKED, Masters, dryness_of, grow_masters
from synthesis.images.rendering import Master, contact
from synthesis.images.texture import Image
from synthesis.people import Person, person
from synthesis.placement import PlacementParameters, captured_stream, place
from synthesis.population import CaptureShares

_SIZE_PX = {13: (1600, 1000), 14: (1600, 1000), 15: (800, 1000)}
"""Width and height: 3.2 x 2 inch for four fingers."""
_WINDOW_PX = (560, 680)
"""Window in which one finger is rendered: no print is cut off by it."""
_SLAP_KEY, _HAND_KEY = 5, 6
"""Streams below (seed, 0)."""
_SLAP_CAPTURE = CaptureParameters(plain_sensors=((SLAP_FINGER, 1.0),))
_TOUCHING = 0.2
"""Smoothed contact from which a pixel counts as touched."""


@dataclass(frozen=True)
class HandParameters:
    """How the fingers of a hand lie. Proportions of a hand, roughly; not fitted to any image."""

    lowered_px: tuple[float, ...] = (60.0, 150.0, 0.0, 60.0, 390.0)
    """How far each tip lies below the longest finger's, from thumb to little finger, 20 px being
    1 mm."""
    lowered_spread_px: float = 38.0
    """Of a person's hand."""
    touch_spread_px: float = 22.0
    """Of one touch of one finger."""
    tilt_rad: float = 0.13
    """Turn of the whole hand."""
    most_tilt_rad: float = 0.28
    splay_rad: float = 0.06
    """By which neighbouring fingers diverge, on average; half as much is its spread."""
    own_turn_rad: float = 0.035
    """Of one finger, besides."""
    gap_px: tuple[float, float] = (14.0, 110.0)
    """Between neighbouring prints."""
    phalanx_share: float = 0.45
    """Of fingers whose middle phalanx touches too."""
    crease_px: tuple[float, float] = (16.0, 80.0)
    """Between the print and the phalanx below."""


@dataclass(frozen=True, eq=False)
class Slap:
    """Several fingers of a person on one image."""

    pixels: NDArray[np.uint8]
    """(height, width), 500 ppi, ridges dark."""
    boxes: dict[FingerPosition, FingerBox]
    """Where each finger truly touches, from left to right: the last joint alone."""


@dataclass(frozen=True, eq=False)
class _Touch:
    """One finger in a window of its own."""

    ink: Image
    box: FingerBox
    """In the window."""


def render_slap(
    who: int | Person,
    encounter: int,
    position: FingerPosition = FingerPosition.PLAIN_RIGHT_FOUR,
    *,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    missing: Sequence[FingerPosition] = (),
    shares: CaptureShares | None = None,
    masters: Masters | None = None,
    parameters: HandParameters | None = None,
) -> Slap:
    """Render the fingers of a slap (position 13, 14 or 15) on one image, with their true boxes.

    missing: fingers that are not there.
    A kind that is not a live scan is inked on a card, with what is printed and written on the card.
    """
    someone = who if isinstance(who, Person) else person(who)
    fingers = [p for p in SLAP_FINGERS[position] if p not in missing]
    known = masters if masters is not None else grow_masters(someone, positions=fingers)
    p = parameters or HandParameters()
    taken = captures(
        someone.seed,
        encounter,
        kind=kind,
        positions=SLAP_FINGERS[position],
        shares=shares,
        parameters=_SLAP_CAPTURE,
    )
    rng = generator(someone.seed, 0, _SLAP_KEY, encounter, int(position))
    angles = _angles(position, rng, p)
    dryness = dryness_of(someone.seed, encounter)
    touches = {f: _touch(known[f], taken[f], encounter, kind, dryness, angles[f]) for f in fingers}
    canvas, boxes = _lay(position, touches, someone, angles, rng, p)
    if kind not in INKED:
        return Slap(expose(canvas, Look.LIVESCAN, rng), boxes)
    return Slap(print_slap_block(expose(canvas, Look.INKED, rng), position, rng), boxes)


def _angles(
    position: FingerPosition, rng: np.random.Generator, p: HandParameters
) -> dict[FingerPosition, float]:
    """Draw the angle of each finger: positive to the left, as `FingerBox` has it."""
    fingers = SLAP_FINGERS[position]
    tilt = float(np.clip(rng.normal(0.0, p.tilt_rad), -p.most_tilt_rad, p.most_tilt_rad))
    splay = rng.normal(p.splay_rad, 0.5 * p.splay_rad)
    middle = 0.5 * (len(fingers) - 1)
    own = rng.normal(0.0, p.own_turn_rad, len(fingers))
    return {f: tilt + splay * (middle - n) + own[n] for n, f in enumerate(fingers)}


def _touch(
    master: Master,
    capture: Capture,
    encounter: int,
    kind: ImpressionType,
    dryness: float,
    angle_rad: float,
) -> _Touch:
    finger = master.finger
    where = place(
        finger,
        captured_stream(finger, Stream.PLACEMENT, encounter, kind),
        kind,
        capture.difficulty,
        PlacementParameters(rotation_rad=0.0, shift_px=0.0),
        size_px=_WINDOW_PX,
        turned_rad=-angle_rad,
        contact=capture.contact,
    )
    rng = captured_stream(finger, Stream.RENDERING, encounter, kind)
    moisture = finger.moisture - (0.25 * dryness + 0.2 * rng.standard_normal()) * math.sqrt(
        capture.difficulty
    )
    ink = contact(master, where, rng, Conditions(capture.difficulty, float(moisture)))
    return _Touch(ink, _touched_box(ink, angle_rad))


def _touched_box(ink: Image, angle_rad: float) -> FingerBox:
    """Return the box of what touches, along the finger's axes. Single dots do not count."""
    touched = cv2.GaussianBlur(ink, (0, 0), 8.0) > _TOUCHING
    y, x = np.nonzero(touched)
    right, down = FingerBox(0.0, 0.0, 0.0, 0.0, angle_rad).axes
    across, along = x * right[0] + y * right[1], x * down[0] + y * down[1]
    left, rightmost = np.percentile(across, [0.2, 99.8])
    top, bottom = np.percentile(along, [0.2, 99.8])
    x_px, y_px = (right * (left + rightmost) / 2 + down * (top + bottom) / 2).tolist()
    return FingerBox(x_px, y_px, float(rightmost - left), float(bottom - top), angle_rad)


def _lay(
    position: FingerPosition,
    touches: Mapping[FingerPosition, _Touch],
    someone: Person,
    angles: Mapping[FingerPosition, float],
    rng: np.random.Generator,
    p: HandParameters,
) -> tuple[Image, dict[FingerPosition, FingerBox]]:
    """Lay the prints on one window. Return contact per pixel, and the boxes."""
    width, height = _SIZE_PX[position]
    tips = _tips(position, touches, someone, angles, rng, p)
    centres = {f: tips[f] + touches[f].box.axes[1] * touches[f].box.height_px / 2 for f in touches}
    corners = np.concatenate(
        [
            touches[f].box.corners_px
            - (touches[f].box.centre_x_px, touches[f].box.centre_y_px)
            + centres[f]
            for f in touches
        ]
    )
    low, high = corners.min(0), corners.max(0)
    free = np.array([width, height]) - (high - low)
    shift = -low + free * np.where(free > 0, rng.uniform(0.1, 0.9, 2) * (1.0, 0.6), 0.5)
    canvas = np.zeros((height, width), np.float32)
    boxes = {}
    texture = phalanx(someone, rng)
    for f, one in touches.items():
        x, y = (centres[f] + shift).tolist()
        _paste(canvas, one.ink, round(x - one.box.centre_x_px), round(y - one.box.centre_y_px))
        boxes[f] = FingerBox(x, y, one.box.width_px, one.box.height_px, one.box.angle_rad)
        chance, crease = rng.random(), rng.uniform(*p.crease_px)
        if chance < p.phalanx_share and position != FingerPosition.PLAIN_THUMBS:
            lay_phalanx(canvas, texture, boxes[f], crease, rng)
    return canvas, boxes


def _tips(
    position: FingerPosition,
    touches: Mapping[FingerPosition, _Touch],
    someone: Person,
    angles: Mapping[FingerPosition, float],
    rng: np.random.Generator,
    p: HandParameters,
) -> dict[FingerPosition, NDArray[np.float64]]:
    """Draw where the tips lie, in x and y of a window without edges."""
    own = generator(someone.seed, 0, _HAND_KEY).standard_normal(5) * p.lowered_spread_px
    mean_width = 280.0 * someone.body.scale
    widths = [
        touches[f].box.width_px if f in touches else mean_width for f in SLAP_FINGERS[position]
    ]
    room = (0.96 * _SIZE_PX[position][0] - sum(widths)) / (1.3 * (len(widths) - 1))
    gap = min(rng.uniform(*p.gap_px), max(room, p.gap_px[0]))
    tilt = float(np.mean(list(angles.values())))
    across = 0.0
    tips = {}
    for f, width in zip(SLAP_FINGERS[position], widths, strict=True):
        digit = (f - 1) % 5
        lowered = (p.lowered_px[digit] + own[digit]) * someone.body.scale
        lowered += rng.normal(0.0, p.touch_spread_px)
        across += width / 2
        place_ = FingerBox(0.0, 0.0, 0.0, 0.0, tilt).axes
        tips[f] = place_[0] * across + place_[1] * lowered
        across += width / 2 + gap + rng.uniform(0.0, 0.3) * gap
    return tips


def _paste(canvas: Image, ink: Image, left: int, top: int) -> None:
    """Lay a window on the canvas; what lies beyond the canvas is cut off."""
    height, width = canvas.shape
    rows = slice(max(0, top), min(height, top + ink.shape[0]))
    columns = slice(max(0, left), min(width, left + ink.shape[1]))
    part = ink[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    np.maximum(canvas[rows, columns], part, out=canvas[rows, columns])
