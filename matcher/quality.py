"""Sample quality, 0 (worst) to 100 (best). Provisional: not yet fitted to comparison outcomes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.segmentation import Foreground


@dataclass(frozen=True)
class QualityParameters:
    """From where on more of a thing no longer helps."""

    full_area_px: int = 60_000
    """Foreground of a good plain impression: about 0.5 x 0.5 inch."""
    full_minutia_count: float = 35.0
    """Sum of the minutiae's qualities that a good plain impression has."""
    full_coherence: float = 0.8
    """Mean coherence of clear ridges."""


def assess(
    foreground: Foreground,
    minutia_quality: NDArray[np.float32],
    parameters: QualityParameters | None = None,
) -> int:
    """Rate a sample by its area, by its minutiae and their certainty, and by its ridge flow.

    Returns the geometric mean of the three as 0 to 100: what lacks one lacks all.
    """
    p = parameters or QualityParameters()
    area = min(1.0, foreground.area_px / p.full_area_px)
    minutiae = min(1.0, float(minutia_quality.sum()) / p.full_minutia_count)
    clarity = min(1.0, foreground.coherence / p.full_coherence)
    return round(100 * float(np.cbrt(area * minutiae * clarity)))
