"""Prints as minutiae only: thousands of impressions a second, for large populations.

The true minutiae of a finger are drawn from its description (`synthesis.spacing`). An impression
places, distorts, thins and jitters them and adds false minutiae (`synthesis.observation`). They are
not the minutiae that grow in the same finger's image: a template of this module matches templates
of this module, and a rendered print matches rendered prints.
docs/decisions/0006-synthetic-people.md says which measurement set which number.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.quality import assess
from matcher.types import FINGERS, STANDARD_PPI, FingerPosition, ImpressionType, Template
from synthesis.capture import Capture
from synthesis.finger import Finger, Stream
from synthesis.observation import (
    MinutiaeParameters,
    TrueMinutiae,
    add_spurious,
    draw_regions,
    observe,
    project,
)
from synthesis.orientation import Floats
from synthesis.people import Person
from synthesis.placement import Placement, captured_stream, place, place_captured
from synthesis.spacing import AFFINITY, settle

GENERATOR_VERSION = "synthesis.minutiae/7"
"""Raised whenever the same seed would give another template; kept distractors bear this version."""
GENERATOR_DIGEST = hashlib.blake2s(GENERATOR_VERSION.encode(), digest_size=8).digest()

_PX2_PER_MM2 = (STANDARD_PPI / 25.4) ** 2
_MAXIMUM = 255
_LOWEST_QUALITY = 0.2
_HIGHEST_QUALITY = 0.97
_SUPPRESSION_PX = 9.0
"""Of two minutiae that are closer, LEADER keeps the clearer one."""


def true_minutiae(finger: Finger, parameters: MinutiaeParameters | None = None) -> TrueMinutiae:
    """Draw the minutiae that every impression of this finger shows parts of."""
    p = parameters or MinutiaeParameters()
    rng = finger.generator(Stream.MINUTIAE)
    pad = finger.pad
    area = math.pi * pad.half_width_px * pad.half_height_px
    density = p.density * finger.minutia_density / _PX2_PER_MM2
    wanted = max(20, round(density * area))
    tries = rng.random((40 * wanted, 4))
    frame = np.array(
        [
            pad.centre_x_px,
            pad.centre_y_px,
            pad.half_width_px,
            pad.half_height_px,
            finger.period_px,
        ]
    )
    field = finger.field
    smooth = replace(field, waves=field.waves[:0])
    rows = settle(wanted, tries, frame, density, field.arrays, smooth.arrays, AFFINITY)
    count = len(rows)
    clarity = rng.standard_normal(count)
    deviation = p.roughness_rad * np.exp(-0.6 * clarity) * rng.standard_normal(count)
    return TrueMinutiae(
        x_px=rows[:, 0],
        y_px=rows[:, 1],
        direction_rad=rows[:, 2] + deviation,
        type=(rng.random(count) < p.ending_share).astype(np.uint8),
        clarity=clarity,
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

    truth: `true_minutiae(finger)`, if the caller has kept it.
    """
    p = parameters or MinutiaeParameters()
    truth = truth or true_minutiae(finger, p)
    where = place(finger, finger.generator(Stream.PLACEMENT, seed), kind, difficulty)
    rng = finger.generator(Stream.EXTRACTION, seed)
    return _extract(finger, truth, where, rng, p.scaled(difficulty))


def captured_template(
    finger: Finger,
    truth: TrueMinutiae,
    capture: Capture,
    encounter: int,
    kind: ImpressionType,
    parameters: MinutiaeParameters | None = None,
) -> Template:
    """Take the impression of a finger, as minutiae, as an encounter's capture says.

    truth: `true_minutiae(finger)`.
    """
    p = (parameters or MinutiaeParameters()).scaled(capture.difficulty)
    where = place_captured(finger, capture, encounter, kind)
    return _extract(
        finger, truth, where, captured_stream(finger, Stream.EXTRACTION, encounter, kind), p
    )


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


def _extract(
    finger: Finger,
    truth: TrueMinutiae,
    where: Placement,
    rng: np.random.Generator,
    p: MinutiaeParameters,
) -> Template:
    regions = draw_regions(rng, p)
    seen = observe(truth, where, rng, p, regions)
    return _template(add_spurious(seen, finger, where, rng, p, regions), where)


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
    apart = _clearest(rows[:, 0], rows[:, 1])
    rows, quality = rows[apart], quality[apart]
    direction = (rows[:, 2] + math.pi) % (2.0 * math.pi) - math.pi
    return Template(
        width_px=where.width_px,
        height_px=where.height_px,
        quality=assess(quality),
        outline_px=_outline(where),
        x_px=rows[:, 0].astype(np.float32),
        y_px=rows[:, 1].astype(np.float32),
        direction_rad=direction.astype(np.float32),
        type=rows[:, 3].astype(np.uint8),
        minutia_quality=quality.astype(np.float32),
        extractor_digest=GENERATOR_DIGEST,
    )


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _clearest(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return which minutiae, ordered by quality, have no better one too close."""
    kept = np.ones(x.shape[0], np.bool_)
    for i in range(x.shape[0]):
        for j in range(i + 1, x.shape[0]):
            if kept[i] and (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2 < _SUPPRESSION_PX**2:
                kept[j] = False
    return kept


def _outline(where: Placement) -> NDArray[np.float32]:
    """Return the convex outline of the contact area, clipped to the image."""
    turn = np.linspace(0.0, 2.0 * math.pi, 24, endpoint=False)
    centre_x, centre_y, half_width, half_height = where.pose[8:12]
    x, y = centre_x + half_width * np.cos(turn), centre_y + half_height * np.sin(turn)
    points = project(x, y, np.zeros(len(turn)), where.pose, where.bumps)[:, :2]
    clipped = np.clip(points, 0.0, (where.width_px - 1.0, where.height_px - 1.0))
    return np.asarray(cv2.convexHull(clipped.astype(np.float32)), np.float32).reshape(-1, 2)
