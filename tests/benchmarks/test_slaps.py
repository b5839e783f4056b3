"""The figures of slaps follow from the rows."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.slaps import Row, case, figures_of, main
from matcher.types import FingerPosition, ImpressionType

ROW = Row(
    seed=1,
    position=13,
    inked=False,
    true_count=4,
    count=4,
    right_fingers=True,
    hand="right",
    hand_confidence=0.99,
    edges_px=[[1.0, -2.0, 3.0, 4.0], [33.0, 0.0, 0.0, None]],
    angles_rad=[0.1, -0.1],
    doubts=[],
    cpu_ms=50.0,
)


def test_figures() -> None:
    thumbs = replace(ROW, position=15, hand="", edges_px=[], angles_rad=[], right_fingers=False)
    found = figures_of([ROW, replace(ROW, position=14), thumbs])
    assert found["right_fingers"]["count"] == 2
    assert (found["right_hand"]["count"], found["right_hand"]["of"]) == (1, 2)
    assert found["fingers_with_all_edges_within"]["count"] == 2
    assert (found["edges_within"]["count"], found["edges_within"]["of"]) == (12, 14)
    assert found["edges_px_mean"]["left"] == 17.0


def test_cases_cover_positions_and_kinds() -> None:
    cases = {case(n) for n in range(20)}
    assert cases == {
        (FingerPosition(position), kind)
        for position in (13, 14, 15)
        for kind in (ImpressionType.LIVESCAN_PLAIN, ImpressionType.NONLIVESCAN_PLAIN)
    }


@pytest.mark.slow
def test_a_run_writes_its_rows(tmp_path: Path) -> None:
    out = tmp_path / "slaps.json"
    assert main(["--slaps", "2", "--json", str(out)]) == 0
    found = json.loads(out.read_text())
    assert len(found["rows"]) == 2
    assert found["all"]["right_fingers"]["of"] == 2
