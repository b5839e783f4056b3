"""Slaps whose truth is known are cut into their fingers, and every doubt is named."""

import time

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.slaps import Doubt, FingerBox, Hand, count_fingers, crop, segment
from matcher.types import FINGERS, FingerPosition, ImpressionType, Sample
from synthesis.images import Slap, grow_masters, render_slap
from synthesis.images.prints import Masters
from synthesis.people import person
from tests.images import print_pixels

RIGHT, LEFT = FingerPosition.PLAIN_RIGHT_FOUR, FingerPosition.PLAIN_LEFT_FOUR
THUMBS = FingerPosition.PLAIN_THUMBS
SOMEONE = person(91)


@pytest.fixture(scope="module")
def masters() -> Masters:
    return grow_masters(SOMEONE)


@pytest.fixture(scope="module")
def right(masters: Masters) -> Slap:
    return render_slap(SOMEONE, 0, RIGHT, masters=masters)


def corners_off(found: FingerBox, truth: FingerBox) -> float:
    return float(np.abs(found.corners_px - truth.corners_px).max())


@pytest.mark.parametrize("position", [RIGHT, LEFT, THUMBS])
@pytest.mark.parametrize("kind", [ImpressionType.LIVESCAN_PLAIN, ImpressionType.NONLIVESCAN_PLAIN])
def test_all_fingers_are_found_where_they_are(
    masters: Masters, position: FingerPosition, kind: ImpressionType
) -> None:
    for encounter in range(2):
        slap = render_slap(SOMEONE, encounter, position, kind=kind, masters=masters)
        found = segment(slap.pixels, position)
        assert [one.position for one in found.fingers] == list(slap.boxes)
        assert found.found_count == found.expected_count == len(slap.boxes)
        assert not {Doubt.FEWER, Doubt.MORE, Doubt.WRONG_HAND} & set(found.doubts)
        for one in found.fingers:
            assert corners_off(one.box, slap.boxes[one.position]) < 90
            assert one.confidence > 0.7


@pytest.mark.parametrize(("position", "hand"), [(RIGHT, Hand.RIGHT), (LEFT, Hand.LEFT)])
def test_the_hand_is_told_whatever_is_stated(
    masters: Masters, position: FingerPosition, hand: Hand
) -> None:
    slap = render_slap(SOMEONE, 3, position, masters=masters)
    for stated in (RIGHT, LEFT):
        found = segment(slap.pixels, stated)
        assert found.hand is hand
        assert found.hand_confidence > 0.9
        assert (Doubt.WRONG_HAND in found.doubts) == (stated != position)


def test_a_mirrored_hand_is_the_other_hand(right: Slap) -> None:
    found = segment(np.ascontiguousarray(right.pixels[:, ::-1]), LEFT)
    assert found.hand is Hand.LEFT
    assert [one.position for one in found.fingers] == list(FINGERS[:5:-1])


@pytest.mark.parametrize("digit", [2, 3, 4, 5])
def test_a_missing_finger_is_respected(masters: Masters, digit: int) -> None:
    gone = FingerPosition(digit)
    slap = render_slap(SOMEONE, 0, RIGHT, masters=masters, missing=[gone])
    found = segment(slap.pixels, RIGHT, [gone])
    assert [one.position for one in found.fingers] == list(slap.boxes)
    assert found.expected_count == found.found_count == 3
    assert not {Doubt.FEWER, Doubt.MORE, Doubt.MISSING_FOUND} & set(found.doubts)
    assert Doubt.FEWER in segment(slap.pixels, RIGHT).doubts


def test_a_finger_that_is_stated_as_missing_and_found_is_named(right: Slap) -> None:
    found = segment(right.pixels, RIGHT, [FingerPosition.RIGHT_MIDDLE])
    assert Doubt.MISSING_FOUND in found.doubts
    assert Doubt.MORE in found.doubts
    assert FingerPosition.RIGHT_MIDDLE not in [one.position for one in found.fingers]


def test_two_hands_are_more_than_one(right: Slap) -> None:
    both = np.hstack([right.pixels[:, ::-1], right.pixels])
    found = segment(np.ascontiguousarray(both), RIGHT)
    assert found.found_count > 4
    assert Doubt.MORE in found.doubts


@pytest.mark.parametrize("position", [RIGHT, LEFT, THUMBS])
def test_an_image_without_ridges_has_no_fingers(position: FingerPosition) -> None:
    noise = np.random.default_rng(1).normal(230, 6, (1000, 1600)).clip(0, 255).astype(np.uint8)
    written = noise.copy()
    cv2.putText(written, "RIGHT FOUR", (90, 400), cv2.FONT_HERSHEY_SIMPLEX, 8.0, 20, 14)
    for pixels in (np.full((1000, 1600), 255, np.uint8), noise, written):
        found = segment(pixels, position)
        assert not found.fingers
        assert Doubt.FEWER in found.doubts


def test_a_finger_is_cut_out_upright_and_alone(right: Slap) -> None:
    found = segment(right.pixels, RIGHT)
    for one in found.fingers:
        upright = crop(right.pixels, one)
        assert abs(upright.shape[1] - one.box.width_px) < 60
        sample = Sample(upright, one.position)
        assert sample.foreground.mask.sum() > 30_000  # refuses several fingers, too


def test_crops_of_a_turned_slap_are_the_same(right: Slap) -> None:
    height, width = right.pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 8.0, 0.8)
    turned = np.asarray(
        cv2.warpAffine(right.pixels, turn, (width, height), borderValue=250), np.uint8
    )
    straight = segment(right.pixels, RIGHT).fingers
    for one, other in zip(straight, segment(turned, RIGHT).fingers, strict=True):
        off = other.box.angle_rad - one.box.angle_rad
        assert abs(off - np.radians(8.0)) < 0.08


def test_fingers_are_counted(right: Slap, masters: Masters) -> None:
    assert count_fingers(right.pixels) == 4
    assert count_fingers(render_slap(SOMEONE, 0, THUMBS, masters=masters).pixels) == 2
    assert count_fingers(np.full((400, 400), 255, np.uint8)) == 0
    for seed in range(40, 46):
        assert count_fingers(padded(print_pixels(seed))) == 1


def padded(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.pad(pixels, 40, constant_values=int(np.percentile(pixels, 90)))


def test_an_image_full_of_areas_costs_little() -> None:
    """The most that a request may send: 4 million pixels, here with dozens of ragged areas."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:2000, :2000]
    waves = 127 + 100 * np.sin(x / 1.5 + 10 * np.sin(y / 300))
    ragged = cv2.GaussianBlur(rng.standard_normal((2000, 2000)), (0, 0), 30) > 0
    started_s = time.thread_time()
    found = segment(np.where(ragged, waves, 255).astype(np.uint8), RIGHT)
    assert time.thread_time() - started_s < 10.0  # 1.3 s when this was written
    assert len(found.fingers) <= 4


@pytest.mark.parametrize("shape", [(1, 1), (8, 3), (40, 2000), (300, 300)])
def test_small_images_are_no_crash(shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, shape).astype(np.uint8)
    assert segment(pixels, RIGHT).expected_count == 4
