import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from gallery.errors import DamagedSegmentError, QuantiserVersionError
from gallery.index.quantiser import Quantiser, load_quantiser
from gallery.index.segment import journal
from gallery.index.segment.files import CODES, FILES, FINER, RECORDS, ROWS, SUMS
from gallery.index.segment.finer import FINER_CODES
from gallery.index.segment.open import OpenSegment
from gallery.index.segment.sealed import SealedSegment
from gallery.index.segment.sealing import write_sealed
from gallery.index.types import FingerClass
from tests.gallery.index.references import batch, codes, near
from tests.paths import GOLDEN

QUANTISER = load_quantiser()
SEGMENT = GOLDEN / "segment-v1"


def tiny(folder: Path, rows: int = 3) -> SealedSegment:
    few = batch(range(1, rows + 1))
    finer = FINER_CODES["int8-32"]
    return write_sealed(folder, FingerClass.TEN, finer, QUANTISER, [few])


def test_a_sealed_segment_answers_as_it_did_open(
    open_segment: OpenSegment, sealed: SealedSegment
) -> None:
    vectors = batch(range(10, 2_010, 10)).vectors
    probe = near(vectors[[77]])
    rows = np.array([77, 3, 199])
    assert np.array_equal(open_segment.rescore(probe[0], rows), sealed.rescore(probe[0], rows))
    assert open_segment.record(rows) == sealed.record(rows)
    assert np.array_equal(open_segment.ids, sealed.ids)
    (open_rows, open_sums), (sealed_rows, sealed_sums) = (
        one.scan(probe[0], 9) for one in (open_segment, sealed)
    )
    assert np.array_equal(open_rows, sealed_rows)
    assert np.array_equal(open_sums, sealed_sums)
    (open_rows, open_sums), (sealed_rows, sealed_sums) = (
        one.shortlist(codes(probe), 200)[0] for one in (open_segment, sealed)
    )
    assert open_rows[0] == 77
    assert np.array_equal(open_rows, sealed_rows)
    assert np.array_equal(open_sums, sealed_sums)


def test_it_is_the_same_after_it_was_closed_and_opened(sealed: SealedSegment) -> None:
    probe = batch([70]).vectors
    before = sealed.shortlist(codes(probe), 20)[0]
    sealed.close()
    again = SealedSegment.open(sealed.folder, QUANTISER)
    rows, similarity = again.shortlist(codes(probe), 20)[0]
    assert np.array_equal(rows, before[0])
    assert np.array_equal(similarity, before[1])
    assert again.name == "open"
    assert again.finger_class is FingerClass.TEN
    assert again.finer.name == "int8-512"


@pytest.mark.parametrize("dead_count", [1, 30, 120, 199, 200])
def test_as_many_as_were_asked_for_are_found_among_the_living(
    sealed: SealedSegment, dead_count: int
) -> None:
    """The nearest are dead: however many, more is asked for until enough live."""
    probe = batch([10, 500]).vectors
    order, nearness = sealed.shortlist(codes(probe[:1]), 200)[0]
    for row in order[:dead_count].tolist():
        sealed.mark_dead(row)
    (rows, similarity), (other, _) = sealed.shortlist(codes(probe), 25)
    assert np.array_equal(rows, order[dead_count : dead_count + 25])
    assert np.array_equal(similarity, nearness[dead_count : dead_count + 25])
    assert len(other) == min(25, 200 - dead_count)
    assert not set(other.tolist()) & set(order[:dead_count].tolist())


@pytest.mark.parametrize("k", [1, 4, 11, 40, 129, 130])
def test_of_equals_the_first_rows_are_kept(tmp_path: Path, k: int) -> None:
    """Which rows are kept of those that are as near as the last depends on nothing else."""
    few = batch(range(130))
    equals = np.arange(5, 125, 3)
    few.vectors[equals] = few.vectors[5]
    opened = OpenSegment.create(
        tmp_path / "open", FingerClass.TEN, FINER_CODES["int8-512"], QUANTISER, 130
    )
    opened.append(few)
    segment = opened.seal()
    probe = near(few.vectors[[5]])
    for rows, _ in (
        segment.shortlist(codes(probe), k)[0],
        opened.shortlist(codes(probe), k)[0],
        segment.scan(probe[0], k),
        opened.scan(probe[0], k),
    ):
        assert len(rows) == k
        assert rows[: len(equals)].tolist() == equals[:k].tolist()


