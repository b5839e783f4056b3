"""How prints are captured: the sensor, and how hard the capture is, by person, session and finger.

Each print has a standard normal `latent`, which says how hard its capture is. `CaptureShares` says
which shares of its variance belong to person, session and finger, so that the fingers of a person
fail together as often as assumed. All faults follow from the latent through one number,
`difficulty`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.finger import generator
from synthesis.population import CaptureShares

_PERSON_KEY, _SESSION_KEY = 1, 2
"""Streams below (seed, 0); `synthesis.people` draws from (seed, 0) itself."""


@dataclass(frozen=True)
class Sensor:
    """The window that a print is taken through, at 500 ppi."""

    name: str
    width_px: int
    height_px: int
    contact: float = 1.0
    """Linear size of the contact area against a slap's; people touch small sensors lightly."""
    rolled: bool = False
    slap: bool = False
    """Whether the fingers of a hand are captured at once and cut apart."""


ROLLED_BLOCK = Sensor("rolled block", 804, 752, rolled=True)
"""A card's or a live-scan's block of 1.6 x 1.5 inch."""
SLAP_FINGER = Sensor("finger of a slap", 368, 448, slap=True)
OPTICAL = Sensor("optical", 388, 374, contact=0.93)
"""Size of FVC2002 DB1's."""
OPTICAL_SMALL = Sensor("small optical", 328, 364, contact=0.93)
"""Size of FVC2004 DB2's."""
CAPACITIVE = Sensor("capacitive", 300, 300, contact=0.73)
"""Size of FVC2002 DB3's."""


@dataclass(frozen=True)
class CaptureParameters:
    """What sessions are like. Assumed, not measured: no set with many sessions is public."""

    median_difficulty: float = 1.05
    difficulty_spread: float = 0.4
    """Standard deviation of the logarithm of difficulty."""
    plain_sensors: tuple[tuple[Sensor, float], ...] = (
        (SLAP_FINGER, 0.55),
        (OPTICAL, 0.2),
        (OPTICAL_SMALL, 0.15),
        (CAPACITIVE, 0.1),
    )
    """Sensors of plain prints and their shares of sessions."""
    contact_spread: float = 0.09
    """Standard deviation of the logarithm of the linear size of the contact area. It stands for
    pressure: half of it is the session's and half is the print's."""
    hand_rotation_rad: float = 0.08
    """Standard deviation of the rotation that the fingers of a slap share."""


@dataclass(frozen=True)
class Capture:
    """How one print is captured."""

    latent: float
    """Standard normal; higher is harder."""
    difficulty: float
    """1 is an ordinary capture; see `synthesis.placement` and `synthesis.observation`."""
    sensor: Sensor
    contact: float
    """Linear size of the contact area against an ordinary one."""
    rotation_rad: float
    """Rotation of the hand, on top of the finger's own rotation."""


def captures(
    person_seed: int,
    encounter: int,
    *,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    positions: Sequence[FingerPosition] = FINGERS,
    shares: CaptureShares | None = None,
    parameters: CaptureParameters | None = None,
) -> dict[FingerPosition, Capture]:
    """Say how the prints of one encounter are captured; positions do not depend on each other."""
    s, p = shares or CaptureShares(), parameters or CaptureParameters()
    rng = generator(person_seed, 0, _SESSION_KEY, encounter)
    session, which = rng.standard_normal(), rng.random()
    own, hands = rng.standard_normal(len(FINGERS)), rng.standard_normal(2)
    pressure = math.sqrt(0.5) * (rng.standard_normal() + rng.standard_normal(len(FINGERS)))
    person = generator(person_seed, 0, _PERSON_KEY).standard_normal()
    latent = math.sqrt(s.person) * person + math.sqrt(s.session) * session
    latents = latent + math.sqrt(s.finger) * own
    sensor = _sensor(kind, which, p)
    turn = p.hand_rotation_rad * hands if sensor.slap else np.zeros(2)
    return {
        position: Capture(
            latent=float(latents[position.finger - 1]),
            difficulty=p.median_difficulty
            * math.exp(p.difficulty_spread * float(latents[position.finger - 1])),
            sensor=sensor,
            contact=sensor.contact
            * math.exp(p.contact_spread * float(pressure[position.finger - 1])),
            rotation_rad=float(turn[int(position.finger > FingerPosition.RIGHT_LITTLE)]),
        )
        for position in positions
    }


def _sensor(kind: ImpressionType, chance: float, p: CaptureParameters) -> Sensor:
    if kind in (ImpressionType.LIVESCAN_ROLLED, ImpressionType.NONLIVESCAN_ROLLED):
        return ROLLED_BLOCK
    total = 0.0
    for sensor, share in p.plain_sensors:
        total += share
        if chance < total:
            return sensor
    return p.plain_sensors[-1][0]
