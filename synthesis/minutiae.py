"""Prints as minutiae only: thousands of impressions a second, for large populations.

The true minutiae of a finger are drawn from its description (orientation, density, spacing), and
impressions of them are placed, distorted, thinned, jittered and joined by false ones. They are
not the minutiae that grow in the same finger's image: a template of this module matches others
of this module, a rendered print matches rendered prints. Densities, spacing, the sense of
neighbouring minutiae and qualities are set by hand to look like what LEADER finds on prints of
FVC size: a first cut.
"""

import hashlib
import math
from collections.abc import Sequence

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.types import FINGERS, STANDARD_PPI, FingerPosition, ImpressionType, Template
from synthesis.capture import Capture
from synthesis.finger import Finger, Stream
from synthesis.observation import (
    MinutiaeParameters,
    TrueMinutiae,
    add_spurious,
    observe,
    project,
)
from synthesis.orientation import FieldArrays, Floats, orientation, spreading
from synthesis.people import Person
from synthesis.placement import Placement, place

GENERATOR_VERSION = "synthesis.minutiae/3"
"""Raised whenever the same seed would give another template: distractors are kept by it."""
GENERATOR_DIGEST = hashlib.blake2s(GENERATOR_VERSION.encode(), digest_size=8).digest()

_PX2_PER_MM2 = (STANDARD_PPI / 25.4) ** 2
_MAXIMUM = 255
_LOWEST_QUALITY = 0.2
_HIGHEST_QUALITY = 0.97
_CAPTURED = 0
"""Sets the streams of encounters apart from those of single impressions."""


def true_minutiae(finger: Finger, parameters: MinutiaeParameters | None = None) -> TrueMinutiae:
    """Draw the minutiae that every impression of this finger shows parts of."""
    p = parameters or MinutiaeParameters()
    rng = finger.generator(Stream.MINUTIAE)
    pad = finger.pad
    area = math.pi * pad.half_width_px * pad.half_height_px
    density = finger.minutia_density / _PX2_PER_MM2
    wanted = max(20, round(density * area))
    tries = rng.random((14 * wanted, 5))
    frame = np.array(
        [
            pad.centre_x_px,
            pad.centre_y_px,
            pad.half_width_px,
            pad.half_height_px,
            finger.period_px,
        ]
    )
    rows = _settle(wanted, tries, frame, density, finger.field.arrays)
    count = len(rows)
    return TrueMinutiae(
        x_px=rows[:, 0],
        y_px=rows[:, 1],
        direction_rad=rows[:, 2] + rng.normal(0.0, 0.03, count),
        type=(rng.random(count) < p.ending_share).astype(np.uint8),
        clarity=rng.standard_normal(count),
    )


def minutiae_template(
    finger: Finger,
    seed: int,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    difficulty: float = 1.0,
    *,
    truth: TrueMinutiae | None = None,
    parameters: MinutiaeParameters | None = None,
) -> Template:
    """Take an impression of a finger as minutiae.

    truth: `true_minutiae(finger)`, where the caller keeps it; drawn anew otherwise.
    """
    p = parameters or MinutiaeParameters()
    truth = truth or true_minutiae(finger, p)
    where = place(finger, finger.generator(Stream.PLACEMENT, seed), kind, difficulty)
    rng = finger.generator(Stream.EXTRACTION, seed)
    seen = observe(truth, where, rng, p.scaled(difficulty))
    return _template(add_spurious(seen, finger, where, rng, p.scaled(difficulty)), where)


def captured_template(
    finger: Finger,
    truth: TrueMinutiae,
    capture: Capture,
    encounter: int,
    kind: ImpressionType,
    parameters: MinutiaeParameters | None = None,
) -> Template:
    """Take the impression of a finger that an encounter's capture gives, as minutiae.

    truth: `true_minutiae(finger)`.
    """
    p = (parameters or MinutiaeParameters()).scaled(capture.difficulty)
    key = (_CAPTURED, encounter, int(kind))
    where = place(
        finger,
        finger.generator(Stream.PLACEMENT, *key),
        kind,
        capture.difficulty,
        size_px=(capture.sensor.width_px, capture.sensor.height_px),
        turned_rad=capture.rotation_rad,
    )
    rng = finger.generator(Stream.EXTRACTION, *key)
    seen = observe(truth, where, rng, p)
    return _template(add_spurious(seen, finger, where, rng, p), where)