def test_a_probe_without_fingers_finds_nobody_beside_one_who_is_found(
    sealed: SealedSegment,
) -> None:
    probes = codes(batch([10, 20, 30]).vectors)
    probes[1] = 0
    assert [len(rows) for rows, _ in sealed.shortlist(probes, 5)] == [5, 0, 5]


def test_every_flipped_byte_is_noticed_and_its_file_named(tmp_path: Path) -> None:
    """Every second byte: single bytes that nothing covers have neighbours that nothing covers."""
    folder = tiny(tmp_path / "tiny", 1).folder
    for parity, name in enumerate(FILES):
        whole = (folder / name).read_bytes()
        for at in range(parity % 2, len(whole), 2):
            (folder / name).write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
            assert named(folder) == {name}, f"{name} byte {at}"
        (folder / name).write_bytes(whole)
    assert named(folder) == set()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_too_short_or_too_long_is_named(tmp_path: Path, name: str) -> None:
    folder = tiny(tmp_path / "tiny").folder
    whole = (folder / name).read_bytes()
    for wrong in (b"", whole[:30], whole[:-8], whole + bytes(8)):
        (folder / name).write_bytes(wrong)
        assert named(folder) == {name}
    (folder / name).unlink()
    assert named(folder) == {name}


def named(folder: Path) -> set[str]:
    """Return the files in which opening or verifying finds damage."""
    try:
        segment = SealedSegment.open(folder, QUANTISER)
    except DamagedSegmentError as error:
        assert str(error.file) in str(error)
        return {error.file.name}
    return {one.file.name for one in segment.verify()}


def test_files_of_different_segments_do_not_pass(tmp_path: Path) -> None:
    tiny(tmp_path / "one", 3)
    tiny(tmp_path / "two", 4)
    for name in (FINER, RECORDS, CODES, SUMS):
        shutil.copytree(tmp_path / "one", tmp_path / name)
        shutil.copy(tmp_path / "two" / name, tmp_path / name / name)
        assert named(tmp_path / name), name


def test_damage_that_comes_later_is_found_by_verifying(sealed: SealedSegment) -> None:
    assert sealed.verify() == []
    for name, at in ((FINER, 64 + 5 * 5_128), (RECORDS, 70), (CODES, 100), (ROWS, 64 + 32 * 9)):
        with (sealed.folder / name).open("r+b") as file:
            file.seek(at)
            file.write(b"\xfe\xfd")
    found = {one.file.name: one.where for one in sealed.verify()}
    assert found[FINER].startswith("row 5 ")
    assert found[RECORDS].startswith("row 0 ")
    assert found[ROWS].startswith("row 9 ")
    assert CODES in found


def test_another_quantiser_is_refused(sealed: SealedSegment) -> None:
    other = Quantiser(QUANTISER.centroids * np.float32(2))
    with pytest.raises(QuantiserVersionError, match="rebuild"):
        SealedSegment.open(sealed.folder, other)


def test_erasing_leaves_nothing_behind_and_the_rest_sound(sealed: SealedSegment) -> None:
    probe = batch([60]).vectors
    finer = sealed.finer.encode(probe)[0, 4].tobytes()
    packed = QUANTISER.encode(codes(probe))[0].tobytes()
    whole = b"".join((sealed.folder / name).read_bytes() for name in FILES)
    assert finer in whole
    assert packed in whole
    assert b"name 6060/0" in whole
    sealed.erase_all([5])
    sealed.erase_all([5])
    whole = b"".join(path.read_bytes() for path in sealed.folder.iterdir())
    assert finer not in whole
    assert packed not in whole
    assert b"name 6060/0" not in whole
    assert sorted(path.name for path in sealed.folder.iterdir()) == sorted(FILES)
    for one in (sealed, SealedSegment.open(sealed.folder, QUANTISER)):
        assert one.verify() == []
        assert one.dead_ids().tolist() == [60]
        assert one.record([5, 6])[0] is None
        assert one.record([5, 6])[1] is not None
        assert 5 not in one.shortlist(codes(probe), 200)[0][0]


