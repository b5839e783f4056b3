"""Rendered prints of whole people: single prints, encounters, slaps, rolled blocks of a card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.capture import SLAP_FINGER, CaptureParameters, captures
from synthesis.finger import generator
from synthesis.images.cards import lay_side_by_side, print_block
from synthesis.images.exposure import Look, expose
from synthesis.images.rendering import LOOKS, Master, captured_contact, impression, master
from synthesis.images.texture import Image
from synthesis.people import Person, person
from synthesis.population import CaptureShares

Masters = Mapping[FingerPosition, Master]

_DRYNESS_KEY, _SLAP_KEY = 4, 5
"""Streams below (seed, 0), then the encounter."""
_INKED = (ImpressionType.NONLIVESCAN_PLAIN, ImpressionType.NONLIVESCAN_ROLLED)
_SLAPS = {
    FingerPosition.PLAIN_RIGHT_FOUR: FINGERS[1:5],
    FingerPosition.PLAIN_LEFT_FOUR: FINGERS[:5:-1],
    FingerPosition.PLAIN_THUMBS: (FingerPosition.LEFT_THUMB, FingerPosition.RIGHT_THUMB),
}
"""Fingers of a slap from left to right."""
_SLAP_CAPTURE = CaptureParameters(plain_sensors=((SLAP_FINGER, 1.0),))


@dataclass(frozen=True, eq=False)
class Slap:
    """Several fingers of a person on one image."""

    pixels: NDArray[np.uint8]
    """(height, width), 500 ppi, ridges dark."""
    boxes_px: dict[FingerPosition, tuple[int, int, int, int]]
    """The box where each finger truly touches, from left to right: left, top, right, bottom
    (exclusive)."""


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
    dryness = _dryness(someone.seed, encounter)
    prints = {}
    for p, capture in taken.items():
        ink, _, rng = captured_contact(known[p], capture, encounter, kind, dryness)
        look = Look.INKED if kind in _INKED else LOOKS[capture.sensor.name]
        prints[p] = expose(ink, look, rng)
        if kind == ImpressionType.NONLIVESCAN_ROLLED:
            prints[p] = print_block(prints[p], p, rng)
    return prints


def render_slap(
    who: int | Person,
    encounter: int,
    position: FingerPosition = FingerPosition.PLAIN_RIGHT_FOUR,
    *,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    shares: CaptureShares | None = None,
    masters: Masters | None = None,
) -> Slap:
    """Render the fingers of a slap (position 13, 14 or 15) on one image, with their true boxes."""
    someone = who if isinstance(who, Person) else person(who)
    fingers = _SLAPS[position]
    known = masters if masters is not None else grow_masters(someone, positions=fingers)
    taken = captures(
        someone.seed,
        encounter,
        kind=kind,
        positions=fingers,
        shares=shares,
        parameters=_SLAP_CAPTURE,
    )
    dryness = _dryness(someone.seed, encounter)
    touches: dict[FingerPosition, Image] = {
        p: captured_contact(known[p], capture, encounter, kind, dryness)[0]
        for p, capture in taken.items()
    }
    rng = generator(someone.seed, 0, _SLAP_KEY, encounter, int(position))
    ink, boxes = lay_side_by_side(touches, rng)
    return Slap(expose(ink, Look.INKED if kind in _INKED else Look.LIVESCAN, rng), boxes)


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode a print as PNG, at level 1: noise hardly compresses further."""
    _, data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return data.tobytes()


def _dryness(seed: int, encounter: int) -> float:
    return float(generator(seed, 0, _DRYNESS_KEY, encounter).standard_normal())
