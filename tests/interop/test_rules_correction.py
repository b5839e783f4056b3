"""The rules that a withdrawn match touches, by their numbers."""

from datetime import timedelta

from database.paging import Page
from interop.cases.detainer_life import NEXT, DetainerState
from interop.cases.rows import versions
from interop.cases.types import CaseState
from interop.names import case_id
from tests.interop.matches import EXAMINER, TCN, case_of, detainer_of, make_match, request
from tests.interop.world import World


def test_r33_a_withdrawn_match_stays_to_be_documented(world: World) -> None:
    """R33: officers document all matches, "whether or not officers took enforcement actions"."""
    match = make_match(world)
    match.desk.correct(request(), EXAMINER)
    case = case_of(world)
    assert case.state is CaseState.WITHDRAWN
    assert case.state.is_open, "somebody has to write down what was done because of it"
    with world.database.read() as session:
        said, _ = versions(session, case_id(TCN), Page())
    assert len(said) == 2, "what the case was stays beside what it became"


def test_r40_a_withdrawn_match_ends_the_detainer_and_extends_nothing(world: World) -> None:
    """R40: running → custody taken, expired (must release) or cancelled. Nothing extends it."""
    match = make_match(world)
    before = detainer_of(world)
    world.clock.now += timedelta(hours=1)
    match.desk.correct(request(), EXAMINER)
    after = detainer_of(world)
    assert (before.state, after.state) == (DetainerState.RUNNING, DetainerState.CANCELLED)
    assert after.end_time == world.clock()
    assert after.expire_time == before.expire_time
    assert not NEXT[after.state], "and it never starts again"
