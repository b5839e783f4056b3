"""Samples from files."""

from pathlib import Path

import pytest

from matcher.codecs import encode_wsq
from tenprint import sample_from_bytes, sample_from_file
from tenprint.samples import missing_finger
from tenprint.v1 import sample_pb2
from tests.images import encode, print_pixels
from tests.matcher.interchange import records


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "JPEG", "JPEG2000"])
def test_the_encoding_is_told_by_the_first_bytes(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "misleading.xyz"
    path.write_bytes(encode(print_pixels(11), kind))
    sample = sample_from_file(path, position=2, ppi=500)
    assert sample.encoding == getattr(sample_pb2, f"IMAGE_ENCODING_{kind}")
    assert (sample.position, sample.resolution_ppi) == (2, 500)
    assert sample.impression_type == sample_pb2.IMPRESSION_TYPE_LIVESCAN_PLAIN
    assert sample.image == path.read_bytes()


def test_wsq_and_a_bare_codestream_are_told_too() -> None:
    wsq = sample_from_bytes(encode_wsq(print_pixels(11)), 2, 500)
    assert wsq.encoding == sample_pb2.IMAGE_ENCODING_WSQ
    bare = sample_from_bytes(b"\xff\x4f\xff\x51\0\x29", 2, 500)
    assert bare.encoding == sample_pb2.IMAGE_ENCODING_JPEG2000


def test_templates_are_told_by_their_first_bytes() -> None:
    for data, form in (
        (records.iso(records.view()), sample_pb2.TEMPLATE_FORMAT_ISO_19794_2_2005),
        (records.ansi(records.view()), sample_pb2.TEMPLATE_FORMAT_ANSI_378_2004),
        (records.ansi(records.view(), long=True), sample_pb2.TEMPLATE_FORMAT_ANSI_378_2004),
        (records.type9(records.m1()), sample_pb2.TEMPLATE_FORMAT_TYPE_9),
    ):
        sample = sample_from_bytes(data, position=2, ppi=500)
        assert (sample.template, sample.template_format) == (data, form)
        assert (sample.image, sample.encoding, sample.resolution_ppi) == (b"", 0, 0)


def test_other_files_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no image")
    with pytest.raises(ValueError, match=r"notes\.txt"):
        sample_from_file(path, position=2, ppi=500)


def test_a_position_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="position 16"):
        sample_from_bytes(encode(print_pixels(11)), position=16, ppi=500)


def test_missing_fingers_are_stated_by_their_code() -> None:
    amputated, bandaged = missing_finger(1, "XX"), missing_finger(10, "UP")
    assert (amputated.position, bandaged.position) == (1, 10)
    assert amputated.reason == sample_pb2.MISSING_FINGER_REASON_AMPUTATED
    assert bandaged.reason == sample_pb2.MISSING_FINGER_REASON_UNABLE_TO_PRINT


@pytest.mark.parametrize(
    ("position", "code", "named"),
    [(0, "XX", "finger 0"), (11, "XX", "finger 11"), (3, "", "code ''"), (3, "YY", "code 'YY'")],
)
def test_other_codes_and_fingers_are_refused(position: int, code: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        missing_finger(position, code)
