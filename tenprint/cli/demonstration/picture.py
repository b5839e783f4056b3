"""Draw an identification: the booked print beside the enrolled print, paired minutiae joined."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from matcher import template
from matcher.codecs import Encoding, decode
from matcher.comparison import compare, prepare
from matcher.drawing import Picture, draw_pairs
from matcher.types import FingerPosition, Template
from synthesis.images import PrintCache
from tenprint.cli.demonstration.bookings import BookingOutcome
from tenprint.cli.demonstration.enrolment import samples_of
from tenprint.cli.demonstration.plan import IAFIS
from tenprint.cli.shared import output
from tenprint.client import Client

_SCALE = 2
_MARGIN_PX = 64
_FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True)
class DrawnIdentification:
    """The finger in the picture."""

    finger: str
    paired_minutia_count: int


def draw_identification(
    client: Client, prints: PrintCache, outcome: BookingOutcome, path: Path
) -> DrawnIdentification:
    """Draw the finger with the most evidence for the match; the service extracts both prints."""
    person = outcome.planned.person
    [best, *_] = outcome.booking.first_response.candidates
    position = FingerPosition(max(best.fingers, key=lambda finger: finger.llr).position)
    probe = _extract(client, position, prints.read(person.booked_recipe)[position])
    reference = _extract(client, position, prints.read(person.enrolled_recipe(IAFIS))[position])
    pairs = compare(prepare(probe[1]), prepare(reference[1])).pairs
    picture = draw_pairs(*probe, *reference, pairs, _SCALE)
    finger = output.position_name(position)
    middle = picture.shape[1] // 2
    titled = _titled(
        picture,
        {
            0: f"booking {outcome.planned.tcn}: {finger} (synthetic)",
            middle: f"enrolled as {best.encounter_id}: {len(pairs)} paired minutiae",
        },
    )
    cv2.imwrite(str(path), titled, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    return DrawnIdentification(finger, len(pairs))


def _extract(client: Client, position: FingerPosition, png: bytes) -> tuple[Picture, Template]:
    [sample] = samples_of({position: png})
    found = template.decode(client.extract_template(sample).template)
    return decode(png, Encoding.PNG), found


def _titled(picture: Picture, titles: dict[int, str]) -> Picture:
    """Write titles above the picture, each from its x."""
    strip = np.full((_MARGIN_PX, picture.shape[1], 3), 255, np.uint8)
    for x, title in titles.items():
        place = (x + 12, _MARGIN_PX - 22)
        cv2.putText(strip, title, place, _FONT, 0.8, (40, 40, 40), 2, cv2.LINE_AA)
    return np.vstack([strip, picture])
