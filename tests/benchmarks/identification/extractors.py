"""Extractors for tests: they say what they were asked, and fail as real ones never should."""

import os

import numpy as np

from matcher.types import Sample, Template

CRASHES, RAISES = 10, 20
"""Grey of the first pixel of an image on which the extractor fails."""
DIGEST = b"for test"


class Failing:
    """Ends its process, or raises, on some images; makes a template of any other."""

    digest = DIGEST

    def extract(self, sample: Sample) -> Template:
        """Fail, or make a template that holds the image's first grey."""
        grey = int(sample.pixels[0, 0])
        if grey == CRASHES:
            os._exit(9)
        if grey == RAISES:
            raise RuntimeError("a fault of the extractor")
        ten = np.arange(10, dtype=np.float32)
        return Template(
            width_px=400,
            height_px=400,
            quality=grey,
            outline_px=np.zeros((0, 2), np.float32),
            x_px=100 + ten,
            y_px=100 + 9 * ten,
            direction_rad=0.1 * ten,
            type=np.zeros(10, np.uint8),
            minutia_quality=np.full(10, 0.5, np.float32),
        )


class Ending:
    """Ends its process on every image."""

    digest = DIGEST

    def extract(self, sample: Sample) -> Template:
        """End the process."""
        os._exit(9)
