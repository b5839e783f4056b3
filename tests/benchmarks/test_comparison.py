"""The speed benchmark writes what it promises. Nothing timed is judged."""

import json
from pathlib import Path

from benchmarks import comparison
from benchmarks.comparison import time_round
from synthesis.minutiae import minutiae_template
from synthesis.people import person


def test_the_result_file_holds_rates_ratio_and_machine(tmp_path: Path) -> None:
    out = tmp_path / "comparison.json"
    few = ["--people", "1", "--probes", "3", "--rounds", "2"]
    assert comparison.main(["--json", str(out), *few]) == 0
    figures = json.loads(out.read_text())
    (synthetic,) = figures["sets"]
    assert synthetic["name"] == "synthetic"
    assert synthetic["references"] == 10
    assert len(synthetic["rounds"]) == 2
    for key in ("packed_per_second", "plain_per_second", "ratio", "prepare_cpu_ms"):
        assert 0 < synthetic[f"{key}_low"] <= synthetic[key] <= synthetic[f"{key}_high"]
    assert figures["machine"]["cores"] > 0


def test_a_ratio_is_of_rates_of_one_round() -> None:
    one = time_round([minutiae_template(f, 1) for f in person(5_900_000).fingers], 2)
    assert one.ratio == one.packed_per_second / one.plain_per_second


def test_a_folder_that_is_missing_is_said_and_refused(tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")
    assert comparison.main([missing, "--json", str(tmp_path / "out.json")]) == 2
    assert not (tmp_path / "out.json").exists()
