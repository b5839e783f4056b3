"""A person's fingers: size, pattern, flow, minutiae, creases."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.types import FingerPosition
from synthesis.second.conditions import FACTOR_COUNT
from synthesis.second.flow import CORE_HEIGHT_PX, Flow, draw_flow
from synthesis.second.patterns import Pattern, draw_patterns
from synthesis.second.points import place_minutiae
from synthesis.second.streams import Stream, generator
from synthesis.second.wear import draw_creases

Floats = NDArray[np.float64]

SIZE_DEVIATION = 0.06
"""Relative deviation of the size of a person's hand; a finger deviates by half as much. Assumed."""
PERIOD_PX = (9.0, 0.55)
"""Mean and deviation over people: 0.46 mm, adults of both sexes. Within a person: a third of it."""
DENSITY_DEVIATION = 0.17
"""Of the log of the density of minutiae, person and finger alike."""
RELATIVE_SIZE = {1: 1.15, 2: 1.0, 3: 1.02, 4: 0.98, 5: 0.84}
"""Of the fingers of a hand, thumb to little finger. Assumed."""
ENDING_SHARE = 0.62
"""Of all minutiae, as LEADER reads them on real prints: 0.57 to 0.69 by set."""


@dataclass(frozen=True, eq=False)
class Person:
    """The properties that a person's fingers share, drawn once."""

    patterns: dict[FingerPosition, Pattern]
    size: float
    period_px: float
    density: float
    factors: Floats
    """(FACTOR_COUNT,) standard normal: the person's part of capture conditions."""


@dataclass(frozen=True, eq=False)
class Finger:
    """The properties that all impressions of a finger share."""

    pattern: Pattern
    flow: Flow
    minutiae: Floats
    """(n, 3) x, y in px and direction; finger frame."""
    ending: NDArray[np.bool_]
    clarity: Floats
    """(n,) standard normal: how clear each minutia is in every impression."""
    creases: Floats
    """(k, 4) ends of the creases, finger frame."""


@lru_cache(maxsize=64)
def person(person_seed: int) -> Person:
    """Draw the properties that a person's fingers share."""
    rng = generator(Stream.PERSON, person_seed)
    patterns = draw_patterns(rng)
    noise = rng.standard_normal(3 + FACTOR_COUNT)
    return Person(
        patterns=patterns,
        size=1 + SIZE_DEVIATION * float(noise[0]),
        period_px=PERIOD_PX[0] + PERIOD_PX[1] * float(noise[1]),
        density=math.exp(DENSITY_DEVIATION * float(noise[2])),
        factors=noise[3:],
    )


@lru_cache(maxsize=64)
def finger(person_seed: int, position: FingerPosition, person_share: float) -> Finger:
    """Draw a finger. person_share: share of its wear that belongs to the person."""
    owner = person(person_seed)
    rng = generator(Stream.FINGER, person_seed, position)
    size, period, density, worn = rng.standard_normal(4)
    relative = RELATIVE_SIZE[position if position <= 5 else position - 5]
    core_height = CORE_HEIGHT_PX * relative * owner.size * (1 + 0.5 * SIZE_DEVIATION * float(size))
    pattern = owner.patterns[position]
    flow = draw_flow(pattern, core_height, owner.period_px + PERIOD_PX[1] * float(period) / 3, rng)
    gain = owner.density * math.exp(DENSITY_DEVIATION * float(density))
    minutiae = place_minutiae(rng, flow, gain)
    own = math.sqrt(1 - person_share) * float(worn)
    wear = math.sqrt(person_share) * float(owner.factors[0]) + own
    return Finger(
        pattern=pattern,
        flow=flow,
        minutiae=minutiae,
        ending=rng.random(len(minutiae)) < ENDING_SHARE,
        clarity=rng.standard_normal(len(minutiae)),
        creases=draw_creases(rng, core_height, wear),
    )
