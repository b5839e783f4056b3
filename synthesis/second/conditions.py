"""The conditions under which a print is captured: factors of person, session and print."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.types import ImpressionType
from synthesis.population import CaptureShares

FACTOR_COUNT = 4
DIFFICULTY = 0.45
"""Deviation of the log of difficulty over prints."""
LOOSENESS = 0.3
"""Deviation of the log of looseness over prints."""
ROLLED_EASE = -0.2
"""Added to the log of difficulty: rolled prints are taken with care."""
CARD_DIFFICULTY = 0.15
"""Added to the log of difficulty of ink on a card. Assumed."""
SENSORS_PX = ((388, 374), (300, 300), (328, 364), (400, 500))
"""Width and height: the public FVC sensors of the real sets, and a finger of a slap scanner."""
ROLLED_SENSORS_PX = ((800, 750), (804, 752), (600, 600))
"""Blocks of a ten-print card and of a live scanner, as NIST SD 300 has them at 500 ppi."""


class Conditions(NamedTuple):
    """What compiled kernels need to know about a capture."""

    difficulty: float
    """1 is usual; multiplies how many minutiae are missed, added and displaced."""
    dryness: float
    """Standard normal: dry prints break ridges, wet ones join them."""
    pressure: float
    """Standard normal."""
    looseness: float
    """1 is usual; multiplies shift, rotation and distortion."""
    rolled: bool
    width_px: int
    height_px: int


def combine(
    shares: CaptureShares,
    person: NDArray[np.float64],
    session: NDArray[np.float64],
    finger: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Add standard normal factors so that the sum is standard normal, by variance shares."""
    shared = math.sqrt(shares.person) * person + math.sqrt(shares.session) * session
    return shared + math.sqrt(shares.finger) * finger


def conditions(factors: NDArray[np.float64], kind: ImpressionType, sensor: float) -> Conditions:
    """Turn factors into conditions. sensor: 0 to 1, chooses one of the sensors."""
    rolled = kind in (ImpressionType.LIVESCAN_ROLLED, ImpressionType.NONLIVESCAN_ROLLED)
    card = kind in (ImpressionType.NONLIVESCAN_PLAIN, ImpressionType.NONLIVESCAN_ROLLED)
    sizes = ROLLED_SENSORS_PX if rolled else SENSORS_PX
    width, height = sizes[int(sensor * len(sizes))]
    harder = ROLLED_EASE * rolled + CARD_DIFFICULTY * card
    return Conditions(
        difficulty=math.exp(DIFFICULTY * float(factors[0]) + harder),
        dryness=float(factors[1]),
        pressure=float(factors[2]),
        looseness=math.exp(LOOSENESS * float(factors[3])),
        rolled=rolled,
        width_px=width,
        height_px=height,
    )
