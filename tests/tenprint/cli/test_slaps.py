"""`tenprint slaps` on rendered slaps."""

import json
from pathlib import Path

import cv2
import pytest
from click.testing import CliRunner

from matcher.types import FingerPosition
from synthesis.images import encode_png, render_slap
from tenprint.cli.main import tenprint


@pytest.fixture(scope="module")
def slap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slaps") / "right.png"
    path.write_bytes(encode_png(render_slap(961, 0, FingerPosition.PLAIN_RIGHT_FOUR).pixels))
    return path


def test_a_slap_is_drawn_and_told(slap: Path, tmp_path: Path) -> None:
    out = tmp_path / "fingers.png"
    asked = ["slaps", "--position", "13", "--ppi", "500", "--out", str(out), str(slap)]
    told = CliRunner().invoke(tenprint, asked)
    assert told.exit_code == 0, told.output
    assert "right little" in told.output
    assert "4 prints found, 4 fingers expected" in told.output
    picture = cv2.imread(str(out))
    assert picture is not None
    assert picture.shape == (1036, 1600, 3), "a line of legend below the slap"
    assert (picture.max(2).astype(int) - picture.min(2)).max() > 100  # boxes have colours


def test_what_a_program_reads(slap: Path) -> None:
    asked = ["slaps", "--position", "14", "--ppi", "500", "--json", str(slap)]
    told = json.loads(CliRunner().invoke(tenprint, asked).stdout)
    assert told["hand"] == "HAND_RIGHT"
    assert "SLAP_DOUBT_WRONG_HAND" in told["doubts"]


def test_a_file_that_is_no_image_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "slap.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    asked = ["slaps", "--position", "13", "--ppi", "500", str(path)]
    told = CliRunner().invoke(tenprint, asked)
    assert told.exit_code == 1
    assert "UNDECODABLE_IMAGE" in told.output
