"""Quantities on templates whose values are known."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.realism import quantities, sense
from benchmarks.realism.prints import Prints, outline_mm2
from matcher.types import Template

PX_PER_MM = 500 / 25.4


def template(x: list[float], y: list[float], direction_deg: list[float]) -> Template:
    count = len(x)
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32) * PX_PER_MM
    return Template(
        width_px=400,
        height_px=400,
        quality=80,
        outline_px=square.astype(np.float32),
        x_px=np.array(x, np.float32),
        y_px=np.array(y, np.float32),
        direction_rad=np.radians(np.array(direction_deg)).astype(np.float32),
        type=np.zeros(count, np.uint8),
        minutia_quality=np.linspace(0.9, 0.3, count).astype(np.float32),
    )


GRID = template([50, 60, 50, 60], [50, 50, 70, 70], [0, 0, 180, 0])


def test_density_is_by_the_outline() -> None:
    assert outline_mm2(GRID) == pytest.approx(100, rel=1e-4)
    assert quantities.density_per_mm2(GRID) == pytest.approx(0.04, rel=1e-4)
    # Qualities 0.9, 0.7, 0.5, 0.3: two are clear.
    assert quantities.clear_density_per_mm2(GRID) == pytest.approx(0.02, rel=1e-4)


def test_spacing_is_the_nearest_neighbour_s() -> None:
    assert quantities.spacing_px(GRID).tolist() == [10, 10, 10, 10]
    assert len(quantities.spacing_px(template([1], [1], [0]))) == 0


def test_opposite_directions_follow_the_same_flow() -> None:
    assert np.allclose(quantities.direction_to_neighbours_deg(GRID), 0, atol=1e-4)
    turned = replace(GRID, direction_rad=np.radians([90, 0, 180, 0]).astype(np.float32))
    assert quantities.direction_to_neighbours_deg(turned)[0] == pytest.approx(90, abs=1e-3)


def test_sense_is_counted_by_distance() -> None:
    prints = Prints("made", (GRID,), np.zeros(1, np.int64))
    found = sense.agreement(prints)
    # 10 px apart: one pair agrees, one does not; 20 and 22.4 px: one agrees, one does not each.
    assert found.pairs[0].tolist() == [2, 0, 0, 4, 0, 0, 0, 0, 0]
    assert found.same[0].tolist() == [1, 0, 0, 2, 0, 0, 0, 0, 0]
    assert found.curve().tolist() == [0.5] * 9


def test_sense_distance_is_the_mean_difference() -> None:
    bins = len(sense.EDGES_PX) - 1
    always = sense.Agreement(np.full((2, bins), 4.0), np.full((2, bins), 4.0))
    half = sense.Agreement(np.full((2, bins), 2.0), np.full((2, bins), 4.0))
    assert sense.distance(always, half).value == 0.5
    assert sense.between([always, always]) == 0
    assert sense.between([always]) == 0


def test_pairs_are_of_the_same_or_of_other_fingers() -> None:
    finger = np.repeat(np.arange(3), 2)
    prints = Prints("made", (GRID,) * 6, finger)
    mated, nonmated = quantities.mated_pairs(prints), quantities.nonmated_pairs(prints)
    assert list(zip(*mated, strict=True)) == [(0, 1), (2, 3), (4, 5)]
    assert (finger[nonmated[0]] < finger[nonmated[1]]).all()
    assert len(set(zip(*nonmated, strict=True))) == len(nonmated[0]) == 12


def test_equal_prints_have_cosine_one() -> None:
    prints = Prints("made", (GRID, GRID), np.array([0, 1]))
    unit = np.array([[0.6, 0.8], [0.6, 0.8]], np.float32)
    found = quantities.cosine_pairs(prints, unit, quantities.nonmated_pairs(prints))
    assert found.values.tolist() == [pytest.approx(1)]
    assert (found.finger.tolist(), found.other.tolist()) == ([0], [1])
