import logging
from pathlib import Path

import numpy as np
import pytest

from database.errors import StoreUnavailableError
from gallery.index.folder import FolderLock, damaged_names, highest_number
from gallery.index.manifest import (
    IndexKind,
    Manifest,
    SegmentEntry,
    manifest_paths,
    named_segments,
    parse,
    read_manifest,
    render,
    sound_manifests,
    write_manifest,
)
from gallery.index.types import FingerClass
from matcher.errors import CorruptRecordError

KIND = IndexKind("iafis", "vlad-0", "pq80-0", "int8-512")


def manifest(number: int = 7, position: str | None = None) -> Manifest:
    dead = np.array([3, 4, 1_000, 1 << 40])
    segments = (
        SegmentEntry("segment-00000003-ten", FingerClass.TEN, 16_384, dead),
        SegmentEntry("segment-00000004-two_index", FingerClass.TWO_INDEX, 12),
    )
    return Manifest(number, KIND, 4_711, segments, position)


def test_what_is_written_is_read() -> None:
    read = parse(render(manifest(position="page 12")))
    assert (read.number, read.kind, read.watermark) == (7, KIND, 4_711)
    assert read.source_position == "page 12"
    first, second = read.segments
    assert (first.name, first.finger_class, first.count) == (
        "segment-00000003-ten",
        FingerClass.TEN,
        16_384,
    )
    assert first.dead_ids.tolist() == [3, 4, 1_000, 1 << 40]
    assert second.dead_ids.tolist() == []
    assert parse(render(manifest())).source_position is None


def test_every_flipped_byte_is_noticed() -> None:
    data = bytearray(render(manifest()))
    for place in range(len(data)):
        for bit in (0, 5):
            data[place] ^= 1 << bit
            with pytest.raises(CorruptRecordError):
                parse(bytes(data))
            data[place] ^= 1 << bit


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_torn_manifest_is_noticed(length: int) -> None:
    with pytest.raises(CorruptRecordError):
        parse(render(manifest())[:length])


def test_another_format_is_refused_by_its_number() -> None:
    with pytest.raises(CorruptRecordError, match="format 2; 1 is known"):
        parse(render(manifest()).replace(b'"format": 1', b'"format": 2'))


def test_the_two_newest_stay(tmp_path: Path) -> None:
    for number in (1, 2, 9, 10):
        kept = write_manifest(tmp_path, manifest(number))
    assert [path.name for path in manifest_paths(tmp_path)] == [
        "manifest-00000010.json",
        "manifest-00000009.json",
    ]
    assert [one.number for one in kept] == [10, 9]
    assert named_segments(kept) == {"segment-00000003-ten", "segment-00000004-two_index"}
    assert highest_number(tmp_path) == 10


def test_a_damaged_manifest_is_set_aside_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (1, 2):
        write_manifest(tmp_path, manifest(number))
    path = tmp_path / "manifest-00000002.json"
    path.write_bytes(path.read_bytes().replace(b"4711", b"4712"))
    with caplog.at_level(logging.ERROR):
        assert [one.number for one in sound_manifests(tmp_path)] == [1]
    assert str(path) in caplog.text
    assert "checksum" in caplog.text
    assert damaged_names(tmp_path) == ("damaged-manifest-00000002.json-1",)
    # Its number is not given again.
    assert highest_number(tmp_path) == 2


def test_a_manifest_under_another_number_is_damaged(tmp_path: Path) -> None:
    write_manifest(tmp_path, manifest(1))
    path = (tmp_path / "manifest-00000001.json").rename(tmp_path / "manifest-00000005.json")
    with pytest.raises(CorruptRecordError, match=r"manifest-00000001\.json"):
        read_manifest(path)


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "new")
    with pytest.raises(StoreUnavailableError, match="new is in use by another process"):
        FolderLock(tmp_path / "new")
    lock.release()
    FolderLock(tmp_path / "new").release()
