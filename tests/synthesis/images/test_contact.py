import numpy as np
import pytest
from numpy.typing import NDArray

from synthesis.images.contact import Conditions, touch
from synthesis.images.exposure import Look, expose

SHAPE = (200, 240)


def ridges() -> NDArray[np.float32]:
    return np.asarray(np.broadcast_to(np.sin(np.arange(240) * 0.7), SHAPE), np.float32)


def print_of(moisture: float, difficulty: float = 1.0, seed: int = 1) -> NDArray[np.float32]:
    depth = np.full(SHAPE, 0.5, np.float32)
    rng = np.random.Generator(np.random.PCG64(seed))
    return touch(ridges(), depth, rng, Conditions(difficulty, moisture))


def test_wet_fingers_fill_their_valleys_and_dry_ones_break_their_ridges() -> None:
    dry, normal, wet = (print_of(moisture) for moisture in (-1.0, 0.0, 1.0))
    assert dry.mean() < normal.mean() - 0.05 < wet.mean() - 0.1
    crest, valley = ridges() > 0.9, ridges() < -0.9
    assert (dry[crest] < 0.5).mean() > 2.0 * (normal[crest] < 0.5).mean()
    assert (wet[valley] > 0.5).mean() > (normal[valley] > 0.5).mean()


def test_harder_captures_show_the_ridges_less_well() -> None:
    clarity = [
        np.mean([np.corrcoef(print_of(0.0, d, s).ravel(), ridges().ravel())[0, 1] for s in (1, 2)])
        for d in (0.0, 1.0, 3.0)
    ]
    assert clarity[0] > 0.9
    assert clarity[0] > clarity[1] > clarity[2] > 0.1


def test_nothing_touches_beyond_the_outline() -> None:
    depth = np.asarray(np.broadcast_to(np.linspace(0.0, 2.0, 240), SHAPE), np.float32)
    rng = np.random.Generator(np.random.PCG64(3))
    ink = touch(ridges(), depth, rng, Conditions(1.0, 0.0))
    assert ink[:, 200:].max() < 0.1
    assert ink[:, :80].max() > 0.9


@pytest.mark.parametrize("look", Look)
def test_ridges_are_darker_than_the_ground_by_every_device(look: Look) -> None:
    ink = np.zeros(SHAPE, np.float32)
    ink[50:150, 60:180] = (ridges() > 0.0)[50:150, 60:180]
    for seed in range(4):
        pixels = expose(ink, look, np.random.Generator(np.random.PCG64(seed)))
        assert pixels.dtype == np.uint8
        assert pixels.shape == SHAPE
        assert np.median(pixels[ink > 0.5]) < np.median(pixels[ink < 0.5]) - 20.0


def test_devices_look_different() -> None:
    ink = print_of(0.0)
    means = [
        expose(ink, look, np.random.Generator(np.random.PCG64(5))).mean()
        for look in (Look.OPTICAL, Look.PLATEN, Look.CAPACITIVE)
    ]
    assert len({round(float(mean) / 5.0) for mean in means}) == len(means)
