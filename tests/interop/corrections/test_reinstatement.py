"""A correction can be corrected: the match stands again, and every recipient knows."""

from dataclasses import replace

import pytest

from database.caller import Caller
from interop.bookings.types import SecondResponseKind
from interop.cases.detainer_life import DetainerState
from interop.cases.types import CaseState
from interop.corrections import known_non_mates
from interop.corrections.types import CorrectionReason, Recipient, ReinstatementRequest
from interop.errors import (
    CorrectionConflictError,
    CorrectionNotFoundError,
    CorrectionStateError,
    PermissionDeniedError,
)
from interop.lesc import QueryState
from tests.interop.matches import (
    AGENCY,
    EXAMINER,
    OFFICE,
    PERSON,
    TCN,
    case_of,
    detainer_of,
    make_match,
    request,
)
from tests.interop.world import RESEARCH_S, World, submission

CHIEF = Caller("DHSEXAM01", frozenset({"supervisor"}), "review")
AGAIN = ReinstatementRequest("again-1", "correction-1", "the examiner compared the wrong prints")


def wait(world: World) -> None:
    for _ in range(3):
        world.run()
        world.clock.forward(RESEARCH_S)


def test_a_match_stands_again_everywhere(world: World) -> None:
    match = make_match(world)
    match.desk.correct(request(iafis_match_false=True), EXAMINER)
    wait(world)
    assert world.cases(TCN)[0].state is QueryState.WITHDRAWN
    done = match.desk.reinstate(AGAIN, CHIEF)
    assert (done.reinstated_by, done.reinstate_reason) == (CHIEF.ori, AGAIN.reason)
    assert done == match.desk.reinstate(AGAIN, CHIEF)
    assert case_of(world).state is CaseState.AWAITING_DETERMINATION
    second = world.flow.booking(TCN).second_response
    assert second is not None
    assert second.kind is SecondResponseKind.SHARED_SERVICES_RESPONSE
    assert "the match stands" in second.note
    wait(world)
    case = case_of(world)
    assert (case.state, case.withdrawn_time) == (CaseState.ALERTED, None)
    assert [one.cause for one in (case.current,)] == ["reinstated"]
    assert detainer_of(world).state is DetainerState.CANCELLED, "no hold comes back"
    [asked] = world.cases(TCN)
    assert asked.answer is not None
    assert (asked.state, asked.answer.version) == (QueryState.DELIVERED, 2)
    second = world.flow.booking(TCN).second_response
    assert second is not None
    assert second.kind is SecondResponseKind.IDR_WITH_IAR
    with world.database.read() as session:
        assert not known_non_mates.contains(session, done.iafis_identity_id, done.ident_identity_id)


def test_the_prints_go_back_where_they_were(world: World) -> None:
    match = make_match(world)
    world.flow.submit(submission("TCN-0000000002", PERSON, 3))
    world.complete("TCN-0000000002")
    before = world.iafis.get_encounter(f"tcn:{TCN}").identity_id
    assert world.iafis.get_encounter("tcn:TCN-0000000002").identity_id == before
    match.desk.correct(request(iafis_match_false=True), EXAMINER)
    assert world.iafis.get_encounter(f"tcn:{TCN}").identity_id != before
    match.desk.reinstate(AGAIN, CHIEF)
    assert world.iafis.get_encounter(f"tcn:{TCN}").identity_id == before
    match.desk.correct(request("correction-2", iafis_match_false=True), EXAMINER)
    assert world.iafis.get_encounter(f"tcn:{TCN}").identity_id != before


def test_every_recipient_of_the_withdrawal_must_know(world: World) -> None:
    match = make_match(world)
    match.desk.correct(request(), EXAMINER)
    wait(world)
    done = match.desk.reinstate(AGAIN, CHIEF)
    told = {one.recipient: one for one in done.notices if one.is_reinstatement}
    assert set(told) == set(Recipient)
    assert not any(one.acknowledge_time for one in told.values())
    wait(world)
    match.desk.acknowledge(told[Recipient.FIELD_OFFICE].notice_id, OFFICE)
    ordinal = match.desk.correction("correction-1", CHIEF).reinstate_ordinal
    world.flow.acknowledge_response(TCN, ordinal, AGENCY)
    known = match.desk.correction("correction-1", CHIEF).notices
    told = {one.recipient: one for one in known if one.is_reinstatement}
    assert all(one.acknowledge_time for one in told.values()), told
    agency = [one for one in known if one.recipient is Recipient.BOOKING_AGENCY]
    assert all(one.acknowledge_time for one in agency), "the newer response is after the other"


def test_silence_about_a_reinstatement_alarms(world: World) -> None:
    match = make_match(world)
    match.desk.correct(request(), EXAMINER)
    match.desk.reinstate(AGAIN, CHIEF)
    world.clock.forward(5 * 3600)
    match.desk.run_due()
    known = match.desk.correction("correction-1", CHIEF).notices
    assert {one.alarm_count for one in known if one.is_reinstatement} == {1}


def test_a_match_can_be_withdrawn_and_stand_again_more_than_once(world: World) -> None:
    match = make_match(world)
    for number in (1, 2):
        match.desk.correct(request(f"correction-{number}"), EXAMINER)
        wait(world)
        assert case_of(world).state is CaseState.WITHDRAWN
        assert world.cases(TCN)[0].state is QueryState.WITHDRAWN
        asked = ReinstatementRequest(f"again-{number}", f"correction-{number}", "wrong")
        match.desk.reinstate(asked, CHIEF)
        wait(world)
        assert case_of(world).state is CaseState.ALERTED
    late = world.desk.withdraw(f"iaq:{TCN}", "withdrawal:correction-2", "different_person")
    assert late.receipt_id
    assert world.cases(TCN)[0].state is not QueryState.WITHDRAWN, "a late repetition"


def test_who_may_take_a_correction_back_and_once(world: World) -> None:
    match = make_match(world)
    match.desk.correct(request(), EXAMINER)
    for caller in (EXAMINER, OFFICE, AGENCY):
        with pytest.raises(PermissionDeniedError):
            match.desk.reinstate(AGAIN, caller)
    with pytest.raises(CorrectionNotFoundError):
        match.desk.reinstate(replace(AGAIN, correction_id="other"), CHIEF)
    match.desk.reinstate(AGAIN, CHIEF)
    with pytest.raises(CorrectionConflictError):
        match.desk.reinstate(replace(AGAIN, reason="another"), CHIEF)
    with pytest.raises(CorrectionStateError, match="before"):
        match.desk.reinstate(replace(AGAIN, reinstatement_id="again-2"), CHIEF)


def test_an_expunged_record_does_not_come_back(world: World) -> None:
    match = make_match(world)
    match.desk.correct(request(reason=CorrectionReason.EXPUNGED), EXAMINER)
    with pytest.raises(CorrectionStateError, match="gone"):
        match.desk.reinstate(AGAIN, CHIEF)
