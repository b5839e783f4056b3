import math

import numpy as np
import pytest

from matcher.types import ImpressionType
from synthesis.finger import Stream
from synthesis.people import Person
from synthesis.placement import contact_depth, place, to_finger, to_image

KINDS = [ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED]


@pytest.mark.parametrize("difficulty", [0.0, 1.0, 2.0])
def test_image_and_finger_frames_are_inverse(someone: Person, difficulty: float) -> None:
    one = someone.fingers[1]
    for seed in range(10):
        where = place(one, one.generator(Stream.PLACEMENT, seed), difficulty=difficulty)
        for column, row in ((40.0, 50.0), (180.0, 220.0), (300.0, 400.0)):
            x, y = to_finger(column, row, where.pose, where.bumps)
            u, v = to_image(x, y, where.pose, where.bumps)
            assert math.hypot(u - column, v - row) < 0.2


@pytest.mark.parametrize("kind", KINDS)
def test_an_effortless_capture_is_upright_and_centred(
    someone: Person, kind: ImpressionType
) -> None:
    one = someone.fingers[2]
    where = place(one, one.generator(Stream.PLACEMENT, 1), kind, difficulty=0.0)
    x, y = to_finger(where.width_px / 2, where.height_px / 2, where.pose, where.bumps)
    assert contact_depth(x, y, where.pose) == pytest.approx(0.0, abs=1e-9)
    right, below = to_finger(where.width_px / 2 + 10, where.height_px / 2, where.pose, where.bumps)
    assert (right - x, below - y) == pytest.approx((10.0, 0.0))


def test_a_rolled_print_shows_more_of_the_pad(someone: Person) -> None:
    one = someone.fingers[3]
    plain, rolled = (place(one, one.generator(Stream.PLACEMENT, 1), kind) for kind in KINDS)
    assert np.all(rolled.pose[10:12] > plain.pose[10:12])
    assert rolled.width_px * rolled.height_px > plain.width_px * plain.height_px


def test_harder_captures_distort_more(someone: Person) -> None:
    one = someone.fingers[1]
    mild, hard = (
        place(one, one.generator(Stream.PLACEMENT, 5), difficulty=d).bumps for d in (0.5, 2.0)
    )
    assert np.abs(hard[:, 3:]).sum() > 3.0 * np.abs(mild[:, 3:]).sum()
