"""Rendered prints of whole people: single prints, encounters, rolled blocks of a card."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.capture import CaptureParameters, captures
from synthesis.finger import generator
from synthesis.images.cards import print_block
from synthesis.images.exposure import Look, expose
from synthesis.images.rendering import LOOKS, Master, captured_contact, impression, master
from synthesis.people import Person, person
from synthesis.population import CaptureShares

Masters = Mapping[FingerPosition, Master]

_DRYNESS_KEY = 4
"""Stream below (seed, 0), then the encounter."""
INKED = (ImpressionType.NONLIVESCAN_PLAIN, ImpressionType.NONLIVESCAN_ROLLED)


def grow_masters(
    person: Person, *, positions: Sequence[FingerPosition] = FINGERS
) -> dict[FingerPosition, Master]:
    """Grow the ridges of a person's fingers; keep them while several encounters are rendered."""
    return {position: master(person.finger(position)) for position in positions}


def render_person(
    person: Person,
    encounter: int,
    *,
    positions: Sequence[FingerPosition] = FINGERS,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    difficulty: float = 1.0,
    masters: Masters | None = None,
) -> dict[FingerPosition, NDArray[np.uint8]]:
    """Render one print of each finger, all of one difficulty, as a live scan shows them.

    encounter: any non-negative integer; the same one gives the same prints.
    masters: from `grow_masters`, at least for these positions; without it they are grown here.
    Returns (height, width) uint8 at 500 ppi, ridges dark.
    """
    known = masters if masters is not None else grow_masters(person, positions=positions)
    return {p: impression(known[p], encounter, kind, difficulty).pixels for p in positions}


def render_encounter(
    who: int | Person,
    encounter: int,
    *,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    positions: Sequence[FingerPosition] = FINGERS,
    shares: CaptureShares | None = None,
    masters: Masters | None = None,
    parameters: CaptureParameters | None = None,
) -> dict[FingerPosition, NDArray[np.uint8]]:
    """Render an encounter with the session, sensor, difficulty and placement of `FirstPopulation`.

    who: a person or a person's seed. A kind that is not a live scan is inked.
    Returns (height, width) uint8 at 500 ppi, ridges dark.
    """
    someone = who if isinstance(who, Person) else person(who)
    known = masters if masters is not None else grow_masters(someone, positions=positions)
    taken = captures(
        someone.seed,
        encounter,
        kind=kind,
        positions=positions,
        shares=shares,
        parameters=parameters,
    )
    dryness = dryness_of(someone.seed, encounter)
    prints = {}
    for p, capture in taken.items():
        ink, _, rng = captured_contact(known[p], capture, encounter, kind, dryness)
        look = Look.INKED if kind in INKED else LOOKS[capture.sensor.name]
        prints[p] = expose(ink, look, rng)
        if kind == ImpressionType.NONLIVESCAN_ROLLED:
            prints[p] = print_block(prints[p], p, rng)
    return prints


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode a print as PNG, at level 1: noise hardly compresses further."""
    _, data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return data.tobytes()


def dryness_of(seed: int, encounter: int) -> float:
    """Draw how dry the fingers of an encounter are; standard normal."""
    return float(generator(seed, 0, _DRYNESS_KEY, encounter).standard_normal())
