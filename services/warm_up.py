"""Load the compiled kernels before the first request pays for it."""

import numpy as np

from matcher.fusion import compare_people, prepare_fingers
from matcher.types import Features, FingerPosition, Template
from matcher.vector import vector

_MINUTIA_COUNT = 24


def warm_up() -> None:
    """Compare an arbitrary finger with itself; compiles what is not cached yet."""
    template = _arbitrary_template()
    features = Features(FingerPosition.RIGHT_INDEX, template, vector(template))
    fingers = prepare_fingers([features])
    compare_people(fingers, fingers)


def _arbitrary_template() -> Template:
    rng = np.random.default_rng(0)
    side_px = 300
    return Template(
        width_px=side_px,
        height_px=side_px,
        quality=50,
        outline_px=np.array(
            [[0, 0], [side_px, 0], [side_px, side_px], [0, side_px]], dtype=np.float32
        ),
        x_px=rng.uniform(20, side_px - 20, _MINUTIA_COUNT).astype(np.float32),
        y_px=rng.uniform(20, side_px - 20, _MINUTIA_COUNT).astype(np.float32),
        direction_rad=rng.uniform(-3, 3, _MINUTIA_COUNT).astype(np.float32),
        type=np.zeros(_MINUTIA_COUNT, dtype=np.uint8),
        minutia_quality=np.full(_MINUTIA_COUNT, 0.5, dtype=np.float32),
    )
