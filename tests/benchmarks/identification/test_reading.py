"""What is read out of finished runs: the table of all rows, and the mates that were missed."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.identification import __main__ as command
from benchmarks.identification import failures, soak, summary

RUN = ["--subjects", "30", "--mated", "4", "--nonmated", "4", "--fingers", "ten"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one small row under the first row's name."""
    folder = tmp_path_factory.mktemp("results")
    out = folder / f"{soak.ROWS[0].name}.json"
    assert command.main([*RUN, "--json", str(out), "--cache", str(folder / "cache")]) == 0
    return folder


def test_the_summary_has_a_line_for_each_result(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert summary.main([str(results)]) == 0
    _, _, line = capsys.readouterr().out.splitlines()
    [kept] = json.loads((results / "ten_100k.json").read_text())["results"]
    assert line.startswith("| [ten_100k](ten_100k.json) | ten | 30 |")
    assert f"| {kept['misses']} of 4 |" in line
    assert f"| {kept['false_positives']} of 4 |" in line


def test_the_summary_marks_rows_of_the_former_searcher(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = json.loads((results / "ten_100k.json").read_text())
    del kept["results"][0]["searched_by"]
    (tmp_path / "ten_100k.json").write_text(json.dumps(kept))
    assert summary.main([str(results)]) == 0
    assert "†" not in capsys.readouterr().out
    assert summary.main([str(tmp_path)]) == 0
    _, _, line, _, note = capsys.readouterr().out.splitlines()
    assert line.startswith("| [ten_100k](ten_100k.json) † |")
    assert "former searcher" in note


def test_a_folder_without_results_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert summary.main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_missed_mates_are_compared_again_and_drawn(results: Path, tmp_path: Path) -> None:
    raw = results / "ten_100k.npz"
    with np.load(raw) as kept:
        mated = kept["ten/mated"]
        expected = dict(zip(kept["ten/person"][mated], kept["ten/mate_db"][mated], strict=True))
    # Nobody is missed among thirty: with the threshold above them all, everybody is.
    out = tmp_path / "missed.json"
    arguments = [str(raw), "--below", "10000", "--json", str(out), "--plot", str(tmp_path)]
    assert failures.main(arguments) == 0
    missed = json.loads(out.read_text())
    assert {one["person"] for one in missed} == set(expected)
    for one in missed:
        assert one["score_db"] == pytest.approx(expected[one["person"]], abs=0.1)
        assert one["shortlist_rank"] >= 1
        assert len(one["probe_latents"]) == len(one["reference_latents"]) == 10
        picture = cv2.imread(str(tmp_path / f"missed-{one['person']}.png"))
        assert picture is not None
        assert np.ptp(picture) > 100


def test_nothing_is_drawn_where_nobody_was_missed(results: Path, tmp_path: Path) -> None:
    out = tmp_path / "missed.json"
    raw = str(results / "ten_100k.npz")
    arguments = [raw, "--below", "-1", "--json", str(out), "--plot", str(tmp_path)]
    assert failures.main(arguments) == 0
    assert json.loads(out.read_text()) == []
    assert not list(tmp_path.glob("*.png"))


def test_absent_raw_results_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [str(tmp_path / "none.npz"), "--json", "x.json", "--plot", str(tmp_path)]
    assert failures.main(arguments) == 2
    assert "none.npz" in capsys.readouterr().err
