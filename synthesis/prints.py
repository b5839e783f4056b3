"""Rendered prints of whole people, for demonstrations and tests."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.people import Person
from synthesis.rendering import Master, impression, master


def grow_masters(
    person: Person, *, positions: Sequence[FingerPosition] = FINGERS
) -> dict[FingerPosition, Master]:
    """Grow the ridges of a person's fingers, to be kept while several encounters are rendered."""
    return {position: master(person.finger(position)) for position in positions}


def render_person(
    person: Person,
    encounter: int,
    *,
    positions: Sequence[FingerPosition] = FINGERS,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    difficulty: float = 1.0,
    masters: Mapping[FingerPosition, Master] | None = None,
) -> dict[FingerPosition, NDArray[np.uint8]]:
    """Render one print of each finger: (height, width) uint8 at 500 ppi, ridges dark.

    encounter: any non-negative integer; the same one gives the same prints.
    masters: of `grow_masters`, at least for these positions; grown anew otherwise.
    """
    known = masters if masters is not None else grow_masters(person, positions=positions)
    return {p: impression(known[p], encounter, kind, difficulty).pixels for p in positions}


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode a print as PNG; level 1, as noise does not compress much further."""
    _, data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return data.tobytes()
