import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from database.errors import StoreUnavailableError
from gallery.errors import DamagedSegmentError
from gallery.index.quantiser import load_quantiser
from gallery.index.segment.finer import FINER_CODES, FinerCode
from gallery.index.segment.open import OpenSegment
from gallery.index.types import FingerClass
from tests.gallery.index.references import batch, codes, near

INT8 = FINER_CODES["int8-512"]
QUANTISER = load_quantiser()


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Let the operating system refuse to write files past a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("k", [1, 7, 150, 200])
def test_a_shortlist_is_that_of_the_segment_when_it_is_sealed(
    open_segment: OpenSegment, k: int
) -> None:
    """The same rows, in the same order, with the same similarities to the last bit."""
    vectors = batch(range(10, 2_010, 10)).vectors
    open_segment.mark_dead(20)
    open_segment.erase_all([150, 3])
    probes = codes(near(vectors[[3, 5, 170]]))
    found = open_segment.shortlist(probes, k)
    assert [rows[0] for rows, _ in found[1:]] == [5, 170]
    assert all(len(rows) == min(k, 197) for rows, _ in found)
    expected = open_segment.seal().shortlist(probes, k)
    for (rows, similarity), (later, later_similarity) in zip(found, expected, strict=True):
        assert np.array_equal(rows, later)
        assert np.array_equal(similarity, later_similarity)


def test_a_similarity_does_not_depend_on_the_neighbours(tmp_path: Path) -> None:
    """However rows came, and whoever lies beside them."""
    everybody = batch(range(1, 101))
    probes = codes(near(everybody.vectors[[40, 77]]))
    found: list[dict[int, float]] = []
    for pieces in ([100], [1] * 100, [33, 32, 35], [50]):
        segment = OpenSegment.create(
            tmp_path / str(pieces[:2]), FingerClass.TEN, INT8, QUANTISER, 100
        )
        ends = np.cumsum(pieces)
        for count, end in zip(pieces, ends, strict=True):
            segment.append(everybody.take(np.arange(end - count, end)))
        [_, (rows, similarity)] = segment.shortlist(probes, 100)
        found.append(dict(zip(rows.tolist(), similarity.tolist(), strict=True)))
    whole, *others, half = found
    assert all(one == whole for one in others)
    assert half == {row: whole[row] for row in range(50)}


def test_a_probe_without_fingers_finds_nobody(open_segment: OpenSegment) -> None:
    rows, similarity = open_segment.shortlist(np.zeros((1, 10, 32), np.float32), 7)[0]
    assert len(rows) == len(similarity) == 0


@pytest.mark.parametrize("finer", FINER_CODES.values(), ids=str)
def test_a_scan_and_a_rescoring_agree(tmp_path: Path, finer: FinerCode) -> None:
    segment = OpenSegment.create(tmp_path / "one", FingerClass.TWO_INDEX, finer, QUANTISER, 50)
    added = batch(range(1, 41), fingers=(2, 7))
    segment.append(added)
    probe = near(added.vectors[[11]])[0]
    rows, similarity = segment.scan(probe, 5)
    assert rows[0] == 11
    assert len(rows) == 5
    assert np.array_equal(segment.rescore(probe, rows), similarity)


def test_records_come_back_as_they_were(open_segment: OpenSegment) -> None:
    rows = open_segment.find(np.array([1_510, 10]))
    assert rows.tolist() == [150, 0]
    added = batch([10, 1_510])
    for record, name, templates in zip(
        open_segment.record(rows), added.names[::-1], added.templates[::-1], strict=True
    ):
        assert record is not None
        assert (record.name, list(record.templates)) == (name, list(templates))


