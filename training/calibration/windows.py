"""Small prints: the minutiae of a print that lie in a small window.

Small prints are rare among the people of a population, but every image with 8 minutiae is accepted.
So calibration has blocks of small prints of its own.
"""

from dataclasses import dataclass, replace

import numpy as np

from matcher.types import Template


@dataclass(frozen=True)
class WindowParameters:
    """Square windows, from the smallest that holds 8 minutiae to half a small sensor's side."""

    least_side_px: float = 65.0
    greatest_side_px: float = 160.0
    """Sides are even in their logarithm, so that all sizes occur."""
    least_minutiae: int = 8
    """As `ExtractionParameters.min_minutiae`."""
    tries: int = 30
    """Windows that are drawn until one holds enough minutiae."""


def cut(
    template: Template, rng: np.random.Generator, parameters: WindowParameters | None = None
) -> Template | None:
    """Keep the minutiae in a window somewhere in the print; None if no window holds enough."""
    p = parameters or WindowParameters()
    low, high = template.outline_px.min(0), template.outline_px.max(0)
    for _ in range(p.tries):
        side = p.least_side_px * (p.greatest_side_px / p.least_side_px) ** rng.random()
        left, top = low + rng.random(2) * np.maximum(high - low - side, 0.0)
        x, y = template.x_px - left, template.y_px - top
        kept = np.flatnonzero((x >= 0) & (x < side) & (y >= 0) & (y < side))
        if len(kept) >= p.least_minutiae:
            return _keep(template, kept)
    return None


def _keep(template: Template, kept: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Template:
    columns = ("x_px", "y_px", "direction_rad", "type", "minutia_quality")
    return replace(template, **{name: getattr(template, name)[kept] for name in columns})
