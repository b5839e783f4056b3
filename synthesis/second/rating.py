"""Sample quality of an impression that was never an image."""

import numpy as np
from numpy.typing import NDArray

FULL_AREA_PX = 60_000
FULL_MINUTIA_COUNT = 35.0
FULL_COHERENCE = 0.8


def rate(
    outline_px: NDArray[np.float64], minutia_quality: NDArray[np.float64], coherence: float
) -> int:
    """Rate 0 to 100 by area, minutiae and coherence, as the matcher first rated images."""
    x, y = outline_px.T
    area_px = 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
    area = min(1.0, area_px / FULL_AREA_PX)
    minutiae = min(1.0, float(minutia_quality.sum()) / FULL_MINUTIA_COUNT)
    clarity = min(1.0, coherence / FULL_COHERENCE)
    return round(100 * float(np.cbrt(area * minutiae * clarity)))
