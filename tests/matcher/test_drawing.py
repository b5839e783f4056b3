import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.comparison import compare, prepare
from matcher.drawing import draw_minutiae, draw_pairs
from matcher.types import Template
from tests.matcher.prints import best, finger


def paper(one: Template) -> NDArray[np.uint8]:
    return np.full((one.height_px, one.width_px), 255, np.uint8)


def test_minutiae_are_drawn_where_they_are_and_nowhere_else() -> None:
    one = best(finger(1), 6)
    picture = draw_minutiae(paper(one), one, scale=2)
    assert picture.shape == (2 * one.height_px, 2 * one.width_px, 3)
    assert picture.dtype == np.uint8
    changed = (picture != 255).any(2)
    far = np.ones(changed.shape, np.uint8)
    for x, y in zip(one.x_px, one.y_px, strict=True):
        cv2.circle(far, (round(2 * float(x)), round(2 * float(y))), 36, 0, -1)
        ring = changed[round(2 * float(y)) - 12 :, round(2 * float(x)) - 12 :][:25, :25]
        assert ring.any()
    cv2.polylines(far, [np.rint(one.outline_px * 2).astype(np.int32)], True, 0, 7)
    assert not changed[far == 1].any()


def test_the_tail_points_along_the_direction_y_up() -> None:
    one = best(finger(1), 1)
    up = Template(
        width_px=100, height_px=100, quality=50, outline_px=np.zeros((0, 2), np.float32),
        x_px=np.array([50], np.float32), y_px=np.array([50], np.float32),
        direction_rad=np.array([np.pi / 2], np.float32), type=one.type,
        minutia_quality=np.array([1], np.float32),
    )  # fmt: skip
    changed = (draw_minutiae(paper(up), up, scale=1) != 255).any(2)
    rows, _ = np.nonzero(changed)
    assert rows.min() < 40
    assert rows.max() < 60


def test_an_empty_template_leaves_the_paper_blank() -> None:
    empty = best(finger(1), 0)
    bare = Template(**{**vars(empty), "outline_px": np.zeros((0, 2), np.float32)})
    assert (draw_minutiae(paper(bare), bare) == 255).all()


def test_pairs_lie_on_both_prints_side_by_side() -> None:
    probe, reference = finger(1, 1), finger(1, 2)
    pairs = compare(prepare(probe), prepare(reference)).pairs
    arguments = (paper(probe), probe, paper(reference), reference)
    drawn = draw_pairs(*arguments, pairs, scale=1)
    blank = draw_pairs(*arguments, [], scale=1)
    assert drawn.shape == blank.shape
    assert drawn.shape[0] == max(probe.height_px, reference.height_px)
    assert drawn.shape[1] > probe.width_px + reference.width_px
    assert (blank == 255).all()
    changed = (drawn != 255).any(2)
    assert changed[:, : probe.width_px].any()
    assert changed[:, -reference.width_px :].any()
