"""What an extractor finds in an impression: what it misses, adds, moves and doubts.

Constants are set so that aggregates over many prints are near those that LEADER gives on real
prints: counts, spacing, qualities, and scores of mates.
"""

import math

import numpy as np
from numpy.typing import NDArray

from synthesis.second.compiling import kernel
from synthesis.second.conditions import Conditions
from synthesis.second.contact import Contact, border_px, depth_px, touch
from synthesis.second.flow import Flow, angle, frequency
from synthesis.second.outline import outline
from synthesis.second.skin import Skin, laid, laid_direction, lay

Floats = NDArray[np.float64]

MARGIN = 3.7
"""Visibility of a usual minutia of a usual print, in deviations of the reader's doubt."""
MARGIN_BY_CLARITY = 1.0
MARGIN_BY_DIFFICULTY = 0.8
DOUBT = 0.6
RIM_PX = 14.0
"""Within this distance of the border of contact or sensor, ridges are harder to read …"""
RIM_DEPTH = 2.0
"""… by so much at the border itself."""
PATCHES = 1.6
"""Mean number of badly printed patches of a usual print."""
PATCH_PX = (18.0, 45.0)
PATCH_DEPTH = 2.2
"""Mean loss of margin in the middle of a patch."""
CREASE_REACH_PX = 7.0
CREASE_DEPTH = 1.2
JITTER_PX = 0.5
"""Scale of the displacement, Student's t with `JITTER_FREEDOM` degrees of freedom."""
JITTER_RAD = 0.04
JITTER_FREEDOM = 3.0
FLIP_SHARE = 0.025
"""Share of minutiae read the wrong way round, at usual difficulty."""
SPURIOUS = 3.5
"""Mean count in a usual plain print, anywhere."""
SPURIOUS_PER_CREASE = 0.12
"""Share of the ridges that cross a crease that are read as an ending on each side."""
SPURIOUS_PER_PATCH = 0.25
"""Mean count of pairs of ends that face each other, in a patch."""
SPURIOUS_MARGIN = 0.5
"""Mean visibility of spurious minutiae."""
TYPE_ERROR = 0.12
TYPE_BY_DRYNESS = 0.08
"""Dry prints turn forks into ends, wet ones ends into forks."""
SUPPRESSION_PX = 7.0
"""Of two minutiae nearer than this, the surer is kept."""
QUALITY_RATE = 1.15
"""How fast quality rises with margin: 0.2 + 0.775 (1 - exp(-rate * margin))."""

X, Y, DIRECTION, ENDING, QUALITY = range(5)
_MAX_READ = 400


@kernel
def read(
    rng: np.random.Generator,
    flow: Flow,
    minutiae: Floats,
    ending: NDArray[np.bool_],
    clarity: Floats,
    creases: Floats,
    conditions: Conditions,
) -> tuple[Floats, Floats]:
    """Take an impression and read it.

    Returns (n, 5) x, y in px, direction, ending, quality, best quality first; and (k, 2) the
    outline.
    """
    contact = touch(rng, flow.core_height_px, conditions)
    skin = lay(rng, contact, conditions)
    patches = _draw_patches(rng, contact, conditions)
    found = np.empty((_MAX_READ, 5))
    count = 0
    for k in range(len(minutiae)):
        x, y = minutiae[k, 0], minutiae[k, 1]
        margin = MARGIN + MARGIN_BY_CLARITY * clarity[k] + DOUBT * rng.standard_normal()
        margin -= _loss(x, y, contact, skin, patches, creases, conditions)
        if margin > 0:
            _note(rng, found, count, skin, conditions, x, y, minutiae[k, 2], ending[k], margin)
            count += 1
    count = _add_spurious(rng, found, count, contact, skin, patches, creases, flow, conditions)
    kept = _keep(found[:count], conditions)
    return kept, outline(contact, skin, conditions)


@kernel
def _draw_patches(rng: np.random.Generator, contact: Contact, conditions: Conditions) -> Floats:
    """(n, 4) x, y, radius in px, depth."""
    count = min(12, rng.poisson(PATCHES * conditions.difficulty))
    patches = np.empty((count, 4))
    for k in range(count):
        patches[k, 0], patches[k, 1] = _somewhere(rng, contact)
        patches[k, 2] = PATCH_PX[0] + (PATCH_PX[1] - PATCH_PX[0]) * rng.random()
        patches[k, 3] = PATCH_DEPTH * rng.standard_gamma(2.0) / 2
    return patches


@kernel
def _somewhere(rng: np.random.Generator, contact: Contact) -> tuple[float, float]:
    bearing = 2 * math.pi * rng.random()
    radius = border_px(contact, bearing) * math.sqrt(rng.random())
    return (
        contact.centre_x + radius * math.cos(bearing),
        contact.centre_y + radius * math.sin(bearing),
    )


@kernel
def _loss(
    x: float,
    y: float,
    contact: Contact,
    skin: Skin,
    patches: Floats,
    creases: Floats,
    conditions: Conditions,
) -> float:
    """Return how much visibility a minutia at a place loses against a perfect print."""
    px, py = laid(skin, x, y)
    edge = min(px, py, conditions.width_px - 1 - px, conditions.height_px - 1 - py)
    depth = min(depth_px(contact, x, y), edge)
    if depth < 0:
        return 99.0
    loss = MARGIN_BY_DIFFICULTY * conditions.difficulty
    loss += RIM_DEPTH * max(0.0, 1 - depth / RIM_PX)
    for k in range(len(patches)):
        dx, dy = (x - patches[k, 0]) / patches[k, 2], (y - patches[k, 1]) / patches[k, 2]
        loss += patches[k, 3] * math.exp(-(dx * dx + dy * dy))
    for k in range(len(creases)):
        if _from_crease_px(creases[k], x, y) < CREASE_REACH_PX:
            loss += CREASE_DEPTH
    return loss


