"""Slaps of a request: cut into samples of single fingers, and compared with rolled prints."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gallery.types import ExtractedSample, ReceivedSample, SlapFingerReport, SlapReport
from matcher.codecs import Encoding
from matcher.decoding import DecodeImage, EncodedImage
from matcher.drawing import encode_png
from matcher.errors import EncodingError, SequenceError, SlapHandError, SlapUncertainError
from matcher.sampling import resample
from matcher.sequence import SequenceCheck, check_sequence, compare_all
from matcher.slaps import SLAP_FINGERS, Doubt, SlapSegmentation, crop, segment
from matcher.types import (
    FINGERS,
    STANDARD_PPI,
    FingerPosition,
    ImpressionType,
    Template,
)
from services.errors import MissingFingerSentError

CERTAIN = 0.7
"""Least confidence with which a finger of a slap becomes a sample."""
_PROVED_HAND = 0.99
"""From here on, the hand that a slap shows is believed more than the stated position, if rolled
prints agree."""
_OTHER_HAND = {
    FingerPosition.PLAIN_RIGHT_FOUR: FingerPosition.PLAIN_LEFT_FOUR,
    FingerPosition.PLAIN_LEFT_FOUR: FingerPosition.PLAIN_RIGHT_FOUR,
}
_PLAIN_THUMBS = {
    FingerPosition.RIGHT_THUMB: FingerPosition.PLAIN_RIGHT_THUMB,
    FingerPosition.LEFT_THUMB: FingerPosition.PLAIN_LEFT_THUMB,
}
_INKED = (ImpressionType.NONLIVESCAN_PLAIN, ImpressionType.NONLIVESCAN_ROLLED)


@dataclass(frozen=True, eq=False)
class CutSlap:
    """A slap as samples of its fingers."""

    report: SlapReport
    fingers: tuple[ReceivedSample, ...]
    other_hand: bool = False
    """Whether the fingers are named by the hand that the slap shows, against its position."""


def is_slap(sample: ReceivedSample) -> bool:
    """Return whether a sample shows several fingers."""
    return sample.position in SLAP_FINGERS


def cut(
    slap: ReceivedSample, missing: Sequence[FingerPosition], decode_image: DecodeImage
) -> CutSlap:
    """Cut a slap into its fingers.

    missing: fingers that are stated as missing.
    Raises SampleError if the slap cannot be used, and MissingFingerSentError if it shows a finger
    that is stated as missing.
    """
    pixels = pixels_of(slap, decode_image)
    found = segment(pixels, slap.position, missing)
    _refuse_missing(found)
    report = report_of(found)
    other_hand = Doubt.WRONG_HAND in found.doubts
    if other_hand:
        if found.hand_confidence < _PROVED_HAND:
            raise SlapHandError(_wrong_hand(found))
        found = segment(pixels, _OTHER_HAND[slap.position], missing)
        doubts = (*found.doubts, Doubt.WRONG_HAND)
        report = replace(report_of(found), position=slap.position, doubts=doubts)
    certain = [one for one in found.fingers if one.confidence >= CERTAIN]
    if not certain:
        raise SlapUncertainError(_nothing_certain(found))
    inked = slap.impression in _INKED
    samples = tuple(
        ReceivedSample(
            position=one.position,
            impression=(
                ImpressionType.NONLIVESCAN_PLAIN if inked else ImpressionType.LIVESCAN_PLAIN
            ),
            image=encode_png(crop(pixels, one)),
            encoding=Encoding.PNG,
            resolution_ppi=STANDARD_PPI,
        )
        for one in certain
    )
    return CutSlap(report, samples, other_hand)


def pixels_of(slap: ReceivedSample, decode_image: DecodeImage) -> NDArray[np.uint8]:
    """Decode a slap: (height, width) at 500 ppi. Raises SampleError."""
    if not isinstance(slap.encoding, Encoding):
        raise EncodingError("a slap is an image: send minutiae under positions 1 to 12")
    image = EncodedImage(
        slap.image, slap.encoding, slap.resolution_ppi, slap.width_px, slap.height_px
    )
    return resample(decode_image(image).pixels, slap.resolution_ppi)


def report_of(found: SlapSegmentation) -> SlapReport:
    """Report what a slap shows."""
    return SlapReport(
        position=found.position,
        hand=found.hand,
        hand_confidence=found.hand_confidence,
        found_count=found.found_count,
        expected_count=found.expected_count,
        doubts=found.doubts,
        fingers=tuple(
            SlapFingerReport(
                position=one.position,
                confidence=one.confidence,
                centre_x_px=one.box.centre_x_px,
                centre_y_px=one.box.centre_y_px,
                width_px=one.box.width_px,
                height_px=one.box.height_px,
                angle_rad=one.box.angle_rad,
                cut_off=one.cut_off,
            )
            for one in found.fingers
        ),
    )


def refuse_unproved_hands(slaps: Sequence[CutSlap], check: SequenceCheck | None) -> None:
    """Raise SlapHandError for a slap named against its position that no rolled print confirms."""
    known: set[FingerPosition] = set(check.confirmed) if check else set()
    for slap in slaps:
        if slap.other_hand and not known & {one.position for one in slap.fingers}:
            raise SlapHandError(
                f"position {int(slap.report.position)} shows the {slap.report.hand} hand, and no "
                "rolled print confirms it: send the slap under its own position"
            )


def refuse_same_hand(slaps: Sequence[CutSlap]) -> None:
    """Raise SlapHandError if two slaps of a request show the same fingers."""
    seen: set[FingerPosition] = set()
    for slap in slaps:
        own = {one.position for one in slap.fingers}
        if seen & own:
            raise SlapHandError(
                f"two slaps show the {slap.report.hand} hand: send each hand once, under its own "
                "position"
            )
        seen |= own


def check(
    singles: Sequence[ExtractedSample],
    fingers: Sequence[ExtractedSample],
    slaps: Sequence[CutSlap],
) -> SequenceCheck | None:
    """Compare rolled prints with the fingers of slaps; None if there is nothing to compare.

    singles: samples of single fingers as sent. fingers: those of the slaps.
    Raises SequenceError if a slap shows another person.
    """
    rolled = _templates([one for one in singles if one.position in FINGERS])
    plain = _templates([one for one in (*singles, *fingers) if one.position not in FINGERS])
    plain |= _templates(fingers)
    if not rolled or not fingers:
        return None
    named = {slap.report.position: [one.position for one in slap.fingers] for slap in slaps}
    found = check_sequence(compare_all(rolled, plain), named)
    if found.strange:
        raise SequenceError(found.strange)
    return found


def in_order(
    singles: Sequence[ExtractedSample],
    fingers: Sequence[ExtractedSample],
    found: SequenceCheck | None,
) -> list[ExtractedSample]:
    """Put every single print at its finger, and fingers of slaps where no usable print is.

    A print that fails gives way to a print that was moved, and to the finger of a slap. The thumbs
    of a slap stay as plain thumbs beside rolled thumbs.
    """
    placed: dict[FingerPosition, ExtractedSample] = {}
    # Prints that were moved come first: where they go, another print has been refuted.
    places = {one.position: found.place(one.position) if found else one.position for one in singles}
    for one in sorted(singles, key=lambda one: places[one.position] == one.position):
        where = places[one.position]
        if where is not None:
            _put(placed, _moved(one, where))
    for one in fingers:
        thumb = _PLAIN_THUMBS.get(one.position)
        rolled = placed.get(one.position)
        beside = thumb is not None and rolled is not None and rolled.features is not None
        _put(placed, _moved(one, thumb) if thumb and beside else one)
    return [placed[position] for position in sorted(placed)]


def _put(placed: dict[FingerPosition, ExtractedSample], one: ExtractedSample) -> None:
    """Keep the usable one of two samples of a finger, or else the earlier."""
    there = placed.get(one.position)
    if there is None or (there.features is None and one.features is not None):
        placed[one.position] = one


def _moved(one: ExtractedSample, position: FingerPosition) -> ExtractedSample:
    features = one.features and replace(one.features, position=position)
    return replace(one, position=position, features=features)


def _templates(samples: Sequence[ExtractedSample]) -> dict[FingerPosition, Template]:
    return {
        one.position.finger: one.features.template for one in samples if one.features is not None
    }


def _refuse_missing(found: SlapSegmentation) -> None:
    if Doubt.MISSING_FOUND in found.doubts:
        raise MissingFingerSentError(
            f"missing_fingers: the slap of position {int(found.position)} shows "
            f"{found.found_count} fingers, and only {found.expected_count} are not stated as "
            "missing: correct one of the two"
        )


def _wrong_hand(found: SlapSegmentation) -> str:
    return (
        f"the slap seems to show the {found.hand} hand, which is not the hand of position "
        f"{int(found.position)}: send it under its own position, or capture it again"
    )


def _nothing_certain(found: SlapSegmentation) -> str:
    doubts = "; ".join(found.doubts) or "no finger is clear"
    return (
        f"{found.found_count} of {found.expected_count} fingers found, none of them with "
        f"certainty ({doubts}): capture the slap again, with all fingers on the surface, and state "
        "missing fingers"
    )