def enrolment(
    person: Person,
    impression_seed: int,
    *,
    positions: Sequence[FingerPosition] = FINGERS,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    difficulty: float = 1.0,
) -> dict[FingerPosition, Template]:
    """Take one impression of each finger of a person as minutiae."""
    return {
        p: minutiae_template(person.finger(p), impression_seed, kind, difficulty) for p in positions
    }


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _attraction(x: float, y: float, cores: Floats, deltas: Floats) -> float:
    """Return the relative density of minutiae: higher near singular points."""
    weight = 0.55
    for i in range(cores.shape[0]):
        square = (x - cores[i, 0]) ** 2 + (y - cores[i, 1]) ** 2
        weight += 0.35 * math.exp(-square / (2.0 * 55.0**2))
    for i in range(deltas.shape[0]):
        square = (x - deltas[i, 0]) ** 2 + (y - deltas[i, 1]) ** 2
        weight += 0.30 * math.exp(-square / (2.0 * 45.0**2))
    return weight


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _settle(
    wanted: int, tries: Floats, frame: Floats, density: float, field: FieldArrays
) -> Floats:
    """Accept candidate places one by one; minutiae keep a ridge apart and prefer two."""
    cores, deltas = field[0], field[1]
    period = frame[4]
    rows = np.empty((wanted, 3))
    count = 0
    for i in range(tries.shape[0]):
        if count == wanted:
            break
        u, v = 2.0 * tries[i, 0] - 1.0, 2.0 * tries[i, 1] - 1.0
        x, y = frame[0] + frame[2] * u, frame[1] + frame[3] * v
        if u * u + v * v > 1.0 or tries[i, 2] > _attraction(x, y, cores, deltas):
            continue
        nearest, distance = -1, 1e9
        for j in range(count):
            apart = math.hypot(rows[j, 0] - x, rows[j, 1] - y)
            if apart < distance:
                nearest, distance = j, apart
        room = (distance - period) / (1.4 * period)
        if room < 0.0 or tries[i, 3] > 0.35 + 0.65 * room:
            continue
        angle = orientation(x, y, field)
        # One way, more ridges begin than end where the flow spreads.
        balance = spreading(x, y, field) / (period * density)
        # Close neighbours are mostly the two ends of one short ridge, or of one short gap.
        if nearest >= 0 and distance < 1.8 * period and tries[i, 4] < 0.5:
            if math.cos(angle - rows[nearest, 2]) > 0.0:
                angle += math.pi
        elif (2.0 * tries[i, 4]) % 1.0 > 1.0 / (1.0 + math.exp(-4.0 * balance)):
            angle += math.pi
        rows[count, 0], rows[count, 1], rows[count, 2] = x, y, angle
        count += 1
    return rows[:count]


def _template(rows: Floats, where: Placement) -> Template:
    quality = _HIGHEST_QUALITY / (1.0 + np.exp(-rows[:, 4]))
    inside = (
        (rows[:, 0] >= 0.0)
        & (rows[:, 0] < where.width_px)
        & (rows[:, 1] >= 0.0)
        & (rows[:, 1] < where.height_px)
        & (quality >= _LOWEST_QUALITY)
    )
    rows, quality = rows[inside], quality[inside]
    order = np.argsort(-quality, kind="stable")[:_MAXIMUM]
    rows, quality = rows[order], quality[order]
    direction = (rows[:, 2] + math.pi) % (2.0 * math.pi) - math.pi
    return Template(
        width_px=where.width_px,
        height_px=where.height_px,
        quality=_sample_quality(quality),
        outline_px=_outline(where),
        x_px=rows[:, 0].astype(np.float32),
        y_px=rows[:, 1].astype(np.float32),
        direction_rad=direction.astype(np.float32),
        type=rows[:, 3].astype(np.uint8),
        minutia_quality=quality.astype(np.float32),
        extractor_digest=GENERATOR_DIGEST,
    )


def _sample_quality(minutia_quality: NDArray[np.float64]) -> int:
    """Return 0 to 100: how many clear minutiae there are, 40 being enough, and how clear."""
    clear = minutia_quality[minutia_quality >= 0.6]
    if not len(clear):
        return 0
    return int(100.0 * min(1.0, len(clear) / 40.0) ** 0.5 * float(clear.mean()))


def _outline(where: Placement) -> NDArray[np.float32]:
    """Return the convex outline of the contact area, clipped to the image."""
    turn = np.linspace(0.0, 2.0 * math.pi, 24, endpoint=False)
    centre_x, centre_y, half_width, half_height = where.pose[8:12]
    x, y = centre_x + half_width * np.cos(turn), centre_y + half_height * np.sin(turn)
    points = project(x, y, np.zeros(len(turn)), where.pose, where.bumps)[:, :2]
    clipped = np.clip(points, 0.0, (where.width_px - 1.0, where.height_px - 1.0))
    return np.asarray(cv2.convexHull(clipped.astype(np.float32)), np.float32).reshape(-1, 2)
