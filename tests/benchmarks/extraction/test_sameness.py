from dataclasses import replace

import numpy as np

from benchmarks.extraction import sameness
from matcher.types import FINGERS, Template
from synthesis.minutiae import minutiae_template
from synthesis.people import person


def template(seed: int = 3) -> Template:
    """A template whose minutiae lie on pixels of their own."""
    made = minutiae_template(person(seed).finger(FINGERS[1]), 0)
    places = np.arange(made.minutia_count, dtype=np.float32)
    return replace(made, x_px=10 + 9 * places, y_px=np.full_like(places, 20))


def test_equal_extractions_are_the_same() -> None:
    found = sameness.compare([template(), None], [template(), None])
    assert (found.images, found.same_images, found.differing) == (2, 2, ())
    count = 2 * template().minutia_count
    assert found.minutiae == found.same_minutiae == found.near_minutiae == count
    assert (found.moved_quality, found.turned) == (0, 0)


def test_small_differences_count_as_the_same_and_larger_ones_do_not() -> None:
    one = template()
    near = replace(
        one,
        direction_rad=(one.direction_rad + 0.9 * 2 * np.pi / 256).astype(np.float32),
        minutia_quality=one.minutia_quality - np.float32(0.9 / 255),
    )
    assert sameness.compare([one], [near]).same_images == 1
    turned, paler, other = one.direction_rad.copy(), one.minutia_quality.copy(), one.type.copy()
    turned[0] += 0.1
    paler[1] -= np.float32(0.05)
    other[2] = 1 - other[2]
    far = replace(one, direction_rad=turned, minutia_quality=paler, type=other)
    found = sameness.compare([one], [far])
    assert (found.same_images, found.differing) == (0, (0,))
    assert found.same_minutiae == 2 * (one.minutia_count - 3)
    assert found.near_minutiae == 2 * one.minutia_count, "quality and type do not matter"
    assert found.moved_quality > 0.04
    assert 0.01 < found.turned < 0.02


def test_a_direction_near_a_full_turn_is_near_zero() -> None:
    one = template()
    zero = replace(one, direction_rad=np.zeros_like(one.direction_rad))
    whole = replace(one, direction_rad=np.full_like(one.direction_rad, 2 * np.pi - 1e-4))
    assert sameness.compare([zero], [whole]).same_images == 1


def test_a_lost_a_moved_and_a_failed_one_are_told() -> None:
    one = template()
    lost = replace(
        one,
        **{name: getattr(one, name)[1:] for name in ("x_px", "y_px", "direction_rad", "type")},
        minutia_quality=one.minutia_quality[1:],
    )
    moved = replace(one, y_px=one.y_px + 2)
    found = sameness.compare([one, one, one], [lost, moved, None])
    assert found.same_images == 0
    count = one.minutia_count
    assert found.minutiae == 3 * count + count - 1 + count
    assert found.same_minutiae == 2 * (count - 1)
    assert found.near_minutiae == 2 * (count - 1) + 2 * count
