"""The whole command, on a folder of rendered prints that stands for real ones."""

import json
from pathlib import Path

import pytest

from benchmarks.realism import __main__ as realism
from matcher.types import FINGERS
from synthesis.images.prints import encode_png, grow_masters, render_person
from synthesis.people import person

PEOPLE, IMPRESSIONS = (41, 42, 43), 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("prints")
    position = FINGERS[1]
    for number, seed in enumerate(PEOPLE):
        someone = person(seed)
        masters = grow_masters(someone, positions=[position])
        for impression in range(IMPRESSIONS):
            pixels = render_person(someone, impression, positions=[position], masters=masters)
            path = made / f"{number + 1}_{impression + 1}.png"
            path.write_bytes(encode_png(pixels[position]))
    return made


@pytest.mark.whole
@pytest.mark.slow
def test_everything_is_measured_judged_and_drawn(folder: Path, tmp_path: Path) -> None:
    out, sheet = tmp_path / "out.json", tmp_path / "sheets" / "sheet.png"
    arguments = [
        *(str(folder), "--ppi", "500", "--json", str(out), "--cache", str(tmp_path / "cache")),
        *("--people", "2", "--image-people", "1", "--encounters", "2", "--references", "100"),
        *("--plot", str(tmp_path), "--sheet", str(sheet)),
    ]
    assert realism.main(arguments) == 0
    figures = json.loads(out.read_text())
    assert figures["levels"].keys() == {"minutiae", "image"}
    for level, verdicts in figures["levels"].items():
        names = {one["quantity"] for one in verdicts}
        assert {"minutia_count", "spacing_px", "sense_agreement", "nonmated_score"} <= names
        assert ("ridge_period_px" in names) == (level == "image")
        for one in verdicts:
            assert one["distance"]["low"] <= one["distance"]["high"]
            assert one["within"] == (one["distance"]["value"] <= one["limit"])
    assert {(one["quantity"], one["name"]) for one in figures["exchange"]} == {
        (quantity, name)
        for quantity in ("vector cosine", "comparison score")
        for name in (folder.name, "pooled")
    }
    assert {type(one["exchangeable"]) for one in figures["exchange"]} == {bool}
    assert [one["decibels"] for one in figures["calibration"]["pooled"]] == [10, 20, 30]
    drawn = {"realism_minutiae.png", "realism_image.png", "realism_ranks.png"}
    assert drawn <= {path.name for path in tmp_path.iterdir()}
    assert sheet.is_file()


def test_real_prints_stay_out_of_repositories(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    sheet = tmp_path / "docs" / "sheet.png"
    arguments = [str(folder), "--ppi", "500", "--json", str(tmp_path / "o"), "--sheet", str(sheet)]
    assert realism.main(arguments) == 2
    assert "repository" in capsys.readouterr().err
    assert not sheet.parent.exists()


def test_images_are_the_first_generator_s(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(folder), "--ppi", "500", "--json", str(tmp_path / "o"), "--level", "image"]
    assert realism.main([*arguments, "--generator", "second"]) == 2
    assert "--level minutiae" in capsys.readouterr().err
