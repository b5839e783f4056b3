"""Turns a template upside down, as if the image had been turned by 180°.

Minutiae are paired only if their directions differ by at most 90° (Cappelli, Ferrara & Maltoni
2010, §4.2), so a print that is turned further is found by no comparison. Two tries, 180° apart,
cover every turn.
"""

from dataclasses import replace

import numpy as np

from matcher.types import Template


def turned_over(template: Template) -> Template:
    """Return the template of the same print, turned by 180° about the middle of its image."""
    size_px = np.array([template.width_px, template.height_px], np.float32)
    direction_rad = template.direction_rad
    return replace(
        template,
        outline_px=size_px - template.outline_px,
        x_px=size_px[0] - template.x_px,
        y_px=size_px[1] - template.y_px,
        direction_rad=np.where(direction_rad < 0, direction_rad + np.pi, direction_rad - np.pi)
        .astype(np.float32),
    )  # fmt: skip
