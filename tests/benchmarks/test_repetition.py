"""The benchmark of the check for a repeated finger counts what the check refuses and misses."""

import json
from pathlib import Path

from benchmarks import repetition
from benchmarks.repetition import measure_people, measure_repetition
from matcher.types import FINGERS
from tests.matcher.prints import finger


def test_the_result_file_holds_both_populations(tmp_path: Path) -> None:
    out = tmp_path / "repetition.json"
    assert repetition.main(["--json", str(out), "--people", "1"]) == 0
    figures = json.loads(out.read_text())
    assert [one["name"] for one in figures["synthetic"]] == ["first", "second"]
    for one in figures["synthetic"]:
        assert (one["people"], one["pairs"], one["refused"]) == (1, 45, 0)
        counts = list(one["pairs_at_least_db"].values())
        assert counts == sorted(counts, reverse=True)
        assert one["cpu_ms_per_print"] > 0
    assert figures["real"] == []


def test_people_with_a_repeated_finger_are_counted() -> None:
    honest = [(position, finger(1, 1, position)) for position in FINGERS[:3]]
    repeated = [*honest, (FINGERS[3], finger(1, 2, FINGERS[0]))]
    figures = measure_people("few", [honest, repeated, honest])
    assert (figures["people"], figures["refused"], figures["pairs"]) == (3, 1, 3 + 6 + 3)
    assert figures["pairs_at_least_db"]["60"] == 1
    assert figures["highest_db"][0] > 60


def test_found_repetitions_are_counted() -> None:
    fingers = [[finger(seed, impression) for impression in (1, 2, 3)] for seed in (1, 2)]
    assert measure_repetition(fingers)["pairs"] == 6
    assert 0 < measure_repetition(fingers)["found"] <= 6
