"""One finger at two positions of a person: all pairs of different fingers are compared.

The evidence of several fingers adds up because different fingers are different evidence. The same
finger at ten positions would turn one chance likeness into ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.calibration import threshold_db
from matcher.comparison import MIN_CYLINDERS, prepare
from matcher.errors import RepeatedFingerError
from matcher.fusion import compare_shortlist
from matcher.types import Features, FingerPosition, Template

FINGER_FMR = 1e-6
"""False match rate of two fingers: 60 dB, within what is proved for a finger. Ten fingers make 45
pairs, so that this refuses at most 45 of a million people whose ten fingers differ."""


@dataclass(frozen=True)
class RepeatedFinger:
    """Two positions whose prints are as similar as two prints of one finger."""

    position: FingerPosition
    other_position: FingerPosition
    score_db: float
    extrapolated: bool


def find_repeated(
    prints: Sequence[tuple[FingerPosition, Template]], finger_fmr: float = FINGER_FMR
) -> list[RepeatedFinger]:
    """Find the fingers of one person that are the same, in the order of the prints.

    The rolled and the plain print of a thumb are one finger and are not compared. Equal templates
    are one finger whatever their score. A print too sparse for comparison is no evidence, and is
    left out.
    """
    threshold = threshold_db(1, finger_fmr)
    prepared = [(position, print_, prepare(print_)) for position, print_ in prints]
    prepared = [one for one in prepared if one[2].cylinder_count >= MIN_CYLINDERS]
    found = []
    for n, (position, print_, probe) in enumerate(prepared):
        others = [one for one in prepared[n + 1 :] if one[0].finger != position.finger]
        compared = compare_shortlist({position: probe}, [{position: one[2]} for one in others])
        for (other, other_print, _), comparison in zip(others, compared, strict=True):
            if comparison.score_db >= threshold or _equal(print_, other_print):
                found.append(
                    RepeatedFinger(position, other, comparison.score_db, comparison.extrapolated)
                )
    return found


def refuse_repeated(fingers: Sequence[Features]) -> None:
    """Raise RepeatedFingerError, which names the first two positions that show one finger."""
    for one in find_repeated([(finger.position, finger.template) for finger in fingers]):
        raise RepeatedFingerError(one.position, one.other_position)


def _equal(one: Template, other: Template) -> bool:
    """Return whether two templates come from one image: their minutiae are equal bit by bit."""
    return all(
        getattr(one, column).tobytes() == getattr(other, column).tobytes()
        for column in ("x_px", "y_px", "direction_rad")
    )
