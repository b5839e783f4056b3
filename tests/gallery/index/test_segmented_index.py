from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from database.errors import StoreUnavailableError
from gallery.index.inspection import inspect, verify_folder
from gallery.index.types import CLASSES, FingerClass
from matcher.vector import VECTOR_VERSION
from tests.gallery.damage import damage_of
from tests.gallery.index.world import SMALL, Source, assert_agrees, batch_of, open_index, vectors_of


def test_what_is_added_is_found_and_what_is_removed_is_not(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 100))
    source.add(range(100, 201))
    source.remove(range(5, 60))
    source.remove([5, 6, 9_999])
    source.replay(index)
    assert index.watermark == 4
    assert_agrees(index, source)
    index.close()


def test_searches_agree_before_and_after_sealing_and_merging(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    for first in range(1, 500, 20):
        source.add(range(first, first + 20))
    source.remove(range(30, 300, 3))
    source.replay(index)
    assert_agrees(index, source)
    index.seal()
    assert_agrees(index, source)
    before = len(index.status().segments)
    index.compact()
    assert len(index.status().segments) < before
    assert_agrees(index, source)
    index.compact(force=True)
    assert [one.dead_count for one in index.status().segments] == [0, 0, 0]
    assert {one.finger_class for one in index.status().segments} == set(FingerClass)
    assert_agrees(index, source)
    index.close()


def test_those_who_are_near_are_found_though_all_are_in_one_segment(tmp_path: Path) -> None:
    index, near = open_index(tmp_path, replace(SMALL, seal_count=256)), set(range(5_001, 5_181))
    index.add(batch_of(one for one in range(1, 2_001) if one % 10 not in (7, 8)), 1)
    index.seal()
    probe = vectors_of(10)
    noise = np.random.default_rng(3).normal(size=(180, *probe.shape)) / 40
    alike = batch_of(near)
    alike.vectors[:] = probe + noise.astype(np.float32)
    index.add(alike, 2)
    index.seal()
    depth = 200
    segments = [one.count for one in index.status().segments]
    assert max(segments) < 2 * depth < sum(segments)
    [found] = index.shortlist(probe[np.newaxis], depth)
    assert len(found.reference_ids) == depth
    assert near <= set(found.reference_ids.tolist())
    index.close()


def test_each_class_has_a_quota_of_its_own(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 301))
    source.replay(index)
    [found] = index.shortlist(vectors_of(10)[np.newaxis], 12)
    assert len(found.reference_ids) == 3 * 12
    assert found.class_codes.tolist() == [0] * 12 + [1] * 12 + [2] * 12
    for code, finger_class in enumerate(CLASSES):
        chosen = found.class_codes == code
        last_digits = set(found.reference_ids[chosen] % 10)
        expected = {FingerClass.TWO_INDEX: {7}, FingerClass.OTHER: {8}}.get(finger_class)
        assert last_digits == expected if expected else not last_digits & {7, 8}
        assert (np.diff(found.similarity[chosen]) <= 0).all()
    assert found.reference_ids[0] == 10
    index.close()


def test_rescoring_follows_the_order_of_what_was_asked(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 101))
    source.replay(index)
    index.seal()
    similarity = index.rescore(vectors_of(20), [33, 20, 5_000, 34])
    assert similarity.argmax() == 1
    assert similarity[1] == pytest.approx(10, abs=0.2)
    assert np.isneginf(similarity[2])
    index.close()


def test_a_reference_that_is_there_is_not_added_twice(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 101))
    source.add(range(50, 151))
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def test_a_removed_reference_may_come_back(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 101))
    source.remove([3, 7])
    source.add([3, 7])
    source.replay(index)
    assert_agrees(index, source)
    index.seal()
    index.compact(force=True)
    assert_agrees(index, source)
    index.close()


def test_expunged_bytes_are_in_no_file(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 151))
    source.replay(index)
    index.seal()
    source.add(range(151, 161))
    source.remove([12])
    source.expunge([12, 13, 155, 9_999])
    source.replay(index)
    assert_agrees(index, source)
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for one in (12, 13, 155):
        assert f"person-{one:06d}".encode() not in content
    assert b"person-000014" in content
    assert damage_of(index) == []
    index.close()