def test_the_dead_are_found_by_nothing_but_their_id(open_segment: OpenSegment) -> None:
    vectors = batch([40, 50]).vectors
    open_segment.mark_dead(3)
    open_segment.mark_dead(3)
    assert (open_segment.dead_count, open_segment.live_count) == (1, 199)
    assert open_segment.dead_ids().tolist() == [40]
    assert open_segment.find(np.array([40, 50, 45])).tolist() == [-1, 4, -1]
    assert open_segment.find(np.array([40, 50]), dead=True).tolist() == [3, 4]
    assert 3 not in open_segment.shortlist(codes(vectors[:1]), 200)[0][0]
    rows, _ = open_segment.scan(vectors[0], 200)
    assert len(rows) == 199
    assert 3 not in rows
    assert np.isneginf(open_segment.rescore(vectors[0], np.array([3, 4]))).tolist() == [True, False]
    assert [record is None for record in open_segment.record([3, 4])] == [True, False]


def test_what_does_not_belong_is_refused_and_nothing_is_added(open_segment: OpenSegment) -> None:
    with pytest.raises(ValueError, match="not above 2000"):
        open_segment.append(batch([2_000]))
    with pytest.raises(ValueError, match="no room"):
        open_segment.append(batch(range(3_000, 3_051)))
    with pytest.raises(ValueError, match="class ten"):
        open_segment.append(batch([3_000, 3_001], fingers=(2, 7)))
    open_segment.freeze()
    with pytest.raises(ValueError, match="frozen"):
        open_segment.append(batch([3_000]))
    assert open_segment.count == len(open_segment.ids) == 200


@pytest.mark.parametrize("row", [199, 205])
def test_a_full_disk_adds_nothing_and_the_same_may_be_tried_again(
    open_segment: OpenSegment, row: int
) -> None:
    """Files end before, or within, what is appended."""
    more = batch(range(2_010, 2_110, 10))
    with (
        files_end_at(row * INT8.row_bytes),
        pytest.raises(StoreUnavailableError, match="free space"),
    ):
        open_segment.append(more)
    assert open_segment.count == 200
    assert open_segment.find(np.array([2_010])).tolist() == [-1]
    other = batch(range(2_500, 2_550))
    open_segment.append(other)
    sealed = open_segment.seal()
    assert sealed.verify() == []
    assert sealed.find(np.array([2_010, 2_500])).tolist() == [-1, 200]


def test_records_grow_past_the_first_room_and_earlier_maps_stay(tmp_path: Path) -> None:
    segment = OpenSegment.create(
        tmp_path / "one", FingerClass.TEN, FINER_CODES["int8-32"], QUANTISER, 400
    )
    large = batch(range(1, 31))
    large = type(large)(
        large.reference_ids,
        large.vectors,
        [[bytes([f]) * 65_000] * 10 for f in range(30)],
        large.names,
    )
    early = segment._record_map
    segment.append(large)
    assert segment._record_map is not early
    found = segment.record(range(30))
    assert all(
        one is not None and one.templates[9] == bytes([f]) * 65_000 for f, one in enumerate(found)
    )
    assert sum(p.stat().st_blocks * 512 for p in segment.folder.iterdir()) < 25_000_000


def test_a_damaged_row_names_file_and_place(open_segment: OpenSegment) -> None:
    path = open_segment.folder / "finer"
    with path.open("r+b") as file:
        file.seek(64 + 8 * INT8.row_bytes + 17)
        file.write(b"\xff\x00\xff")
    with pytest.raises(DamagedSegmentError, match=r"finer: row 8 \(byte 41,088\)"):
        open_segment.rescore(batch([1]).vectors[0], np.arange(20))
    path = open_segment.folder / "records"
    with path.open("r+b") as file:
        file.seek(70)
        file.write(b"\xff")
    with pytest.raises(DamagedSegmentError, match="records: row 0"):
        open_segment.record([0])


