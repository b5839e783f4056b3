"""A slap becomes fingers: position, box, confidence, and every doubt by name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.slaps.areas import CELL_PX, find_pieces
from matcher.slaps.arranging import Tip, arrange
from matcher.slaps.hands import Hypothesis, hypotheses, share
from matcher.slaps.types import Doubt, FingerBox, Hand, SlapFinger, SlapSegmentation
from matcher.types import FingerPosition

SLAP_FINGERS: dict[FingerPosition, tuple[FingerPosition, ...]] = {
    FingerPosition.PLAIN_RIGHT_FOUR: tuple(map(FingerPosition, (2, 3, 4, 5))),
    FingerPosition.PLAIN_LEFT_FOUR: tuple(map(FingerPosition, (10, 9, 8, 7))),
    FingerPosition.PLAIN_THUMBS: (FingerPosition.LEFT_THUMB, FingerPosition.RIGHT_THUMB),
}
"""Fingers of a slap from left to right."""

_HANDS = {FingerPosition.PLAIN_RIGHT_FOUR: Hand.RIGHT, FingerPosition.PLAIN_LEFT_FOUR: Hand.LEFT}


@dataclass(frozen=True)
class SlapParameters:
    """Chosen on rendered slaps."""

    rim_px: float = 8.0
    """By which the window that finds ridges reaches beyond the rim of a print."""
    sure: float = 0.9
    """Below this, a hand or the name of a finger is in doubt."""
    cut_off: float = 0.8
    """Factor of the confidence in a finger that the edge of the image cuts off."""
    one_thumb: float = 0.6
    """Confidence in a thumb that is alone, by the half of the image in which it lies."""
    most_tips: int = 6
    """The largest tips that are looked at."""


def segment(
    pixels: NDArray[np.uint8],
    position: FingerPosition,
    missing: Sequence[FingerPosition] = (),
    parameters: SlapParameters | None = None,
) -> SlapSegmentation:
    """Find the fingers of a slap.

    pixels: (height, width), 500 ppi, ridges dark, finger tips up.
    position: 13, 14 or 15, as stated.
    missing: fingers (1 to 10) that are stated as missing.
    """
    p = parameters or SlapParameters()
    tips, angle = arrange(find_pieces(pixels))
    tips = _largest([replace(tip, box=_inset(tip.box, p.rim_px)) for tip in tips], p.most_tips)
    if position == FingerPosition.PLAIN_THUMBS:
        return _thumbs(tips, pixels.shape[1], missing, p)
    return _four(tips, angle, position, missing, p)


def count_fingers(pixels: NDArray[np.uint8]) -> int:
    """Count the prints on a (height, width) image at 500 ppi that look like finger tips.

    Joints below a tip do not count.
    """
    return len(arrange(find_pieces(pixels))[0])


def _four(
    tips: Sequence[Tip],
    angle_rad: float,
    position: FingerPosition,
    missing: Sequence[FingerPosition],
    p: SlapParameters,
) -> SlapSegmentation:
    fingers = SLAP_FINGERS[position]
    expected = [one for one in fingers if one not in missing]
    found = hypotheses(tips, angle_rad) if tips else []
    if not found or not expected:
        return _nothing(position, len(tips), len(expected))
    right = share([one for one in found if one.hand is Hand.RIGHT], found)
    hand, sure = (Hand.RIGHT, right) if right >= 0.5 else (Hand.LEFT, 1.0 - right)
    stated = [one for one in found if one.hand is _HANDS[position]]
    fitting = [one for one in stated if not set(_positions(one)) & set(missing)]
    best = fitting[0]
    names = [
        (tip, finger, _name_share(tip, finger, fitting))
        for tip, finger in zip(best.tips, _positions(best), strict=True)
    ]
    named = tuple(_finger(tips[tip], finger, certain, p) for tip, finger, certain in names)
    doubts = [
        *_count_doubts(len(named), len(tips), len(expected)),
        *_tip_doubts([tips[tip] for tip in best.tips]),
    ]
    if sure < p.sure:
        doubts.append(Doubt.UNSURE_HAND)
    elif hand is not _HANDS[position]:
        doubts.append(Doubt.WRONG_HAND)
    if any(certain < p.sure for _, _, certain in names):
        doubts.append(Doubt.UNSURE_FINGERS)
    if missing and 1.0 - share(fitting, stated) > p.sure:
        doubts.append(Doubt.MISSING_FOUND)
    return SlapSegmentation(position, named, hand, sure, len(tips), len(expected), tuple(doubts))


def _thumbs(
    tips: Sequence[Tip], width_px: int, missing: Sequence[FingerPosition], p: SlapParameters
) -> SlapSegmentation:
    position = FingerPosition.PLAIN_THUMBS
    expected = [one for one in SLAP_FINGERS[position] if one not in missing]
    chosen = _largest(tips, len(expected))
    if not chosen:
        return _nothing(position, len(tips), len(expected))
    certain = len(chosen) == len(expected)
    if not certain:
        left = chosen[0].box.centre_x_px < width_px / 2
        expected = [FingerPosition.LEFT_THUMB if left else FingerPosition.RIGHT_THUMB]
    named = tuple(
        _finger(tip, finger, 1.0 if certain else p.one_thumb, p)
        for tip, finger in zip(chosen, expected, strict=True)
    )
    count = len(SLAP_FINGERS[position]) - len(set(missing) & set(SLAP_FINGERS[position]))
    doubts = [*_count_doubts(len(named), len(tips), count), *_tip_doubts(chosen)]
    if not certain:
        doubts.append(Doubt.UNSURE_FINGERS)
    return SlapSegmentation(position, named, None, 0.0, len(tips), count, tuple(doubts))


def _nothing(position: FingerPosition, found: int, expected: int) -> SlapSegmentation:
    doubts = tuple(_count_doubts(0, found, expected))
    return SlapSegmentation(position, (), None, 0.0, found, expected, doubts)


def _positions(one: Hypothesis) -> tuple[FingerPosition, ...]:
    index = FingerPosition.RIGHT_INDEX if one.hand is Hand.RIGHT else FingerPosition.LEFT_INDEX
    return tuple(FingerPosition(index + digit) for digit in one.digits)


def _name_share(tip: int, finger: FingerPosition, fitting: Sequence[Hypothesis]) -> float:
    """Return how likely a tip is that finger."""
    agreeing = [
        one for one in fitting if tip in one.tips and _positions(one)[one.tips.index(tip)] == finger
    ]
    return share(agreeing, fitting)


def _finger(tip: Tip, position: FingerPosition, sure: float, p: SlapParameters) -> SlapFinger:
    contours, _ = cv2.findContours(
        tip.piece.mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    hull = cv2.convexHull(np.concatenate(contours)).reshape(-1, 2).astype(np.float32)
    outline = (hull + 0.5) * CELL_PX
    confidence = sure * (p.cut_off if tip.at_edge else 1.0)
    return SlapFinger(position, tip.box, outline, confidence, tip.at_edge)


def _count_doubts(named: int, found: int, expected: int) -> Iterator[Doubt]:
    if named < expected:
        yield Doubt.FEWER
    if found > named:
        yield Doubt.MORE


def _tip_doubts(tips: Sequence[Tip]) -> Iterator[Doubt]:
    if any(tip.piece.cut for tip in tips):
        yield Doubt.JOINED
    if any(tip.at_edge for tip in tips):
        yield Doubt.CUT_OFF


def _largest(tips: Sequence[Tip], count: int) -> list[Tip]:
    """Return the largest tips in their order."""
    by_area = sorted(range(len(tips)), key=lambda n: -tips[n].area_px)
    return [tips[n] for n in sorted(by_area[:count])]


def _inset(box: FingerBox, by_px: float) -> FingerBox:
    return replace(box, width_px=box.width_px - 2 * by_px, height_px=box.height_px - 2 * by_px)
