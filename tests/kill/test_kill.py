"""A short kill loop; `make soak kill` runs the long one."""

from pathlib import Path

import pytest

from tests.kill.harness import Harness, Victim
from tests.kill.people import subjects


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_is_lost_or_done_twice_when_processes_are_killed(tmp_path: Path) -> None:
    with Harness(tmp_path, subjects(4), "test") as harness:
        for number, victim in enumerate(Victim):
            kill = harness.round(number, victim, seed=7, span_s=1.5)
            assert kill.faults == []
            assert kill.bookings_audited == 4 * (number + 1)
            assert kill.queries_on_record >= 2 * (number + 1)
