"""The network's surroundings: its weights, threads, boxes, masks and tiles."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher import leader as module
from matcher.leader import Detection, Leader
from tests.images import print_pixels


def unsorted(found: Detection) -> list[tuple[float, ...]]:
    columns = (found.x_px, found.y_px, found.direction_rad, found.type, found.quality)
    return [*zip(*(column.tolist() for column in columns), strict=True)]


def rows(found: Detection) -> list[tuple[float, ...]]:
    return sorted(unsorted(found))


def missing(one: Detection, other: Detection, kept: NDArray[np.bool_] | None = None) -> int:
    """Count sure minutiae of one that the other has nothing within 1.5 px of."""
    sure = (one.quality >= 0.7) if kept is None else (one.quality >= 0.7) & kept
    assert sure.sum() > 15
    offset = np.hypot(
        one.x_px[sure, None] - other.x_px[None], one.y_px[sure, None] - other.y_px[None]
    )
    return int((offset.min(1) > 1.5).sum())


@pytest.fixture(scope="module")
def expected(leader: Leader) -> list[tuple[float, ...]]:
    found = rows(leader.detect(print_pixels(3)))
    assert len(found) > 10
    return found


def test_detections_are_in_the_image_and_sure_enough(leader: Leader) -> None:
    found = leader.detect(print_pixels(3), 0.6)
    height, width = print_pixels(3).shape
    assert ((found.x_px >= 0) & (found.x_px < width)).all()
    assert ((found.y_px >= 0) & (found.y_px < height)).all()
    assert (found.quality >= 0.6).all()
    assert (np.abs(found.direction_rad) <= np.pi).all()
    assert set(found.type.tolist()) <= {0, 1}


def test_threads_get_what_one_alone_gets(leader: Leader, expected: list[tuple[float, ...]]) -> None:
    alone = rows(leader.detect(print_pixels(5)))
    work = [print_pixels(3), print_pixels(5)] * 3
    with ThreadPoolExecutor(4) as pool:
        found = [rows(one) for one in pool.map(leader.detect, work)]
    assert found == [expected, alone] * 3


def test_the_digest_tells_the_pruned_network_from_the_whole(leader: Leader) -> None:
    assert Leader(pruned=False).weights_digest != leader.weights_digest
    assert Leader().weights_digest == leader.weights_digest


def test_pruning_leaves_what_is_sure(leader: Leader) -> None:
    for number in (3, 5, 8):
        whole = Leader(pruned=False).detect(print_pixels(number), 0.4)
        pruned = leader.detect(print_pixels(number), 0.4)
        assert missing(whole, pruned) <= 0.02 * len(whole.quality)
        assert missing(pruned, whole) <= 0.02 * len(whole.quality)


def test_a_box_finds_what_the_whole_image_has_inside(leader: Leader) -> None:
    pixels = print_pixels(3)
    height, width = pixels.shape
    whole = leader.detect(pixels, 0.3)
    left, top, right, bottom = box = (64, 64, width - 64, height - 64)
    found = leader.detect(pixels, 0.3, box)
    margin = 48
    inner = (whole.x_px >= left + margin) & (whole.x_px < right - margin)
    inner &= (whole.y_px >= top + margin) & (whole.y_px < bottom - margin)
    assert missing(whole, found, inner) == 0
    assert (found.x_px >= left - 32).all()
    assert (found.y_px < bottom + 32).all()


def test_a_mask_keeps_what_the_whole_image_has_inside(leader: Leader) -> None:
    pixels = print_pixels(3)
    whole = leader.detect(pixels, 0.3)
    mask = np.zeros(pixels.shape, np.bool_)
    mask[60:200, 40:180] = True
    found = leader.detect(pixels, 0.3, mask=mask)
    inside = mask[whole.y_px.astype(int), whole.x_px.astype(int)]
    expected = [row for row, kept in zip(unsorted(whole), inside.tolist(), strict=True) if kept]
    assert rows(found) == sorted(expected)


def test_a_small_image_and_odd_sizes(leader: Leader) -> None:
    for shape in ((1, 1), (33, 97), (65, 64)):
        found = leader.detect(np.full(shape, 255, np.uint8))
        assert len(found.x_px) == 0


@pytest.fixture
def large() -> NDArray[np.uint8]:
    """An image of 1.1 megapixels with prints on both sides of the seam."""
    paper = np.full((512, 2144), 255, np.uint8)
    one = print_pixels(3)[:480, :480]
    for left in (40, 760, 1480):
        paper[16 : 16 + one.shape[0], left : left + one.shape[1]] = one
    return paper


@pytest.mark.slow
def test_tiles_give_what_the_whole_gives(
    leader: Leader, large: NDArray[np.uint8],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tiled = leader.detect(large, 0.3)
    monkeypatch.setattr(module, "_TILE_PX", 4_096)
    whole = leader.detect(large, 0.3)
    assert missing(whole, tiled) == missing(tiled, whole) == 0


@pytest.mark.parametrize("length", [32, 1_024, 1_056, 2_048, 4_000, 8_000])
def test_tiles_cover_each_side_once(length: int) -> None:
    tiles = module._tiles(length)
    used = [part for _, part in tiles]
    assert (used[0].start, used[-1].stop) == (0, length)
    assert all(a.stop == b.start for a, b in pairwise(used))
    for seen, part in tiles:
        assert 0 <= seen.start <= part.start < part.stop <= seen.stop <= length
        assert seen.stop - seen.start <= 1_024
