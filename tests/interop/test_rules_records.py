"""Who is in IDENT, and what follows from it: synthetic lives, booked."""

import pytest

from database.caller import Caller
from gallery.people.enrolment import enrol_batch
from gallery.types import Enrolment
from interop.bookings.types import Booking, SecondResponseKind
from interop.errors import PermissionDeniedError
from interop.records import criminal as iafis_records
from interop.records import ident as ident_records
from interop.records.desk import Person, Records
from interop.records.ident_types import EncounterKind, IdentRecord
from lesc_stub.source_store import put_records
from matcher.types import FingerPosition
from synthesis.lives.people import life, unknown_life
from synthesis.lives.records import Life, LifeEncounter, Status
from tests.gallery.prints import CALLER, HAND, digest, enrol_people, prints, samples
from tests.interop.lives import encounter_id, put_life, source_records
from tests.interop.record_world import NOW, conviction, encounter
from tests.interop.world import ORI, World, submission

WORDS = {
    Status.US_CITIZEN: "U.S. citizen",
    Status.LAWFUL_PERMANENT_RESIDENT: "lawful permanent resident",
    Status.LAWFUL_STATUS: "lawful status",
    Status.UNLAWFULLY_PRESENT: "unlawfully present",
    Status.NO_RECORD: "no record",
}
CITIZENS = ("naturalised", "trusted_traveller", "adopter", "smuggler")
OTHERS = ("returned_after_removal", "visitor", "resident", "known_by_prints_alone")


def told(world: World, story: str) -> Life:
    """Put a life of this story on record, with papers, ten prints on file and no arrests."""
    today = world.clock().date()
    one = next(
        found
        for seed in range(10_000)
        if (found := life(seed, today)).story == story
        and not found.events
        and found.has_papers
        and len(found.encounters[-1].positions) == 10
    )
    known = life(one.seed, today)
    batch = [_enrolment(known, seen) for seen in known.encounters]
    with world.database.write() as session:
        identity_id = enrol_batch(session, "ident", batch, caller=CALLER, now=NOW)[0]
        put_life(session, known, "", NOW)
        fin = ident_records.describe(session, identity_id).fin
    with world.lesc_database.write() as session:
        put_records(session, source_records(known, identity_id, fin))
    return known


def _enrolment(one: Life, seen: LifeEncounter) -> Enrolment:
    name = encounter_id(one, seen)
    # A hand for ten fingers is enough here, and quicker.
    positions: tuple[FingerPosition, ...] = HAND if len(seen.positions) == 10 else seen.positions
    taken = samples(prints(one.seed, seen.ordinal, positions))
    return Enrolment(name, taken, digest(name), f"IDENT-{one.seed}")


def book(world: World, seed: int) -> Booking:
    tcn = f"TCN-{seed:010d}"
    world.flow.submit(submission(tcn, seed, 9))
    return world.complete(tcn)


def test_r9_citizens_whom_ident_knows_are_matched_and_determined_to_be_citizens(
    world: World,
) -> None:
    """IDENT contains U.S. citizens; a match is therefore not evidence of removability."""
    for story in CITIZENS:
        second = book(world, told(world, story).seed).second_response
        assert second is not None
        assert second.kind is SecondResponseKind.IDR_WITH_IAR
        assert second.determination == "U.S. citizen", story


def test_r10_others_whom_ident_knows_are_matched_and_determined_as_they_are(
    world: World,
) -> None:
    """Removed and returned, visa applicants, LPRs, and one of whom no source knows anything."""
    for story in OTHERS:
        one = told(world, story)
        second = book(world, one.seed).second_response
        assert second is not None
        assert second.kind is SecondResponseKind.IDR_WITH_IAR
        expected = WORDS[one.status_on(world.clock().date())]
        assert second.determination.partition(":")[0] == expected, story


def test_r11_a_person_never_printed_by_dhs_yields_no_match(world: World) -> None:
    """Entered without inspection: unlawfully present, and the search says nothing of it."""
    told(world, "resident")
    today = world.clock().date()
    one = next(
        found
        for seed in range(20_000, 21_000)
        if (found := unknown_life(seed, today)).story == "never_inspected"
    )
    assert one.status_on(today) is Status.UNLAWFULLY_PRESENT
    booking = book(world, one.seed)
    assert booking.second_response is not None
    assert booking.second_response.kind is SecondResponseKind.IDR_NO_MATCH
    assert world.cases(booking.tcn) == []


def test_r46_an_encounters_kind_is_history_and_never_status(world: World) -> None:
    """Whatever the newest encounter was about, what the sources say decides."""
    one = told(world, "naturalised")
    first = book(world, one.seed).second_response
    assert first is not None
    with world.database.write() as session:
        name = "life-removal"
        removal = Enrolment(name, samples(prints(one.seed, 7)), digest(name), f"IDENT-{one.seed}")
        enrol_batch(session, "ident", [removal], caller=CALLER, now=NOW)
        seen = encounter(name, EncounterKind.REMOVAL, 2026)
        ident_records.put_encounter(session, seen, NOW)
    world.flow.submit(submission("TCN-AGAIN-00001", one.seed, 8))
    second = world.complete("TCN-AGAIN-00001").second_response
    assert second is not None
    assert second.determination == first.determination == "U.S. citizen"
    assert not [name for name in IdentRecord.__dataclass_fields__ if "status" in name]


def test_r44_federal_requesters_read_the_fbis_records_and_agencies_do_not_read_idents(
    world: World,
) -> None:
    """Access to the FBI's records runs both ways; to IDENT's it does not."""
    [identity_id] = enrol_people(world.iafis, [1])
    [alien] = enrol_people(world.ident, [2])
    with world.database.write() as session:
        iafis_records.put_event(session, identity_id, conviction("c-1"), NOW)
    records = Records(world.database, world.clock)
    for role in ("dhs", "consular"):
        caller = Caller("DHSCBP001", frozenset({role}), "border")
        assert len(records.rap_sheet(caller, Person(identity_id)).events) == 1
        assert records.ident_record(caller, Person(alien)).identity_id == alien
    agency = Caller(ORI, frozenset({"law_enforcement"}), "arrest")
    assert len(records.rap_sheet(agency, Person(identity_id)).events) == 1
    with pytest.raises(PermissionDeniedError):
        records.ident_record(agency, Person(alien))
