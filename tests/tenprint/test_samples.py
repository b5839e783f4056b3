"""Samples from files."""

from pathlib import Path

import pytest

from tenprint import sample_from_bytes, sample_from_file
from tenprint.samples import missing_finger
from tenprint.v1 import sample_pb2
from tests.images import encode, print_pixels


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "JPEG"])
def test_the_encoding_is_told_by_the_first_bytes(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "misleading.xyz"
    path.write_bytes(encode(print_pixels(11), kind))
    sample = sample_from_file(path, position=2, ppi=500)
    assert sample.encoding == getattr(sample_pb2, f"IMAGE_ENCODING_{kind}")
    assert (sample.position, sample.resolution_ppi) == (2, 500)
    assert sample.impression_type == sample_pb2.IMPRESSION_TYPE_LIVESCAN_PLAIN
    assert sample.image == path.read_bytes()


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