def test_an_erasure_that_was_interrupted_is_finished_at_the_next_start(tmp_path: Path) -> None:
    """After the note, and after each of the changes that it lists."""
    whole = tiny(tmp_path / "whole")
    for done in range(6):  # of five changes
        folder = tmp_path / str(done)
        shutil.copytree(whole.folder, folder)
        segment = SealedSegment.open(folder, QUANTISER)
        changes = segment._erasure([1])
        journal._note(folder, changes)
        for change in changes[:done]:
            with (folder / change.file).open("r+b") as file:
                file.seek(change.offset)
                file.write(change.data)
        again = SealedSegment.open(folder, QUANTISER)
        assert again.dead_ids().tolist() == [2]
        assert again.verify() == []
        assert b"name 2" not in (folder / RECORDS).read_bytes()
        assert not (folder / journal.JOURNAL).exists()


def test_erasing_does_not_make_damage_beside_it_sound(tmp_path: Path) -> None:
    segment = tiny(tmp_path / "tiny")
    with (segment.folder / CODES).open("r+b") as file:
        file.seek(64 + 2 * 40)
        file.write(b"\x01\x02\x03")
    with pytest.raises(DamagedSegmentError, match="codes: the 1 MiB"):
        segment.erase_all([0])
    assert segment.dead_count == 1
    assert named(segment.folder) == {CODES}


def test_a_closed_segment_is_not_changed_but_can_be_read_to_the_end(sealed: SealedSegment) -> None:
    probe = batch([60]).vectors
    before = sealed.shortlist(codes(probe), 5)[0][0]
    sealed.close()
    with pytest.raises(ValueError, match="closed"):
        sealed.erase_all([0])
    shutil.rmtree(sealed.folder)
    assert np.array_equal(sealed.shortlist(codes(probe), 5)[0][0], before)
    assert np.isfinite(sealed.rescore(probe[0], before)).all()


def test_searches_beside_erasures_find_no_fault(sealed: SealedSegment) -> None:
    faults: list[BaseException] = []
    finished = threading.Event()
    probe = batch([60]).vectors

    def read() -> None:
        try:
            while not finished.is_set():
                rows, _ = sealed.shortlist(codes(probe), 150)[0]
                sealed.rescore(probe[0], rows)
                sealed.record(rows)
        except BaseException as error:
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for row in range(0, 60, 12):
        sealed.erase_all([row])
    sealed.erase_all([1, 3, 5, 12])
    finished.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert sealed.verify() == []
    assert np.flatnonzero(sealed._dead).tolist() == [0, 1, 3, 5, 12, 24, 36, 48]


def test_a_segment_of_format_1_loads(tmp_path: Path) -> None:
    """`golden/segment-v1` was written once; never change it, add a folder for a new version."""
    with np.load(SEGMENT / "quantiser.npz") as data:
        quantiser = Quantiser(np.ascontiguousarray(data["centroids"]))
    shutil.copytree(SEGMENT, tmp_path / "golden")
    segment = SealedSegment.open(tmp_path / "golden", quantiser)
    assert segment.verify() == []
    assert (segment.finger_class, segment.finer.name) == (FingerClass.TWO_INDEX, "sign-512")
    assert segment.ids.tolist() == [3, 70_000_000_000, 70_000_000_001, 70_000_000_009]
    assert segment.dead_ids().tolist() == [70_000_000_001]
    record = segment.record([1])[0]
    assert record is not None
    assert record.name == "Zoë 7"
    assert record.templates[1] == b"\x00template\xff"
    assert not any(record.templates[finger] for finger in range(10) if finger not in (1, 6))
    probe = np.zeros((1, 10, 512), np.float32)
    probe[0, [1, 6], ::2] = 1 / 16
    assert segment.shortlist(np.ones((1, 10, 32), np.float32), 9)[0][0].tolist() == GOLDEN_ROWS
    assert np.allclose(segment.rescore(probe[0], np.array([0, 1, 3])), GOLDEN_COSINES, atol=1e-6)


GOLDEN_ROWS = [3, 0, 1]
GOLDEN_COSINES = [0.0773398, 0.0773398, 0.0]