def test_a_start_goes_on_from_the_manifest(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 301))
    source.replay(index)
    index.close()
    index = open_index(tmp_path)
    # 64 rows and more are sealed, and the two small classes' tails by their size.
    assert index.watermark == index.status().manifest_watermark
    source.remove(range(1, 50))
    source.add(range(301, 320))
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def test_the_watermark_waits_for_the_oldest_row_that_is_not_sealed(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add([1, 2])
    source.add([18])
    for first in range(100, 300, 10):
        source.add(range(first, first + 7))
    source.replay(index)
    index.snapshot()
    status = index.status()
    assert any(one.sealed for one in status.segments)
    assert (status.watermark, status.manifest_watermark) == (22, 1)
    index.close()
    index = open_index(tmp_path)
    assert index.watermark == 1
    assert index.count > 2
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def test_a_rare_class_does_not_hold_the_watermark_back_for_ever(tmp_path: Path) -> None:
    index, source = open_index(tmp_path, replace(SMALL, replay_count=10)), Source()
    source.add([8])
    for first in range(100, 230, 10):
        source.add(range(first, first + 7))
    source.replay(index)
    index.snapshot()
    # The reference of change 1 is sealed alone; the oldest open row is one of many of its class.
    sealed = {one.finger_class: one.count for one in index.status().segments if one.sealed}
    assert sealed[FingerClass.OTHER] == 1
    assert index.status().manifest_watermark > 1
    index.close()


@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_replaying_changes_again_changes_nothing(tmp_path: Path, after: int) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 81))
    source.remove(range(10, 20))
    source.add(range(81, 161))
    source.expunge([30, 100])
    source.remove([31, 101])
    source.replay(index)
    source.replay(index, after)
    assert_agrees(index, source)
    index.seal()
    source.replay(index, after)
    assert_agrees(index, source)
    index.close()


def test_watermarks_do_not_go_back(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    index.remove((), 7)
    with pytest.raises(ValueError, match="watermark 6 after 7"):
        index.add(batch_of([1]), 6)
    index.close()


def test_a_rebuild_begins_with_nothing(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 301))
    source.replay(index)
    index.seal()
    index.rebuild()
    assert (index.count, index.watermark) == (0, 0)
    assert not list(tmp_path.glob("segment-*"))
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def test_folders_that_were_merged_away_go_with_the_manifest_before(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 301))
    source.replay(index)
    index.seal()
    index.compact(force=True)
    left = {path.name for path in tmp_path.glob("segment-*")}
    kept = {one.name for one in index.status().segments}
    assert kept < left
    source.expunge([10])
    source.replay(index)
    index.snapshot()
    assert {path.name for path in tmp_path.glob("segment-*")} == kept
    index.close()


def test_a_folder_is_opened_once(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    with pytest.raises(StoreUnavailableError, match="in use by another process"):
        open_index(tmp_path)
    index.close()
    open_index(tmp_path).close()


def test_a_folder_can_be_looked_at_while_it_is_open(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 301))
    source.replay(index)
    index.seal()
    found = inspect(tmp_path)
    assert (found.manifest_number > 0, found.watermark) == (True, 1)
    assert found.reference_count == 300
    assert found.damage == ()
    told: list[tuple[int, int]] = []
    assert verify_folder(tmp_path, progress=lambda *done: told.append(done)) == []
    assert told[-1] == (300, 300)
    rows = next(tmp_path.glob("segment-*-ten/finer"))
    data = bytearray(rows.read_bytes())
    data[100] ^= 4
    rows.write_bytes(data)
    assert [(one.file, one.where[:5]) for one in verify_folder(tmp_path)] == [(rows, "row 0")]
    index.close()


def test_the_version_names_what_made_it(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    assert VECTOR_VERSION in index.version
    assert "int8-32" in index.version
    assert "pq80x4" in index.version
    index.close()


def test_memory_is_codes_and_open_rows(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    assert index.resident_bytes == 0
    source.add(range(1, 301))
    source.replay(index)
    opened = index.resident_bytes
    assert opened >= 300 * 81
    index.seal()
    assert 300 * 41 <= index.resident_bytes < opened
    index.close()
