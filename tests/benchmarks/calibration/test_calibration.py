import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.calibration import __main__ as calibration
from benchmarks.calibration import evidence, real
from benchmarks.data.datasets import read_datasets
from benchmarks.realism.exchange import Pairs
from matcher.calibration import load_tables
from tests.real_prints import FVC_SETS
from training.calibration.pairs import Block

SMALL = ["--people", "14", "--fit-blocks", "2", "--prove-blocks", "3", "--rolled-blocks", "3",
         "--second-blocks", "1", "--small-blocks", "1", "--small-people", "14"]  # fmt: skip


@pytest.mark.slow
def test_the_whole_measurement_runs_and_goes_on_where_it_was(tmp_path: Path) -> None:
    out, cache = tmp_path / "out.json", tmp_path / "pairs"
    arguments = ["--json", str(out), "--pair-cache", str(cache), *SMALL]
    assert calibration.main([*arguments, "--plot", str(tmp_path)]) == 0
    figures = json.loads(out.read_text())
    assert [row["level_db"] for row in figures["lines"] if row["finger_count"] == 1] == [
        *range(10, 80, 10)
    ]
    assert {row["pairs"] for row in figures["lines"] if row["finger_count"] == 10} == {3 * 14 * 13}
    names = {
        "right_slap",
        "two_index",
        "smallest_fifth",
        "rolled_rolled",
        "second_population",
        "small_prints",
    }
    assert names <= figures["groups"].keys()
    assert figures["mated"][0]["comparisons"] == 3 * 14 * 10
    assert {path.name for path in tmp_path.glob("*.png")} == {
        "calibration_lines.png",
        "calibration_tails.png",
        "calibration_groups.png",
    }
    written = {path: path.stat().st_mtime_ns for path in cache.rglob("*.npz")}
    assert len(written) == 2 + 3 + 3 + 1 + 1
    assert calibration.main(arguments) == 0
    assert written == {path: path.stat().st_mtime_ns for path in cache.rglob("*.npz")}
    assert json.loads(out.read_text())["lines"] == figures["lines"]


def test_a_folder_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--json", str(tmp_path / "out.json"), "--pair-cache", str(tmp_path), *SMALL]
    assert calibration.main([str(tmp_path / "nothing"), *arguments]) == 2
    assert "nothing" in capsys.readouterr().err


def test_fingers_that_fail_together_show_as_dependence() -> None:
    """Half of the pairs of people are alike in every finger: their sums are not those of chance."""
    rng = np.random.default_rng(4)
    size = np.full((60, 10), 40)
    alike = np.add.outer(np.arange(60), np.arange(60)) % 2 == 0
    positive = rng.random((60, 60, 10)) < np.where(alike, 0.3, 0.02)[..., None]
    score = (positive * rng.exponential(0.001, (60, 60, 10))).astype(np.float32)
    spread = np.full((60, 10), 80.0)
    block = Block(score, size, size, spread, spread)
    groups = evidence.group([block], load_tables())
    found = evidence.dependence(groups, np.log(score[~block.mated] + 1e-4), load_tables())
    assert found["mean_llr_correlation"] > 0.05  # type: ignore[operator]
    ratios = [row["ratio"] for row in found["rows"]  # type: ignore[attr-defined]
              if row["fingers"] == 10 and row["same"] > 100]  # fmt: skip
    assert ratios
    assert max(ratios) > 1.5


def test_real_strangers_are_counted_with_intervals_over_fingers() -> None:
    rng = np.random.default_rng(5)
    finger = np.repeat(np.arange(20), 4)
    row, column = np.triu_indices(80, 1)
    decibels = rng.exponential(10 / np.log(10), len(row))
    decibels[finger[row] == finger[column]] += 60
    pairs = Pairs(decibels, finger[row], finger[column], np.zeros(20, np.int64))
    found = real.judge("drawn", pairs)
    assert (found["nonmated"], found["mated"]) == (3_040, 120)
    levels: list[dict[str, float]] = found["levels"]  # type: ignore[assignment]
    for one in levels:
        assert one["within"]
        assert one["low"] <= one["rate"] <= one["high"]
        assert one["mated_below"] == 0


@pytest.mark.whole
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("real prints")
def test_real_strangers_reach_levels_about_as_often_as_they_say(
    real_prints: Path, template_cache: Path
) -> None:
    datasets = read_datasets([real_prints / name for name in FVC_SETS])
    sets = real.compare_sets(datasets, template_cache, workers=2)
    found = real.judge("pooled", sets["pooled"])
    assert (found["nonmated"], found["mated"]) == (8_640, 840)
    levels: list[dict[str, float]] = found["levels"]  # type: ignore[assignment]
    for one in levels:
        # 10 dB is any score above 0, which real strangers have somewhat more often.
        assert one["low"] <= 1.2 * one["asked"], one["level_db"]
    assert levels[-1]["mated_below"] <= 16
