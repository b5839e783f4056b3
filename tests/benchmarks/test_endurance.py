"""What the endurance benchmark calls flat, and what it sees of a process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.endurance.judging import COUNT_LIMIT, MEMORY_LIMIT, WARM_UP, is_flat, judge
from benchmarks.endurance.plots import draw
from benchmarks.endurance.processes import PARTS, QUANTITIES, SERVER, Sample, look

PLANNED_S = 1_000.0
LEVEL = 1_000.0


def samples(quantity: str, growth: float, first: float = LEVEL) -> list[Sample]:
    """One quantity grows by so much between the warm-up and the end; the others stand still."""
    judged_s = PLANNED_S * (1 - WARM_UP)
    made = []
    for seconds in range(0, int(PLANNED_S) + 1, 10):
        parts = {part: dict.fromkeys(QUANTITIES, LEVEL) for part in PARTS}
        since = max(0.0, seconds - WARM_UP * PLANNED_S)
        parts[SERVER][quantity] = first + growth * since / judged_s
        made.append({"process": 0, "seconds": float(seconds), "done": {}, "parts": parts})
    return made


@pytest.mark.parametrize(
    ("quantity", "limit"),
    [
        ("resident_bytes", MEMORY_LIMIT * LEVEL),
        ("anonymous_bytes", MEMORY_LIMIT * LEVEL),
        ("threads", COUNT_LIMIT),
        ("descriptors", COUNT_LIMIT),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_what_grows_or_falls_by_more_than_its_bound_is_not_flat(
    quantity: str, limit: float, sign: int
) -> None:
    assert is_flat([judge(samples(quantity, sign * 0.9 * limit), PLANNED_S)])
    assert not is_flat([judge(samples(quantity, sign * 1.2 * limit), PLANNED_S)])


def test_the_warm_up_does_not_count() -> None:
    grown = samples("resident_bytes", 0.0)
    for one in grown:
        if one["seconds"] < WARM_UP * PLANNED_S:
            one["parts"][SERVER]["resident_bytes"] = 1.0
    assert is_flat([judge(grown, PLANNED_S)])


def test_few_samples_are_not_judged() -> None:
    assert not is_flat([judge(samples("threads", 0.0)[:40], PLANNED_S)])
    assert not is_flat([])


def test_it_sees_threads_descriptors_and_children() -> None:
    script = "import sys, time; kept = open('/dev/null'); print(flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        child.stdout.readline()
        alone = look(child.pid)["server"]
        assert (alone["processes"], alone["threads"], alone["descriptors"]) == (1, 1, 4)
        assert 0 < alone["anonymous_bytes"] <= alone["resident_bytes"]
        assert look(os.getpid())["decoders"]["processes"] >= 1
    finally:
        child.kill()
        child.communicate()


def test_it_draws(tmp_path: Path) -> None:
    drawn = samples("threads", 1.0)
    draw(drawn, [judge(drawn, PLANNED_S)], tmp_path / "endurance.png", "a service")
    assert (tmp_path / "endurance.png").stat().st_size > 1_000
