from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gallery.index.segmented_index import SegmentedIndex
from gallery.index.types import FingerClass, ReferenceBatch
from tests.gallery.index.world import SMALL, Source, assert_agrees, batch_of, open_index


def open_set(folder: Path) -> SegmentedIndex:
    return SegmentedIndex(folder, gallery="set", parameters=SMALL, imported=True)


def batches(first: int, last: int, size: int = 25) -> Iterator[ReferenceBatch]:
    for start in range(first, last, size):
        yield batch_of(range(start, min(start + size, last)))


def test_an_import_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    index, source = open_set(tmp_path), Source()
    assert index.source_position == ""
    assert index.load(batches(1, 151), "page 1") == 150
    assert index.load(batches(151, 201), "page 2") == 50
    index.close()
    index = open_set(tmp_path)
    assert index.source_position == "page 2"
    index.load(batches(201, 301), "page 3")
    source.add(range(1, 301))
    assert_agrees(index, source)
    classes = [one.finger_class for one in index.status().segments]
    assert {one: classes.count(one) for one in FingerClass} == dict.fromkeys(FingerClass, 3)
    index.close()


def test_what_ends_an_import_leaves_nothing_of_the_piece(tmp_path: Path) -> None:
    def torn() -> Iterator[ReferenceBatch]:
        yield from batches(151, 201)
        raise OSError("the source was unplugged")

    index = open_set(tmp_path)
    index.load(batches(1, 151), "page 1")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(OSError, match="unplugged"):
        index.load(torn(), "page 2")
    with pytest.raises(ValueError, match="ascend"):
        index.load([*batches(151, 201), *batches(151, 201)], "page 2")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (index.count, index.source_position) == (150, "page 1")
    index.load(batches(151, 201), "page 2")
    assert index.count == 200
    index.close()


def test_removals_from_a_set_last_after_a_snapshot(tmp_path: Path) -> None:
    index, source = open_set(tmp_path), Source()
    index.load(batches(1, 101), "end")
    source.add(range(1, 101))
    source.remove([10, 17])
    source.expunge([20])
    index.remove([10, 17], 0)
    index.expunge([20], 0)
    index.snapshot()
    index.close()
    index = open_set(tmp_path)
    assert_agrees(index, source)
    index.close()


def test_templates_may_be_missing(tmp_path: Path) -> None:
    whole = batch_of(range(1, 41))
    bare = ReferenceBatch(whole.reference_ids, whole.vectors, [()] * 40, whole.names)
    index = open_set(tmp_path)
    index.load([bare], "end")
    assert index.records([10])[10].templates == (b"",) * 10
    [found] = index.shortlist(whole.vectors[9][np.newaxis], 1)
    assert found.reference_ids[0] == 10
    index.close()


def test_an_index_behind_a_database_is_not_imported_to(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    with pytest.raises(ValueError, match="follows a database"):
        index.load(batches(1, 20), "1")
    index.close()
