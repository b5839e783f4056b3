"""The network's surroundings: its cache, threads, boxes and tiles."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher import leader as module
from matcher.leader import Detection, Leader
from tests.images import print_pixels


def rows(found: Detection) -> list[tuple[float, ...]]:
    columns = (found.x_px, found.y_px, found.direction_rad, found.type, found.quality)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def modified(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


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


@pytest.mark.parametrize(
    ("damage", "part"),
    [("cut", ".bin"), ("changed", ".bin"), ("missing", ".bin"), ("changed", ".xml"),
     ("changed", ".sha256"), ("missing", ".sha256")],
)  # fmt: skip
def test_a_damaged_cache_is_built_again(
    tmp_path: Path, part: str, damage: str, expected: list[tuple[float, ...]]
) -> None:
    Leader(tmp_path, streams=1)
    [path] = tmp_path.glob(f"*{part}")
    sound = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        half = len(sound) // 2
        flipped = bytes([sound[half] ^ 1])
        path.write_bytes(sound[:half] + (b"" if damage == "cut" else flipped + sound[half + 1 :]))
    assert rows(Leader(tmp_path, streams=1).detect(print_pixels(3))) == expected
    # What was built again is sound: it is read, not built a third time.
    times = modified(tmp_path)
    assert len(times) == 3, "no drafts stay behind"
    Leader(tmp_path, streams=1)
    assert modified(tmp_path) == times


def test_a_sound_cache_is_not_written_again(tmp_path: Path) -> None:
    Leader(tmp_path, streams=1)
    times = modified(tmp_path)
    Leader(tmp_path, streams=1)
    assert modified(tmp_path) == times


def test_threads_get_what_one_alone_gets(leader: Leader, expected: list[tuple[float, ...]]) -> None:
    alone = rows(leader.detect(print_pixels(5)))
    work = [print_pixels(3), print_pixels(5)] * 3
    with ThreadPoolExecutor(4) as pool:
        found = [rows(one) for one in pool.map(leader.detect, work)]
    assert found == [expected, alone] * 3


def test_several_processes_may_fill_one_cache(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: Leader(tmp_path, streams=1), range(3)))
    assert len({one.weights_digest for one in found}) == 1
    assert len([*tmp_path.iterdir()]) == 3


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
