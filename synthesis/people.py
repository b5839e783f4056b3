"""Synthetic people: ten fingers each, drawn from a seed.

All of them are invented. Pattern classes have natural frequencies by finger. They are correlated
among a person's fingers, most of all between the same finger of both hands. Nothing depends on age,
sex or origin.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.types import FINGERS, FingerPosition
from synthesis.finger import Body, Finger, PatternClass, describe, generator


@dataclass(frozen=True, eq=False)
class Person:
    """A person as the generator draws them."""

    seed: int
    body: Body
    fingers: tuple[Finger, ...]
    """Ten, in the order of the position codes 1 to 10."""

    def finger(self, position: FingerPosition) -> Finger:
        """Return the finger behind a position; plain thumbs are thumbs."""
        return self.fingers[int(position.finger) - 1]


# Per cent by digit from thumb to little finger: arch, tented arch, radial loop, ulnar loop, whorl.
# Rounded by hand so that the mean over digits is the natural distribution of Wilson, Candela &
# Watson 1993 (3.7, 2.9, 65.5 loops, 27.9) and digits differ as the classic counts say.
_FREQUENCIES = (
    (3.0, 0.8, 0.4, 55.8, 40.0),
    (7.0, 8.0, 19.0, 36.0, 30.0),
    (5.0, 4.0, 3.0, 70.5, 17.5),
    (2.0, 1.0, 1.0, 57.0, 39.0),
    (1.5, 0.7, 0.4, 84.4, 13.0),
)

# Variance shares of what decides the class: person, the same digit of both hands, finger. Set so
# that fingers correlate like ridge counts do (Holt 1968: 0.7 to 0.8 for the same digit of both
# hands, 0.4 to 0.6 for different digits).
_PERSON_SHARE, _DIGIT_SHARE, _FINGER_SHARE = 0.45, 0.30, 0.25


def class_probabilities(position: FingerPosition) -> dict[PatternClass, float]:
    """Return how often each pattern class occurs on a finger.

    An ulnar loop opens towards the little finger: to the right on the print of a right hand.
    """
    finger = position.finger
    arch, tented, radial, ulnar, whorl = _FREQUENCIES[(finger - 1) % 5]
    right_hand = finger <= FingerPosition.RIGHT_LITTLE
    left_loop, right_loop = (radial, ulnar) if right_hand else (ulnar, radial)
    shares = (arch, tented, left_loop, right_loop, whorl)
    return {c: share / 100.0 for c, share in zip(PatternClass, shares, strict=True)}


def person(seed: int) -> Person:
    """Draw a person.

    seed: any non-negative integer. Equal seeds give equal people, bit for bit, whatever was drawn
    before (PCG64 streams under one SeedSequence).
    """
    rng = generator(seed, 0)
    body = Body(
        scale=rng.lognormal(0.0, 0.05),
        period_px=float(np.clip(rng.normal(9.0, 0.45), 7.6, 10.6)),
        moisture=float(np.clip(rng.normal(0.0, 0.35), -0.8, 0.8)),
    )
    classes = _draw_classes(rng)
    pairs = zip(FINGERS, classes, strict=True)
    return Person(seed, body, tuple(describe(seed, p, c, body) for p, c in pairs))


def people(seeds: Sequence[int]) -> list[Person]:
    """Draw several people."""
    return [person(seed) for seed in seeds]


def _draw_classes(rng: np.random.Generator) -> list[PatternClass]:
    """Draw ten classes together, from correlated normals, with the stated frequencies by finger.

    A higher normal gives a higher pattern intensity: arch, tented arch, radial, ulnar loop, whorl.
    """
    person, digits = rng.standard_normal(), np.tile(rng.standard_normal(5), 2)
    latent = math.sqrt(_FINGER_SHARE) * rng.standard_normal(len(FINGERS))
    latent += math.sqrt(_PERSON_SHARE) * person + math.sqrt(_DIGIT_SHARE) * digits
    return [_class_at(z, position) for z, position in zip(latent, FINGERS, strict=True)]


def _class_at(latent: float, position: FingerPosition) -> PatternClass:
    quantile = 50.0 * (1.0 + math.erf(latent / math.sqrt(2.0)))
    shares = np.cumsum(_FREQUENCIES[(position.finger - 1) % 5])
    rank = min(int(np.searchsorted(shares, quantile)), len(shares) - 1)
    right_hand = position.finger <= FingerPosition.RIGHT_LITTLE
    radial, ulnar = PatternClass.LEFT_LOOP, PatternClass.RIGHT_LOOP
    loops = (radial, ulnar) if right_hand else (ulnar, radial)
    return (PatternClass.ARCH, PatternClass.TENTED_ARCH, *loops, PatternClass.WHORL)[rank]
