"""A short kill loop; `make soak kill` runs the long one."""

from pathlib import Path

import pytest

from database.master_key import make_master_key
from tests.kill.harness import Harness, Victim
from tests.kill.people import subjects


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("is_sealed", [False, True], ids=["clear", "sealed"])
def test_nothing_is_lost_or_done_twice_when_processes_are_killed(
    is_sealed: bool, tmp_path: Path
) -> None:
    key = tmp_path / "master.key"
    make_master_key(key)
    flags = ("--master-key", str(key)) if is_sealed else ()
    with Harness(tmp_path / "data", subjects(4), "test", *flags) as harness:
        for number, victim in enumerate(Victim):
            kill = harness.round(number, victim, seed=7, span_s=1.5)
            assert kill.faults == []
            assert kill.bookings_audited == 4 * (number + 1)
            assert kill.queries_on_record >= 2 * (number + 1)
