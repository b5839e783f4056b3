"""Second responses are versions: each is kept, and says when and why it was given."""

from dataclasses import replace

import pytest

from database.caller import Caller
from database.paging import Page
from interop.audit import log as audit_log
from interop.audit.types import Action, EntryFilter, ObjectKind
from interop.bookings import responses
from interop.bookings.types import Booking, ResponseCause, SecondResponseKind
from interop.errors import (
    AnswerOrderError,
    BookingNotFoundError,
    PermissionDeniedError,
    ResponseNotFoundError,
)
from interop.lesc.messages import LescAnswer
from tests.gallery.prints import enrol_people
from tests.interop.bookings.test_documents import SECOND
from tests.interop.logged import entries
from tests.interop.world import CALLER, LESC, ORI, World, submission

TCN = "TCN-0000000001"


@pytest.fixture
def answered(world: World) -> LescAnswer:
    """The LESC's answer to a booking that is complete by it."""
    enrol_people(world.ident, [1])
    world.flow.submit(submission(TCN, 1))
    world.complete(TCN)
    world.run()
    [case] = world.cases(TCN)
    assert case.answer is not None
    return case.answer


def causes(booking: Booking) -> list[ResponseCause]:
    return [one.cause for one in booking.second_responses]


def test_another_answer_of_the_lesc_is_another_version(world: World, answered: LescAnswer) -> None:
    before = world.flow.booking(TCN)
    world.clock.forward(60)
    newer = replace(answered, version=2, answer_time=world.clock())
    assert not world.flow.deliver_answer(newer, LESC)
    assert world.flow.deliver_answer(newer, LESC), "taken before"
    booking = world.flow.booking(TCN)
    assert booking.second_responses[:-1] == before.second_responses
    assert causes(booking)[-2:] == [ResponseCause.ANSWER, ResponseCause.ANSWER]
    assert [one.ordinal for one in booking.second_responses] == [1, 2, 3]
    # A version that does not follow says nothing, and is not kept.
    for version in (4, 2_000_000_000):
        with pytest.raises(AnswerOrderError, match="the next version is 3"):
            world.flow.deliver_answer(replace(answered, version=version), LESC)
    assert world.flow.booking(TCN) == booking


def test_nobody_but_the_lescs_own_system_answers(world: World, answered: LescAnswer) -> None:
    before = world.flow.booking(TCN)
    forged = replace(answered, version=2)
    for caller in (CALLER, Caller("", LESC.roles), Caller("LESC00000", frozenset({"lesc"}))):
        with pytest.raises(PermissionDeniedError):
            world.flow.deliver_answer(forged, caller)
    assert world.flow.booking(TCN) == before


def test_the_caller_of_an_answer_stands_in_the_log(world: World, answered: LescAnswer) -> None:
    with world.database.read() as session:
        wanted = EntryFilter(action=Action.ANSWER_TAKEN)
        [entry], _ = audit_log.page_of(session, wanted, Page())
    assert (entry.entry.actor_ori, entry.entry.roles) == (LESC.ori, LESC.roles)


def test_no_answer_undoes_a_correction(world: World, answered: LescAnswer) -> None:
    corrected = replace(SECOND, tcr=TCN, kind=SecondResponseKind.IDR_NO_MATCH, candidates=())
    with world.database.write() as session:
        responses.append(session, TCN, corrected, ResponseCause.CORRECTION)
    world.flow.deliver_answer(replace(answered, version=2), LESC)
    assert causes(world.flow.booking(TCN))[-1] is ResponseCause.CORRECTION


def test_each_version_is_acknowledged_by_its_own_agency(world: World, answered: LescAnswer) -> None:
    del answered
    world.clock.forward(5)
    booking = world.flow.acknowledge_response(TCN, 2, CALLER)
    times = [one.acknowledge_time for one in booking.second_responses]
    assert times == [None, world.clock()]
    world.clock.forward(5)
    assert world.flow.acknowledge_response(TCN, 2, CALLER) == booking
    with pytest.raises(ResponseNotFoundError, match="3"):
        world.flow.acknowledge_response(TCN, 3, CALLER)
    with pytest.raises(BookingNotFoundError):
        world.flow.acknowledge_response(TCN, 2, Caller("IL0160000"))


def test_the_audit_log_has_submission_releases_and_views_of_others(
    world: World, answered: LescAnswer
) -> None:
    del answered
    auditor = Caller("DC0000000", frozenset({"auditor"}), "audit")
    # An auditor reads all of a booking but whom it names.
    seen, own = world.flow.view(TCN, auditor), world.flow.view(TCN, CALLER)
    assert own.booked_name
    assert seen == replace(own, booked_name="")
    world.flow.acknowledge_response(TCN, 1, CALLER)
    with world.database.read() as session:
        assert audit_log.verify(session) is None
        logged = [one.entry for one in entries(session)]
    done = {(one.action, one.object_id): one.actor_ori for one in logged}
    assert done[Action.BOOKING_SUBMITTED, TCN] == ORI
    assert done[Action.RESPONSE_RELEASED, f"{TCN}:first"] == ""
    assert done[Action.RESPONSE_RELEASED, f"{TCN}:2"] == ""
    assert done[Action.RESPONSE_ACKNOWLEDGED, f"{TCN}:1"] == ORI
    assert done[Action.QUERY_SENT, f"iaq:{TCN}"] == ""
    assert [one.actor_ori for one in logged if one.action is Action.BOOKING_VIEWED] == [
        "DC0000000",
        ORI,
    ]
    assert [one.object_id for one in logged if one.object_kind is ObjectKind.CASE] == [
        f"case:{TCN}"
    ]


def test_a_version_is_added_and_none_changed(world: World, answered: LescAnswer) -> None:
    del answered
    before = world.flow.booking(TCN).second_responses
    with world.database.write() as session:
        said = replace(SECOND, tcr=TCN)
        assert responses.append(session, TCN, said, ResponseCause.REVIEW) == len(before) + 1
    after = world.flow.booking(TCN)
    assert after.second_responses[:-1] == before
    assert after.second_response == said
