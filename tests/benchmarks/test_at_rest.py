import json
from pathlib import Path

from benchmarks.at_rest import main


def test_enrolments_and_searches_are_measured_in_pairs(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    counts = ["--people", "3", "--enrolments", "2", "--rendered", "1", "--searches", "2"]
    assert main(["--json", str(out), *counts]) == 0
    found = json.loads(out.read_text())
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
