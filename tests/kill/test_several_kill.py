"""A short loop of kills and freezes of two services; `make soak services` runs the long one."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.kill.several import Step, Trouble, Troubled, overlapping

TROUBLES = 3


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_services_do_each_step_once_through_kills_and_freezes(
    url_on_postgresql: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        troubled = Troubled(url_on_postgresql, tmp_path, 5, stack)
        for _ in range(TROUBLES):
            troubled.trouble()
        assert troubled.faults() == []
        assert {one.tcn for one in troubled.steps()} == set(troubled.tcns)


def test_what_two_services_did_at_once_is_seen() -> None:
    steps = [Step(1, "A", 0.0, 2.0), Step(2, "A", 1.0, 3.0), Step(2, "B", 3.0, 4.0)]
    assert len(list(overlapping(steps, []))) == 1
    assert list(overlapping(steps, [Trouble(1, 0.5, 9.0)])) == [], "a frozen one is no fault"
    assert len(list(overlapping(steps, [Trouble(1, 1.5, float("inf"))]))) == 1
    assert list(overlapping(steps[1:], [])) == []
