import math

import numpy as np
import pytest

from synthesis.images.growth import grow

SIDE = 128


def spectrum_peak(pattern: np.ndarray) -> tuple[float, float]:
    """Return the period (px) and the ridge orientation (rad, y up) of the strongest wave."""
    power = np.abs(np.fft.fft2(pattern * np.hanning(SIDE)[:, None] * np.hanning(SIDE))) ** 2
    power[0, 0] = 0.0
    row, column = np.unravel_index(int(power.argmax()), power.shape)
    down, right = np.fft.fftfreq(SIDE)[row], np.fft.fftfreq(SIDE)[column]
    across = math.atan2(-down, right)
    return 1.0 / math.hypot(down, right), (across + math.pi / 2.0) % math.pi


@pytest.mark.parametrize(
    ("orientation", "period"), [(0.3, 4.4), (1.5, 5.0), (2.4, 4.0), (2.9, 5.4)]
)
def test_ridges_take_the_stated_orientation_and_period(orientation: float, period: float) -> None:
    shape = (SIDE, SIDE)
    ridges = grow(
        np.full(shape, orientation),
        np.full(shape, period),
        np.ones(shape, np.bool_),
        np.random.Generator(np.random.PCG64(5)),
    )
    seen_period, seen_orientation = spectrum_peak(ridges)
    apart = abs(seen_orientation - orientation)
    assert min(apart, math.pi - apart) < 0.1
    assert seen_period == pytest.approx(period, rel=0.12)


def test_ridges_fill_what_is_inside_and_nothing_else() -> None:
    shape = (SIDE, SIDE)
    inside = np.zeros(shape, np.bool_)
    inside[20:100, 30:110] = True
    ridges = grow(
        np.full(shape, 1.0), np.full(shape, 4.5), inside, np.random.Generator(np.random.PCG64(6))
    )
    assert ridges.dtype == np.float32
    assert np.all(ridges[:10] == 0.0)
    assert np.abs(ridges).max() <= 1.0
    core = ridges[25:95, 35:105]
    assert 0.3 < (core > 0.0).mean() < 0.7
    assert (core**2).mean() > 0.3


@pytest.mark.parametrize(("direction", "begins"), [(0.5, 1.0), (0.5 + math.pi, 0.0)])
def test_growth_keeps_the_minutiae_that_it_begins_with(direction: float, begins: float) -> None:
    """Ahead of the minutia there is half a wave more on each side than behind it."""
    shape, place = (SIDE, SIDE), 64.0
    ridges = grow(
        np.full(shape, 0.5),
        np.full(shape, 4.5),
        np.ones(shape, np.bool_),
        np.random.Generator(np.random.PCG64(7)),
        dislocations=np.array([[place, place, direction, begins]]),
    )
    aside = np.arange(-9.0, 9.01, 0.25)

    def crossings(ahead: float) -> int:
        x = place + ahead * math.cos(direction) + aside * math.sin(direction)
        y = place - ahead * math.sin(direction) + aside * math.cos(direction)
        line = ridges[np.rint(y).astype(int), np.rint(x).astype(int)]
        return int(np.count_nonzero(np.diff(line > 0.0)))

    before = np.mean([crossings(-d) for d in np.arange(4.0, 9.0)])
    behind = np.mean([crossings(d) for d in np.arange(4.0, 9.0)])
    assert behind > before + 0.5