@kernel
def _from_crease_px(crease: Floats, x: float, y: float) -> float:
    ux, uy = crease[2] - crease[0], crease[3] - crease[1]
    dx, dy = x - crease[0], y - crease[1]
    share = min(1.0, max(0.0, (dx * ux + dy * uy) / (ux * ux + uy * uy)))
    return math.hypot(dx - share * ux, dy - share * uy)


@kernel
def _student(rng: np.random.Generator) -> float:
    chi = 2 * rng.standard_gamma(0.5 * JITTER_FREEDOM)
    return rng.standard_normal() / math.sqrt(chi / JITTER_FREEDOM)


@kernel
def _note(
    rng: np.random.Generator,
    found: Floats,
    row: int,
    skin: Skin,
    conditions: Conditions,
    x: float,
    y: float,
    direction: float,
    is_ending: bool,
    margin: float,
) -> None:
    """Write how a minutia is read: moved, turned, perhaps of the other type."""
    # Minutiae that are hardly visible are placed less exactly.
    blur = math.sqrt(conditions.difficulty) * (1 + 1 / (1 + margin))
    px, py = laid(skin, x, y)
    found[row, X] = px + JITTER_PX * blur * _student(rng)
    found[row, Y] = py + JITTER_PX * blur * _student(rng)
    turned = laid_direction(skin, x, y, direction) + JITTER_RAD * blur * _student(rng)
    if rng.random() < FLIP_SHARE * conditions.difficulty:
        turned += math.pi
    found[row, DIRECTION] = turned
    towards_ending = conditions.dryness > 0
    wrong = TYPE_ERROR
    if is_ending != towards_ending:
        wrong += TYPE_BY_DRYNESS * abs(conditions.dryness)
    found[row, ENDING] = is_ending != (rng.random() < wrong)
    found[row, QUALITY] = 0.2 + 0.775 * (1 - math.exp(-QUALITY_RATE * margin))


@kernel
def _add_spurious(
    rng: np.random.Generator,
    found: Floats,
    count: int,
    contact: Contact,
    skin: Skin,
    patches: Floats,
    creases: Floats,
    flow: Flow,
    conditions: Conditions,
) -> int:
    """Add false minutiae: anywhere, in patches, on both sides of creases."""
    rolled = 2.0 if conditions.rolled else 1.0
    for _ in range(rng.poisson(SPURIOUS * rolled * conditions.difficulty)):
        x, y = _somewhere(rng, contact)
        count = _break_ridge(rng, found, count, contact, skin, flow, conditions, x, y, 0.0)
    for k in range(len(patches)):
        for _ in range(rng.poisson(SPURIOUS_PER_PATCH)):
            x = patches[k, 0] + 0.6 * patches[k, 2] * rng.standard_normal()
            y = patches[k, 1] + 0.6 * patches[k, 2] * rng.standard_normal()
            gap = 5.0 + 4.0 * rng.random()
            count = _break_ridge(rng, found, count, contact, skin, flow, conditions, x, y, gap)
    for k in range(len(creases)):
        length = math.hypot(creases[k, 2] - creases[k, 0], creases[k, 3] - creases[k, 1])
        ridges = length * frequency(flow, creases[k, 0], creases[k, 1])
        for _ in range(rng.poisson(SPURIOUS_PER_CREASE * ridges)):
            share = rng.random()
            x = creases[k, 0] + share * (creases[k, 2] - creases[k, 0])
            y = creases[k, 1] + share * (creases[k, 3] - creases[k, 1])
            count = _break_ridge(rng, found, count, contact, skin, flow, conditions, x, y, 5.0)
    return count


@kernel
def _break_ridge(
    rng: np.random.Generator,
    found: Floats,
    count: int,
    contact: Contact,
    skin: Skin,
    flow: Flow,
    conditions: Conditions,
    x: float,
    y: float,
    half_gap: float,
) -> int:
    """Add an end of a ridge, or with a gap the two ends that face each other across it."""
    along = angle(flow, x, y) + math.pi * (rng.random() < 0.5)
    sides = 2 if half_gap > 0 else 1
    for side in range(sides):
        reach = half_gap if side == 0 else -half_gap
        at_x, at_y = x + reach * math.cos(along), y + reach * math.sin(along)
        margin = SPURIOUS_MARGIN * rng.standard_exponential()
        if depth_px(contact, at_x, at_y) > 0 and count < _MAX_READ:
            direction = along + math.pi * side
            _note(rng, found, count, skin, conditions, at_x, at_y, direction, True, margin)
            count += 1
    return count


@kernel
def _keep(found: Floats, conditions: Conditions) -> Floats:
    """Sort by quality; drop minutiae off the sensor or too near to a surer minutia."""
    order = np.argsort(-found[:, QUALITY])
    kept = np.empty((min(255, len(found)), 5))
    count = 0
    for k in order:
        x, y = found[k, X], found[k, Y]
        if not (0 <= x < conditions.width_px - 0.5 and 0 <= y < conditions.height_px - 0.5):
            continue
        free = count < len(kept)
        for j in range(count):
            near = abs(kept[j, X] - x) < SUPPRESSION_PX and abs(kept[j, Y] - y) < SUPPRESSION_PX
            free = free and not near
        if free:
            kept[count] = found[k]
            count += 1
    return kept[:count].copy()
