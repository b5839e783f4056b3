import resource
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from database.errors import StoreUnavailableError
from gallery.errors import DamagedSegmentError
from gallery.index.quantiser import load_quantiser
from gallery.index.segment.finer import FINER_CODES
from gallery.index.segment.sealed import SealedSegment
from gallery.index.segment.sealing import merge, write_sealed
from gallery.index.types import FingerClass, ReferenceBatch
from tests.gallery.index.references import batch, codes, near

QUANTISER = load_quantiser()
FINER = FINER_CODES["int8-32"]


def written(folder: Path, ids: list[int]) -> SealedSegment:
    parts = [batch(ids[:3]), batch(ids[3:])]
    return write_sealed(folder, FingerClass.TEN, FINER, QUANTISER, parts)


def test_what_is_written_in_bulk_is_what_sealing_would_give(
    tmp_path: Path, sealed: SealedSegment
) -> None:
    ids = list(range(10, 2_010, 10))
    parts = (batch(ids[first : first + 64]) for first in range(0, 200, 64))
    bulk = write_sealed(tmp_path / "bulk", FingerClass.TEN, sealed.finer, QUANTISER, parts)
    for name in ("rows", "finer", "records", "codes", "codes.sums"):
        assert (bulk.folder / name).read_bytes() == (sealed.folder / name).read_bytes(), name


def test_templates_may_be_missing(tmp_path: Path) -> None:
    bare = batch(range(1, 6), templates=False)
    segment = write_sealed(tmp_path / "one", FingerClass.TEN, FINER, QUANTISER, [bare])
    record = segment.record([4])[0]
    assert record is not None
    assert (record.name, record.templates) == ("name 5", (b"",) * 10)
    assert segment.verify() == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (batch([3]), "do not ascend after reference 5"),
        (batch([7], fingers=(2, 7)), "class ten"),
    ],
)
def test_what_does_not_belong_is_refused_and_leaves_no_folder(
    tmp_path: Path, wrong: ReferenceBatch, message: str
) -> None:
    parts = [batch([4, 5]), wrong]
    with pytest.raises(ValueError, match=message):
        write_sealed(tmp_path / "one", FingerClass.TEN, FINER, QUANTISER, parts)
    assert not (tmp_path / "one").exists()


def test_a_full_disk_leaves_no_folder(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def parts() -> Iterator[ReferenceBatch]:
        yield batch([1, 2])
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
        yield batch([3, 4])

    try:
        with pytest.raises(StoreUnavailableError, match="free space"):
            write_sealed(tmp_path / "one", FingerClass.TEN, FINER, QUANTISER, parts())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (tmp_path / "one").exists()


def test_merging_drops_the_dead_and_keeps_the_rest_as_it_was(tmp_path: Path) -> None:
    one = written(tmp_path / "one", [1, 2, 3, 10, 11, 12])
    two = written(tmp_path / "two", [4, 5, 6, 7, 20, 21])
    one.mark_dead(1)
    two.erase_all([3])
    merged = merge([two, one], tmp_path / "merged", QUANTISER)
    assert merged.ids.tolist() == [1, 3, 4, 5, 6, 10, 11, 12, 20, 21]
    assert merged.dead_count == 0
    assert merged.verify() == []
    probe = near(batch([11]).vectors)
    row, source = merged.find(np.array([11])), one.find(np.array([11]))
    assert merged.record(row) == one.record(source)
    assert merged.rescore(probe[0], row) == one.rescore(probe[0], source)
    assert np.array_equal(merged.stored_codes()[row], one.stored_codes()[source])
    assert merged.shortlist(codes(probe), 3)[0][0][0] == row[0]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.booleans()), min_size=1, max_size=25)
)
@settings(max_examples=6, deadline=None)
def test_merging_gives_exactly_the_living(
    people: list[tuple[int, bool, bool]],
) -> None:
    """Person i is in one of three segments, perhaps removed, perhaps expunged."""
    with TemporaryDirectory() as folder:
        segments = []
        for number in range(3):
            own = [i + 1 for i, (owner, _, _) in enumerate(people) if owner == number]
            segment = written(Path(folder) / str(number), own)
            for row, one in enumerate(own):
                if people[one - 1][1]:
                    segment.mark_dead(row)
            segment.erase_all([row for row, one in enumerate(own) if people[one - 1][2]])
            segments.append(segment)
        merged = merge(segments, Path(folder) / "merged", QUANTISER)
        living = [i + 1 for i, (_, removed, gone) in enumerate(people) if not (removed or gone)]
        assert merged.ids.tolist() == living
        assert [one.name for one in merged.record(range(merged.count)) if one] == [
            f"name {one}" for one in living
        ]
        assert merged.verify() == []


def test_damage_stops_a_merge_and_is_named(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one", [1, 2, 3, 4]), written(tmp_path / "two", [5, 6, 7, 8])
    with (two.folder / "finer").open("r+b") as file:
        file.seek(64 + 2 * FINER.row_bytes)
        file.write(b"\x80\x7f\x80")
    with pytest.raises(DamagedSegmentError, match="two/finer: row 2"):
        merge([one, two], tmp_path / "merged", QUANTISER)
    assert not (tmp_path / "merged").exists()


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one", [1, 2, 3, 4]), written(tmp_path / "two", [4, 5, 6, 7])
    with pytest.raises(ValueError, match="do not ascend"):
        merge([one, two], tmp_path / "merged", QUANTISER)
    two.mark_dead(0)
    assert merge([one, two], tmp_path / "merged", QUANTISER).count == 7


def test_segments_of_different_kinds_are_not_merged(tmp_path: Path) -> None:
    one = written(tmp_path / "one", [1, 2, 3, 4])
    few = batch([9], fingers=(2, 7))
    two = write_sealed(tmp_path / "two", FingerClass.TWO_INDEX, FINER, QUANTISER, [few])
    with pytest.raises(ValueError, match="different finger classes"):
        merge([one, two], tmp_path / "merged", QUANTISER)
