"""Sealed segments are read through in the background, and damage is named."""

import logging
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from gallery.index.housekeeping.patrol import Patrol
from gallery.index.segmented_index import SegmentedIndex
from tests.gallery.index.world import SMALL, Source, batch_of, open_index, vectors_of

RATE = 100_000
PARAMETERS = replace(SMALL, verified_bytes_per_s=RATE, verify_pass_s=3_600.0)


@dataclass
class Clock:
    now_s: float = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SegmentedIndex]:
    index = open_index(tmp_path)
    source = Source()
    for first in range(1, 400, 20):
        source.add(range(first, first + 20))
    source.replay(index)
    index.seal()
    yield index
    index.close()


def patrol_once(index: SegmentedIndex, clock: Clock) -> float:
    """Take the steps of a pass when they are due; returns how long it took."""
    patrol, start = Patrol(index._writer, PARAMETERS, clock), clock.now_s
    while patrol.due_s < PARAMETERS.verify_pass_s / 2:
        clock.now_s += patrol.due_s
        patrol.step()
    return clock.now_s - start


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 0x10
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(content[place : place + 1])


@pytest.mark.parametrize("name", ["rows", "finer", "records"])
@pytest.mark.parametrize("place", [64, -1])
def test_a_flipped_byte_is_found_and_named(
    index: SegmentedIndex, name: str, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    segment = index._writer.sealed[1]
    file = segment.folder / name
    at = place % file.stat().st_size
    flip(file, at)
    # A scan does not notice: that is what the patrol is for.
    assert len(index.scan(vectors_of(10), 500).reference_ids) == index.count
    with caplog.at_level(logging.ERROR):
        patrol_once(index, Clock())
        patrol_once(index, Clock())
    [message] = [one.message for one in caplog.records]
    assert f"segment {segment.name} is damaged: {file}: row" in message
    damage = {one.name: one.damage for one in index.status().segments if one.damage}
    assert list(damage) == [segment.name]
    row = 0 if place > 0 else segment.count - 1
    assert f"{file}: row {row} (byte " in damage[segment.name]


def test_what_is_sound_is_not_suspected(index: SegmentedIndex) -> None:
    index.remove([5, 6], 100)
    index.expunge([7, 8, 30, 31], 101)
    patrol_once(index, Clock())
    assert not [one for one in index.status().segments if one.damage]


def test_a_pass_reads_everything_at_the_rate_and_another_follows_after_a_while(
    index: SegmentedIndex,
) -> None:
    clock = Clock()
    files = [
        segment.folder / name
        for segment in index._writer.sealed
        for name in ("rows", "finer", "records")
    ]
    content = sum(file.stat().st_size - 64 for file in files)
    patrol = Patrol(index._writer, PARAMETERS, clock)
    for _ in range(2):
        assert patrol.due_s == 0
        start = clock.now_s
        waits = []
        while patrol.due_s < 1_000:
            waits.append(patrol.due_s)
            clock.now_s += patrol.due_s
            patrol.step()
        last = segment_bytes_of_the_last_step(index)
        assert sum(waits) == pytest.approx((content - last) / RATE)
        clock.now_s = start + PARAMETERS.verify_pass_s


def segment_bytes_of_the_last_step(index: SegmentedIndex) -> int:
    """Nobody waits for these: the pass is over."""
    segment = index._writer.sealed[-1]
    return segment.stored_bytes((segment.count - 1) // 128 * 128, segment.count)


def test_a_step_before_it_is_due_does_nothing(index: SegmentedIndex) -> None:
    clock = Clock()
    patrol = Patrol(index._writer, PARAMETERS, clock)
    patrol.step()
    due_s = patrol.due_s
    assert due_s > 0
    patrol.step()
    assert patrol.due_s == due_s


def test_segments_that_are_merged_away_meanwhile_are_left_out(index: SegmentedIndex) -> None:
    clock = Clock()
    patrol = Patrol(index._writer, PARAMETERS, clock)
    patrol.step()
    index.compact(force=True)
    for _ in range(2):
        index.remove([], index.watermark + 1)
        index.snapshot()
    for _ in range(100):
        clock.now_s += min(patrol.due_s, 10.0)
        patrol.step()
    assert not [one for one in index.status().segments if one.damage]


def test_a_file_that_cannot_be_read_is_named(index: SegmentedIndex) -> None:
    segment = index._writer.sealed[0]
    (segment.folder / "records").rename(segment.folder / "elsewhere")
    patrol_once(index, Clock())
    [damage] = [one.damage for one in index.status().segments if one.damage]
    assert f"{segment.folder / 'records'}: row 0" in damage
    assert "No such file" in damage
    (segment.folder / "elsewhere").rename(segment.folder / "records")


def test_an_empty_index_has_nothing_to_read(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    assert patrol_once(index, Clock()) == 0
    index.close()


def test_no_rate_no_patrol(index: SegmentedIndex) -> None:
    patrol = Patrol(index._writer, replace(PARAMETERS, verified_bytes_per_s=0), Clock())
    assert patrol.due_s == math.inf


def test_the_housekeeping_thread_patrols(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    index.add(batch_of(range(1, 100)), 1)
    index.seal()
    index.close()
    parameters = replace(SMALL, background=True, verified_bytes_per_s=1 << 30)
    [file] = tmp_path.glob("segment-*-two_index/finer")
    flip(file, 100)
    index = SegmentedIndex(tmp_path, gallery="iafis", parameters=parameters)
    while not (damaged := [one for one in index.status().segments if one.damage]):
        time.sleep(0.01)
    assert [one.name for one in damaged] == [file.parent.name]
    assert str(file) in damaged[0].damage
    assert np.isin(range(1, 100), index.scan(vectors_of(1), 100).reference_ids).all()
    index.close()
