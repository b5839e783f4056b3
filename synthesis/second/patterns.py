"""The pattern that each finger of a person shows.

This is a threshold model: a person's fingers share a liability, and arches, loops and whorls are
three ranges of it. Somebody with a whorl on one finger is likelier to have whorls on others.
"""

import math
from enum import Enum
from statistics import NormalDist

import numpy as np

from matcher.types import FINGERS, FingerPosition


class Pattern(Enum):
    """Henry classes; a loop has the name of the side of the picture to which it opens."""

    ARCH = "arch"
    TENTED_ARCH = "tented_arch"
    LEFT_LOOP = "left_loop"
    RIGHT_LOOP = "right_loop"
    DOUBLE_LOOP = "double_loop"
    WHORL = "whorl"


ARCH_AND_WHORL_PERCENT = {
    FingerPosition.RIGHT_THUMB: (3, 44),
    FingerPosition.RIGHT_INDEX: (17, 30),
    FingerPosition.RIGHT_MIDDLE: (7, 15),
    FingerPosition.RIGHT_RING: (2, 45),
    FingerPosition.RIGHT_LITTLE: (1, 13),
    FingerPosition.LEFT_THUMB: (5, 30),
    FingerPosition.LEFT_INDEX: (17, 28),
    FingerPosition.LEFT_MIDDLE: (8, 16),
    FingerPosition.LEFT_RING: (3, 31),
    FingerPosition.LEFT_LITTLE: (2, 8),
}
"""Per cent of arches (plain and tented) and of whorls (all kinds); the rest are loops.

Source: Galton, Finger Prints, 1892, chapter VIII, table I: 5,000 digits of 500 persons.
"""

RADIAL_SHARE_INDEX = 42 / 108
"""Of the loops of forefingers, opening to the thumb. Source: Galton 1892, below table V."""
RADIAL_SHARE_OTHER = 0.03
"""The same of other fingers, where Galton calls it much the more rare. Assumed."""
TENTED_SHARE = 0.029 / (0.037 + 0.029)
"""Of arches. Source: Wilson, Candela & Watson, "Neural network fingerprint classification",
1994."""
DOUBLE_LOOP_SHARE = 0.2
"""Of whorls. Assumed."""
LIABILITY_CORRELATION = 0.45
"""Between two fingers of a person. Assumed: Galton finds them alike, in other measures."""

_NORMAL = NormalDist()
_THRESHOLDS = {
    position: (_NORMAL.inv_cdf(arch / 100), _NORMAL.inv_cdf(1 - whorl / 100))
    for position, (arch, whorl) in ARCH_AND_WHORL_PERCENT.items()
}


def draw_patterns(rng: np.random.Generator) -> dict[FingerPosition, Pattern]:
    """Draw the ten patterns of a person."""
    shared = math.sqrt(LIABILITY_CORRELATION) * rng.standard_normal()
    own = math.sqrt(1 - LIABILITY_CORRELATION) * rng.standard_normal(len(FINGERS))
    kind = rng.random(len(FINGERS))
    return {
        position: _pattern(position, shared + float(own[k]), float(kind[k]))
        for k, position in enumerate(FINGERS)
    }


def _pattern(position: FingerPosition, liability: float, kind: float) -> Pattern:
    arch, whorl = _THRESHOLDS[position]
    if liability < arch:
        return Pattern.TENTED_ARCH if kind < TENTED_SHARE else Pattern.ARCH
    if liability > whorl:
        return Pattern.DOUBLE_LOOP if kind < DOUBLE_LOOP_SHARE else Pattern.WHORL
    return _loop(position, kind)


def _loop(position: FingerPosition, kind: float) -> Pattern:
    index = position in (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)
    radial = kind < (RADIAL_SHARE_INDEX if index else RADIAL_SHARE_OTHER)
    # On a print of the right hand the little finger's side is the right one.
    opens_right = (position <= FingerPosition.RIGHT_LITTLE) != radial
    return Pattern.RIGHT_LOOP if opens_right else Pattern.LEFT_LOOP
