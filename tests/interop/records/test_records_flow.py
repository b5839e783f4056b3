"""What bookings leave in the criminal file, and what it answers."""

from dataclasses import replace

from database.connection import Database
from interop.bookings.types import Charge, Finding
from interop.records import criminal as iafis_records
from interop.records.criminal_types import EventKind, RapSheet
from tests.gallery.prints import enrol_people
from tests.interop.record_world import NOW, conviction, want
from tests.interop.world import ORI, World, submission

TCN_1, TCN_2 = "TCN-0000000001", "TCN-0000000002"
CHARGES = (Charge("LARCENY", "2399"), Charge("TRESPASS", "5707"))


def book(world: World, tcn: str, seed: int, charges: tuple[Charge, ...] = CHARGES) -> RapSheet:
    """Book a person and return what the first response says of the person."""
    world.flow.submit(replace(submission(tcn, seed), charges=charges))
    first = world.complete(tcn).first_response
    assert first is not None and first.rap_sheet is not None
    return first.rap_sheet


def rap_sheet(database: Database, identity_id: str) -> RapSheet:
    with database.read() as session:
        return iafis_records.rap_sheet(session, identity_id)


def test_a_bookings_charges_become_arrests_under_a_new_number(world: World) -> None:
    told = book(world, TCN_1, 1)
    assert told.fbi_number
    assert [(one.kind, one.literal, one.offense_code, one.ori) for one in told.events] == [
        (EventKind.ARREST, "LARCENY", "2399", ORI),
        (EventKind.ARREST, "TRESPASS", "5707", ORI),
    ]
    assert told == rap_sheet(world.database, told.identity_id)


def test_the_first_response_tells_history_and_wants(world: World) -> None:
    [identity_id] = enrol_people(world.iafis, [1])
    with world.database.write() as session:
        iafis_records.put_event(session, identity_id, conviction("c-1"), NOW)
        iafis_records.put_want(session, identity_id, want("w-1"), NOW)
    told = book(world, TCN_1, 1)
    assert told.identity_id == identity_id
    assert [one.kind for one in told.events] == [EventKind.CONVICTION, *2 * [EventKind.ARREST]]
    assert told.wants == (want("w-1"),)


def test_repeat_arrests_join_one_identity_and_one_history(world: World) -> None:
    first = book(world, TCN_1, 1)
    second = book(world, TCN_2, 1, CHARGES[:1])
    assert second.fbi_number == first.fbi_number
    assert [one.event_id for one in second.events] == [
        f"tcn:{TCN_1}:1",
        f"tcn:{TCN_1}:2",
        f"tcn:{TCN_2}:1",
    ]
    response = world.flow.booking(TCN_2).first_response
    assert response is not None and response.finding is Finding.IDENT


def test_a_response_stays_what_was_said(world: World) -> None:
    first = book(world, TCN_1, 1)
    book(world, TCN_2, 1)
    response = world.flow.booking(TCN_1).first_response
    assert response is not None and response.rap_sheet == first