def test_erasing_overwrites_memory_and_disk(open_segment: OpenSegment) -> None:
    added = batch([50])
    open_segment.erase_all([4])
    open_segment.erase_all([4])
    finer = INT8.encode(added.vectors)[0, 0].tobytes()
    whole = b"".join(path.read_bytes() for path in open_segment.folder.iterdir())
    assert b"name 5050/0" not in whole
    assert finer not in whole
    assert not open_segment._codes[4].any()
    assert open_segment.dead_ids().tolist() == [50]
    sealed = open_segment.seal()
    assert sealed.verify() == []
    assert sealed.dead_ids().tolist() == [50]


def test_what_dies_while_it_is_sealed_is_dead_in_both(open_segment: OpenSegment) -> None:
    open_segment.mark_dead(1)
    open_segment.freeze()
    open_segment._sealing = True
    open_segment.erase_all([2])
    assert open_segment.record([2]) == [None]
    sealed = open_segment.seal()
    assert sealed.dead_ids().tolist() == [20, 30]
    open_segment.mark_dead(5)
    open_segment.erase_all([6])
    assert sealed.dead_ids().tolist() == [20, 30, 60, 70]
    stored = (sealed.folder / "records").read_bytes()
    assert b"name 4040/0" in stored
    assert b"name 3030/0" not in stored
    assert b"name 7070/0" not in stored
    assert sealed.verify() == []


def test_sealing_on_a_full_disk_can_be_tried_again(open_segment: OpenSegment) -> None:
    open_segment.freeze()
    with files_end_at(1_000), pytest.raises(StoreUnavailableError, match="free space"):
        open_segment.seal()
    open_segment.erase_all([7])
    assert len(open_segment.scan(batch([10]).vectors[0], 5)[0]) == 5
    sealed = open_segment.seal()
    assert sealed.verify() == []
    assert sealed.dead_ids().tolist() == [80]


def test_an_empty_segment_can_be_read_and_sealed(tmp_path: Path) -> None:
    segment = OpenSegment.create(tmp_path / "one", FingerClass.TEN, INT8, QUANTISER, 10)
    probe = batch([1]).vectors
    for one in (segment, segment.seal()):
        assert len(one.shortlist(codes(probe), 5)[0][0]) == 0
        assert len(one.scan(probe[0], 5)[0]) == 0
        assert one.find(np.array([1])).tolist() == [-1]
        assert one.count == one.live_count == 0


def test_readers_see_only_what_is_whole_beside_a_writer(tmp_path: Path) -> None:
    """Appends, erasures and reading at once: no error, no half reference."""
    segment = OpenSegment.create(
        tmp_path / "one", FingerClass.TEN, FINER_CODES["int8-32"], QUANTISER, 600
    )
    everybody = batch(range(1, 601))
    faults: list[BaseException] = []
    finished = threading.Event()

    def read() -> None:
        probe = everybody.vectors[0]
        try:
            while not finished.is_set():
                rows = np.arange(segment.count)
                segment.rescore(probe, rows)
                for found, _ in (
                    segment.shortlist(codes(probe[None]), segment.count)[0],
                    segment.scan(probe, segment.count),
                ):
                    # The id of a row is its number and one.
                    assert np.array_equal(segment.ids_of(found), found + 1)
                for row, record in enumerate(segment.record(rows)):
                    assert record is None or record.name == f"name {row + 1}"
        except BaseException as error:
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for first in range(0, 600, 20):
        segment.append(everybody.take(np.arange(first, first + 20)))
        [(found, _)] = segment.shortlist(codes(everybody.vectors[[first + 19]]), 1)
        assert found.tolist() == [first + 19]
        segment.erase_all([first])
        segment.erase_all([first + 7])
    finished.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert segment.live_count == 540


def test_a_deleted_folder_can_still_be_searched(open_segment: OpenSegment) -> None:
    probe = batch([50]).vectors[0]
    before = open_segment.rescore(probe, np.arange(10))
    for path in open_segment.folder.iterdir():
        path.unlink()
    open_segment.folder.rmdir()
    assert np.array_equal(open_segment.rescore(probe, np.arange(10)), before)
    assert open_segment.record([4])[0] is not None
