"""Expungement reaches the case, the detainer, the LESC's copy and the criminal file."""

from dataclasses import replace
from datetime import date

import pytest

from gallery.gallery import Gallery
from interop.bookings import outbox
from interop.bookings.types import Subject
from interop.cases.detainer_life import DetainerState
from interop.cases.types import CaseState
from interop.corrections import known_non_mates
from interop.corrections.types import CorrectionReason, Recipient
from interop.errors import DeliveryError
from interop.lesc import UNKNOWN_NAME, QueryState, Status
from interop.lesc import documents as lesc_documents
from interop.names import IAFIS, IDENT, query_id
from interop.records import criminal
from lesc_stub.types import SourceRecord
from tests.interop.cases.test_story import OVERSTAYED
from tests.interop.matches import EXAMINER, PERSON, TCN, case_of, detainer_of, make_match
from tests.interop.world import CALLER, RESEARCH_S, World, submission

OPERATOR = replace(CALLER, roles=frozenset({"operator"}))


def wait(world: World) -> None:
    for _ in range(3):
        world.run()
        world.clock.forward(RESEARCH_S)


def expunge(world: World, gallery: Gallery, encounter_id: str, *, expunge: bool = True) -> None:
    gallery.delete_encounter(encounter_id, expunge=expunge, caller=OPERATOR, now=world.clock.now)
    wait(world)


@pytest.mark.parametrize("name", [IAFIS, IDENT])
def test_an_expunged_record_takes_its_match_with_it(world: World, name: str) -> None:
    match = make_match(world)
    gallery = world.iafis if name == IAFIS else world.ident
    encounter_id = f"tcn:{TCN}" if name == IAFIS else case_of(world).encounter_id
    expunge(world, gallery, encounter_id)
    case = case_of(world)
    assert (case.state, case.withdrawn_reason) == (CaseState.WITHDRAWN, "expunged")
    held = detainer_of(world)
    assert (held.state, held.end_reason) == (DetainerState.CANCELLED, "match withdrawn: expunged")
    [done], _ = match.desk.corrections(EXAMINER)
    assert (done.request.reason, done.caller) == (CorrectionReason.EXPUNGED, OPERATOR)
    assert {one.recipient for one in done.notices} == set(Recipient)
    second = world.flow.booking(TCN).second_response
    assert second is not None
    assert "expunged" in second.error_message
    with world.database.read() as session:
        iafis, ident = done.iafis_identity_id, done.ident_identity_id
        assert not known_non_mates.contains(session, iafis, ident), "no false match"


def test_nothing_about_the_person_stays_at_the_lesc_or_here(world: World) -> None:
    make_match(world)
    booked = "TCN-0000000002"
    identity_id = case_of(world).identity_id
    held = [
        replace(one, record_id=f"r-{n}", identity_id=identity_id, name="ROE,JANE")
        for n, one in enumerate((*OVERSTAYED, SourceRecord("wants", "w")))
    ]
    world.desk.put_records(held)
    subject = Subject(name="ROE,JANE", dates_of_birth=(date(1970, 1, 2),))
    world.flow.submit(submission(booked, PERSON, 3, subject=subject))
    world.complete(booked)
    [before] = world.cases(booked)
    assert before.query.name == "ROE,JANE"
    assert before.answer is not None
    assert before.answer.research is not None
    expunge(world, world.iafis, f"tcn:{booked}")
    [after] = world.cases(booked)
    assert (after.state, after.withdraw_reason) == (QueryState.WITHDRAWN, "expunged")
    assert (after.query.name, after.query.booked.name) == (UNKNOWN_NAME, "")
    assert after.answer is not None
    assert after.answer.research is None
    with world.database.read() as session:
        sent = lesc_documents.QUERY.load(outbox.message(session, query_id(booked)).payload)
        assert sent.name == UNKNOWN_NAME
        answer = outbox.find_answer(session, query_id(booked))
        assert answer is not None
        assert answer.research is None
        assert answer.determination.status is Status.UNLAWFULLY_PRESENT
        person = world.iafis.get_encounter(f"tcn:{TCN}").identity_id
        events = criminal.rap_sheet(session, person).events
    assert [one.encounter_id for one in events] == [f"tcn:{TCN}"], "the arrest is gone"
    assert case_of(world).state is CaseState.ALERTED, "the other arrest stands"


def test_a_deletion_that_expunges_nothing_leaves_matches_alone(world: World) -> None:
    make_match(world)
    expunge(world, world.iafis, f"tcn:{TCN}", expunge=False)
    assert case_of(world).state is CaseState.ALERTED


def test_the_lesc_hears_of_it_later_if_it_is_down(world: World) -> None:
    make_match(world)
    world.wire.up = False
    expunge(world, world.iafis, f"tcn:{TCN}")
    with pytest.raises(DeliveryError):
        world.wire.withdraw_query("", "", "")
    world.wire.up = True
    world.clock.forward(3600)
    wait(world)
    assert world.cases(TCN)[0].state is QueryState.WITHDRAWN
