"""What is done to a booking, from its submission to its answer, is in the audit log."""

import pytest

from database.caller import Caller
from interop.audit import log as audit_log
from interop.audit.types import Action
from interop.errors import BookingNotFoundError
from tests.gallery.prints import enrol_people
from tests.interop.logged import entries
from tests.interop.matches import AGENCY, TCN
from tests.interop.world import ORI, World, submission


def actions(world: World, *, ori: str = "") -> list[Action]:
    with world.database.read() as session:
        assert audit_log.verify(session) is None
        found = entries(session, actor_ori=ori)
    return [one.entry.action for one in found]


def test_the_way_of_a_match_is_told(world: World) -> None:
    enrol_people(world.ident, [1, 2])
    world.flow.submit(submission(TCN, 2))
    world.complete(TCN)
    told = actions(world)
    for action in (
        Action.BOOKING_SUBMITTED,
        Action.CASE_OPENED,
        Action.QUERY_SENT,
        Action.ANSWER_TAKEN,
        Action.RESPONSE_RELEASED,
    ):
        assert action in told, action
    own = [one for one in actions(world, ori=ORI) if one is not Action.ENCOUNTER_ENROLLED]
    assert own == [Action.BOOKING_SUBMITTED], "the rest is the service's"


def test_who_looked_at_a_booking_is_told(world: World) -> None:
    world.flow.submit(submission(TCN, 1))
    world.flow.view(TCN, AGENCY)
    assert actions(world, ori=AGENCY.ori) == [Action.BOOKING_SUBMITTED, Action.BOOKING_VIEWED]
    with pytest.raises(BookingNotFoundError):
        world.flow.view(TCN, Caller("TX1010000"))
    world.flow.view(TCN, Caller("DHSAUDIT1", frozenset({"auditor"})))
    assert actions(world, ori="DHSAUDIT1") == [Action.BOOKING_VIEWED]
    assert actions(world, ori="TX1010000") == []
