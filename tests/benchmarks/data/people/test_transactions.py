"""Folders of EBTS files: whose prints they are, and what is passed over."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.data import MeasurementError, image_of, read_people, read_sample
from ebts.making import NewImage
from ebts.writing import write
from matcher.codecs import Encoding, encode_wsq
from matcher.types import FINGERS, FingerPosition, ImpressionType
from tests.images import print_pixels
from tests.transactions import card, image


def put(path: Path, images: Sequence[NewImage], record_type: int = 14) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write(card(images=list(images), record_type=record_type)))
    return path


def rolled_print(position: int, data: bytes, kind: str = "NONE") -> NewImage:
    height, width = print_pixels(3).shape
    return NewImage(position, 1, width, height, kind, data)


@pytest.mark.parametrize(
    ("path", "person"),
    [
        ("person-000001/booking.eft", "person-000001"),
        ("ann/2024/may_1.an2", "ann"),
        ("bob_2024_1.EFT", "bob"),
        ("carl.ebts", "carl"),
        ("_x.nist", "_x"),
    ],
)
def test_the_person_is_the_sub_folder_or_the_name_before_the_underscore(
    tmp_path: Path, path: str, person: str
) -> None:
    put(tmp_path / path, [image(2)])
    [one] = read_people(tmp_path).prints
    assert (one.person, one.encounter) == (person, path)


@pytest.mark.parametrize("record_type", [4, 14])
def test_each_file_is_an_encounter_of_single_fingers(tmp_path: Path, record_type: int) -> None:
    ten = [image(position) for position in range(1, 15)]
    for name in ("e2.eft", "e10.eft"):
        put(tmp_path / "ann" / name, ten, record_type)
    found = read_people(tmp_path)
    names = [one.encounter for one in found.prints]
    assert names == ["ann/e2.eft"] * 12 + ["ann/e10.eft"] * 12
    thumbs = (FingerPosition.RIGHT_THUMB, FingerPosition.LEFT_THUMB)
    assert [one.position for one in found.prints[:12]] == sorted([*FINGERS, *thumbs])
    assert {one.impression for one in found.prints} == {ImpressionType.LIVESCAN_ROLLED}
    assert {one.ppi for one in found.prints} == {500}
    slaps = [(one.reason, one.path.name) for one in found.skipped]
    assert slaps == [("SLAP_NOT_SUPPORTED", n) for n in ("e10.eft", "e10.eft", "e2.eft", "e2.eft")]
    assert "Type-" in found.skipped[0].detail


def test_what_is_passed_over_has_a_reason(tmp_path: Path) -> None:
    put(tmp_path / "a_good.eft", [image(1), image(2)])
    (tmp_path / "b_xml.xml").write_bytes(b"<?xml version='1.0'?><itl:x/>")
    whole = put(tmp_path / "c_cut.eft", [image(1)]).read_bytes()
    (tmp_path / "c_cut.eft").write_bytes(whole[:-9])
    put(tmp_path / "d_lie.eft", [image(1), NewImage(2, 1, 4, 4, "WSQ20", bytes(16))])
    put(tmp_path / "e_latent.eft", [NewImage(2, 4, 4, 4, "NONE", bytes(16))])
    put(tmp_path / "f_lossless.eft", [NewImage(2, 1, 4, 4, "JPEGL", b"\xff\xd8\xff\xee")])
    (tmp_path / "g_folder.eft").mkdir()
    found = read_people(tmp_path)
    used = [(one.person, int(one.position)) for one in found.prints]
    assert used == [("a", 1), ("a", 2), ("d", 1)]
    assert [(one.reason, one.path.name) for one in found.skipped] == [
        ("TRANSACTION_FILE_NOT_SUPPORTED", "b_xml.xml"),
        ("TRANSACTION_FAULTY", "c_cut.eft"),
        ("TRANSACTION_FAULTY", "d_lie.eft"),
        ("IMPRESSION_NOT_SUPPORTED", "e_latent.eft"),
        ("UNSUPPORTED_ENCODING", "f_lossless.eft"),
    ]
    assert all(one.detail for one in found.skipped)


def test_a_folder_without_a_usable_image_is_refused_with_the_reason(tmp_path: Path) -> None:
    put(tmp_path / "ann.eft", [image(13)])
    with pytest.raises(MeasurementError, match=r"none of 1 images .*ann\.eft: SLAP_NOT_SUPPORTED"):
        read_people(tmp_path)


def test_the_image_of_a_record_is_read_like_an_image_file(tmp_path: Path) -> None:
    pixels = print_pixels(3)
    raw = rolled_print(2, pixels.tobytes())
    packed = rolled_print(3, encode_wsq(pixels), "WSQ20")
    path = put(tmp_path / "ann.eft", [raw, packed])
    first, second = read_people(tmp_path).prints
    assert image_of(path, first.record).encoding is Encoding.RAW_GREY8
    assert image_of(path, second.record).encoding is Encoding.WSQ
    assert np.array_equal(read_sample(path, 500, record=first.record).pixels, pixels)
    close = read_sample(path, 500, record=second.record).pixels
    assert np.abs(close.astype(int) - pixels).mean() < 10
    put(path, [raw])
    with pytest.raises(ValueError, match="any more"):
        image_of(path, second.record)
