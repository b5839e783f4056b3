import cv2
import numpy as np
import pytest

from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.images import grow_masters, render_slap
from synthesis.images.prints import Masters
from synthesis.people import Person

RIGHT, LEFT = FingerPosition.PLAIN_RIGHT_FOUR, FingerPosition.PLAIN_LEFT_FOUR


@pytest.fixture(scope="module")
def hand(someone: Person) -> Masters:
    return grow_masters(someone, positions=FINGERS[1:5])


def test_a_slap_shows_its_fingers_side_by_side_in_their_boxes(
    someone: Person, hand: Masters
) -> None:
    for encounter in range(3):
        slap = render_slap(someone, encounter, RIGHT, masters=hand)
        assert slap.pixels.shape == (1000, 1600)
        assert list(slap.boxes) == list(FINGERS[1:5])
        centres = [box.centre_x_px for box in slap.boxes.values()]
        assert centres == sorted(centres)
        for box in slap.boxes.values():
            inside = np.zeros(slap.pixels.shape, np.uint8)
            cv2.fillConvexPoly(inside, np.rint(box.corners_px).astype(np.int32), 1)
            dark = slap.pixels[inside > 0] < 150
            assert dark.mean() > 0.2
            above = box.corners_px[:2].mean(0) - 20 * box.axes[1]
            x, y = np.rint(above).astype(int)
            assert slap.pixels[max(0, y - 5) : y + 5, x - 5 : x + 5].mean() > 180


def test_a_left_slap_has_the_little_finger_on_the_left(someone: Person) -> None:
    slap = render_slap(someone, 0, LEFT)
    assert list(slap.boxes) == list(FINGERS[:5:-1])


def test_a_missing_finger_leaves_its_place_empty(someone: Person, hand: Masters) -> None:
    whole = render_slap(someone, 1, RIGHT, masters=hand)
    less = render_slap(someone, 1, RIGHT, masters=hand, missing=[FingerPosition.RIGHT_RING])
    assert list(less.boxes) == [p for p in whole.boxes if p != FingerPosition.RIGHT_RING]
    gaps = np.diff([box.centre_x_px for box in less.boxes.values()])
    assert gaps[1] > 1.5 * gaps[0]


def test_an_inked_slap_has_printed_lines(someone: Person, hand: Masters) -> None:
    card = render_slap(someone, 0, RIGHT, kind=ImpressionType.NONLIVESCAN_PLAIN, masters=hand)
    live = render_slap(someone, 0, RIGHT, masters=hand)
    line, none = ((one.pixels < 150).mean(1)[:12].max() for one in (card, live))
    assert line > 0.4
    assert none < 0.05
