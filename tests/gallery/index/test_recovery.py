import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from gallery.errors import DamagedSegmentError
from gallery.index.manifest import manifest_paths
from gallery.index.segmented_index import SegmentedIndex
from matcher.errors import CorruptRecordError
from tests.gallery.damage import damage_of
from tests.gallery.index.world import SMALL, Source, assert_agrees, batch_of, open_index, vectors_of


def built(folder: Path) -> Source:
    """Make an index of two manifests; the newest has one more segment."""
    index, source = open_index(folder), Source()
    source.add(one for one in range(1, 80) if one % 10 not in {7, 8})
    source.replay(index)
    index.seal()
    source.add(one for one in range(80, 120) if one % 10 not in {7, 8})
    source.remove([3, 90])
    source.replay(index)
    index.seal()
    index.close()
    return source


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    path.write_bytes(data)


def newest_segment(folder: Path) -> Path:
    return max(folder.glob("segment-*"))


@pytest.mark.parametrize(
    ("file", "place"),
    [("rows", 70), ("rows", 20), ("codes", 100), ("codes.sums", 64), ("finer", 3)],
)
def test_a_damaged_segment_is_set_aside_and_its_rows_come_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, file: str, place: int
) -> None:
    source = built(tmp_path)
    damaged = newest_segment(tmp_path)
    flip(damaged / file, place)
    with caplog.at_level(logging.ERROR):
        index = open_index(tmp_path)
    assert str(damaged / file) in caplog.text
    # The manifest before it holds; all that follows it is read again.
    assert index.watermark == 1
    assert index.count > 0
    assert f"damaged-{damaged.name}-1" in index.status().damaged
    source.replay(index)
    assert_agrees(index, source)
    index.close()
    again = open_index(tmp_path)
    source.replay(again)
    assert_agrees(again, source)
    again.close()


def test_with_nothing_sound_everything_comes_again(tmp_path: Path) -> None:
    source = built(tmp_path)
    flip(min(tmp_path.glob("segment-*")) / "rows", 80)
    index = open_index(tmp_path)
    assert (index.count, index.watermark) == (0, 0)
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def test_a_damaged_manifest_gives_way_to_the_one_before(tmp_path: Path) -> None:
    source = built(tmp_path)
    flip(manifest_paths(tmp_path)[0], 40)
    index = open_index(tmp_path)
    assert index.watermark == 1
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def test_a_segment_that_is_missing_is_damage(tmp_path: Path) -> None:
    source = built(tmp_path)
    newest_segment(tmp_path).rename(tmp_path / "elsewhere")
    index = open_index(tmp_path)
    assert index.watermark == 1
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def test_what_no_manifest_names_is_removed(tmp_path: Path) -> None:
    built(tmp_path)
    left = [tmp_path / "segment-00000099-ten", tmp_path / ".draft-manifest-00000009.json"]
    left[0].mkdir()
    left[1].write_bytes(b"{")
    index = open_index(tmp_path)
    assert not any(path.exists() for path in left)
    index.close()


def test_an_index_made_with_something_else_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = built(tmp_path)
    with caplog.at_level(logging.WARNING):
        index = SegmentedIndex(tmp_path, gallery="ident", parameters=SMALL)
    assert "not used" in caplog.text
    assert (index.count, index.watermark) == (0, 0)
    source.replay(index)
    assert_agrees(index, source)
    index.close()


Reading = Callable[[SegmentedIndex], object]


@pytest.mark.parametrize(
    ("file", "reading"),
    [
        ("finer", lambda index: index.rescore(vectors_of(10), [80])),
        ("records", lambda index: index.records([80])),
    ],
)
def test_damage_that_a_search_meets_is_an_error_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, file: str, reading: Reading
) -> None:
    source = built(tmp_path)
    damaged = newest_segment(tmp_path)
    flip(damaged / file, 100)
    index = open_index(tmp_path)
    with caplog.at_level(logging.ERROR), pytest.raises(CorruptRecordError, match=file):
        reading(index)
    assert damaged.name in caplog.text
    [named] = [one for one in index.status().segments if one.damage]
    assert named.name == damaged.name
    assert [one.file for one in damage_of(index)] == [damaged / file]
    # Others are found, a merge leaves the segment as it is, and a rebuild heals.
    assert index.records([1])[1].name == "person-000001"
    index.compact(force=True)
    assert damaged.exists()
    index.rebuild()
    source.replay(index)
    assert_agrees(index, source)
    assert damage_of(index) == []
    index.close()


def test_an_imported_set_is_never_opened_without_somebody(tmp_path: Path) -> None:
    built_set = SegmentedIndex(tmp_path, gallery="set", parameters=SMALL, imported=True)
    built_set.close()
    index = SegmentedIndex(tmp_path, gallery="set", parameters=SMALL, imported=True)
    assert index.source_position == ""
    index.close()
    flip(manifest_paths(tmp_path)[0], 40)
    with pytest.raises(CorruptRecordError, match="manifest"):
        SegmentedIndex(tmp_path, gallery="set", parameters=SMALL, imported=True)
    assert manifest_paths(tmp_path)


def test_damage_in_an_imported_set_is_an_error(tmp_path: Path) -> None:
    index = SegmentedIndex(tmp_path, gallery="set", parameters=SMALL, imported=True)
    index.load([batch_of(range(1, 40))], "1")
    index.load([batch_of(range(40, 60))], "2")
    index.close()
    flip(newest_segment(tmp_path) / "rows", 80)
    with pytest.raises(DamagedSegmentError, match="rows"):
        SegmentedIndex(tmp_path, gallery="set", parameters=SMALL, imported=True)
    assert newest_segment(tmp_path).exists()


def test_an_index_of_another_database_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = SegmentedIndex(tmp_path, gallery="iafis", source="one", parameters=SMALL)
    index.add(batch_of(list(range(1, 9))), 8)
    index.seal()
    index.close()
    again = SegmentedIndex(tmp_path, gallery="iafis", source="one", parameters=SMALL)
    assert (again.count, again.watermark) == (8, 8)
    again.close()
    other = SegmentedIndex(tmp_path, gallery="iafis", source="two", parameters=SMALL)
    assert (other.count, other.watermark) == (0, 0)
    assert "not used" in caplog.text
    other.close()
