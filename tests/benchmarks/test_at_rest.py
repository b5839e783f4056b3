import json
from pathlib import Path

import pytest

from benchmarks.at_rest import main


@pytest.mark.parametrize("donors", ["0", "2"])
def test_enrolments_and_searches_are_measured_in_pairs(donors: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    counts = ["--people", "3", "--enrolments", "2", "--rendered", "1", "--searches", "2"]
    mixed = ["--donors", donors, "--cache", str(tmp_path)]
    assert main(["--json", str(out), *counts, *mixed]) == 0
    found = json.loads(out.read_text())
    assert found["donors"] == int(donors)
    for name in (
        "enrolment",
        "enrolment_stored",
        "search_ten",
        "search_two_index",
        "search_one_cold",
    ):
        for way in ("clock", "processor"):
            one = found[name][way]
            assert one["pair_count"] == 2
            assert len(one["clear_ms"]) == len(one["sealed_ms"]) == 2
            assert one["share_low"] <= one["share_high"]
