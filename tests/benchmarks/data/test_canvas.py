"""Figures are saved."""

import time
from itertools import count
from pathlib import Path

import pytest

from benchmarks.data.canvas import canvas


def test_a_machine_that_is_slow_draws_its_legends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count(step=5)

    with canvas(tmp_path / "line.png", (4, 3)) as axes:
        axes.plot([1, 2], [2, 1], label="a line")
        axes.legend()
        monkeypatch.setattr(time, "perf_counter", lambda: float(next(seconds)))

    assert next(seconds) > 0, "nobody took the time: this test shows nothing"
    assert (tmp_path / "line.png").stat().st_size > 0
