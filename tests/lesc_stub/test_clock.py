"""A clock that was an hour fast and is set right keeps no specialist busy for that hour."""

import pytest

from tests.interop.world import RESEARCH_S
from tests.lesc_stub.world import LescWorld

HOUR_S = 3_600.0


@pytest.mark.parametrize("is_begun", [True, False])
def test_research_of_that_hour_ends(lesc: LescWorld, is_begun: bool) -> None:
    lesc.clock.forward(HOUR_S)
    lesc.desk.run_due()
    lesc.submit(1)
    if is_begun:
        lesc.desk.run_due()
    lesc.run(-HOUR_S)
    lesc.run(RESEARCH_S + 1)
    assert [answer.query_id for answer in lesc.asker.taken] == ["iaq:1"]


def test_what_comes_later_is_researched_at_once(lesc: LescWorld) -> None:
    lesc.clock.forward(HOUR_S)
    lesc.submit(1)
    lesc.run(RESEARCH_S + 1)
    lesc.clock.forward(-HOUR_S)
    lesc.desk.run_due()
    lesc.submit(2)
    lesc.run(RESEARCH_S + 1)
    assert [answer.query_id for answer in lesc.asker.taken] == ["iaq:1", "iaq:2"]


def test_a_query_that_came_while_nobody_looked_is_researched(lesc: LescWorld) -> None:
    lesc.desk.run_due()
    lesc.clock.forward(HOUR_S)
    lesc.submit(1)
    lesc.clock.forward(-HOUR_S)
    lesc.run(1)
    lesc.run(RESEARCH_S + 1)
    assert [answer.query_id for answer in lesc.asker.taken] == ["iaq:1"]
