"""How many minutiae of two extractions of the same image are the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.types import Template

MOST_TURNED = 1 / 256
"""Of a full turn."""
MOST_QUALITY = 1 / 255
NEAR_PX = 4.0
"""Half a ridge: no other minutia is so near."""
NEAR_TURN = 1 / 24


@dataclass(frozen=True)
class Sameness:
    """Counts over pairs of extractions of the same images."""

    images: int
    same_images: int
    """Both have the same minutiae and no others, or both give no template."""
    minutiae: int
    """Of both extractions together."""
    same_minutiae: int
    """Of both together: those with a partner in the other extraction."""
    near_minutiae: int
    """Of both together: those with a partner nearby in much the same direction, of any quality and
    type."""
    moved_quality: float
    """The largest difference in quality of minutiae at the same position."""
    turned: float
    """The largest difference in direction of minutiae at the same position, in turns."""
    differing: tuple[int, ...]
    """The images with other minutiae, by number."""


def compare(one: Sequence[Template | None], other: Sequence[Template | None]) -> Sameness:
    """Compare two extractions of the same images."""
    pairs = list(zip(one, other, strict=True))
    counts = np.array([_counts(a) + _counts(b) for a, b in pairs], np.int64)
    alike = [_alike(a, b) for a, b in pairs]
    same = 2 * np.array([found for found, _, _ in alike], np.int64)
    # A template without minutiae does not exist, so two images of 0 minutiae both failed.
    differing = np.flatnonzero(same != counts)
    return Sameness(
        images=len(pairs),
        same_images=len(pairs) - len(differing),
        minutiae=int(counts.sum()),
        same_minutiae=int(same.sum()),
        near_minutiae=2 * sum(_near(a, b) for a, b in pairs),
        moved_quality=max((quality for _, quality, _ in alike), default=0.0),
        turned=max((turned for _, _, turned in alike), default=0.0),
        differing=tuple(differing.tolist()),
    )


def _counts(template: Template | None) -> int:
    return 0 if template is None else template.minutia_count


def _alike(one: Template | None, other: Template | None) -> tuple[int, float, float]:
    """Count minutiae that are the same, and tell how those of the same position differ at most."""
    if one is None or other is None:
        return 0, 0.0, 0.0
    places = {place: row for row, place in enumerate(_places(other))}
    rows = [(row, places[p]) for row, p in enumerate(_places(one)) if p in places]
    if not rows:
        return 0, 0.0, 0.0
    a, b = np.array(rows).T
    quality = np.abs(one.minutia_quality[a] - other.minutia_quality[b])
    turned = (one.direction_rad[a] - other.direction_rad[b]) / (2 * np.pi)
    turned = np.abs(turned - np.rint(turned))
    # Stored values are rounded: half a step of the 65,536 of a turn on either side.
    same = (quality <= MOST_QUALITY + 1e-6) & (turned <= MOST_TURNED + 2**-16)
    same &= one.type[a] == other.type[b]
    return int(same.sum()), float(quality.max()), float(turned.max())


def _near(one: Template | None, other: Template | None) -> int:
    """Count pairs of minutiae that are each other's nearest."""
    if one is None or other is None:
        return 0
    x, y = (np.subtract.outer(getattr(one, k), getattr(other, k)) for k in ("x_px", "y_px"))
    turned = np.subtract.outer(one.direction_rad, other.direction_rad) / (2 * np.pi)
    near = np.abs(turned - np.rint(turned)) <= NEAR_TURN
    away = np.where(near, np.hypot(x, y), np.inf)
    first, second = away.argmin(1), away.argmin(0)
    rows = np.arange(len(first))
    return int(((second[first] == rows) & (away[rows, first] <= NEAR_PX)).sum())


def _places(template: Template) -> list[tuple[int, int]]:
    """Return positions to the pixel; suppression leaves one minutia a pixel."""
    return [
        (round(x), round(y))
        for x, y in zip(template.x_px.tolist(), template.y_px.tolist(), strict=True)
    ]
