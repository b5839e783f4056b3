"""Queries to the LESC: what enters can leave, and what is on record in older forms is mended."""

from dataclasses import fields as fields_of
from datetime import UTC, date, datetime

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from hypothesis import assume, given
from hypothesis import strategies as st

from database.caller import Caller
from gallery.store import rows as gallery_rows
from interop import fields
from interop.audit.types import Action
from interop.bookings.types import Charge, SecondResponseKind, Subject
from interop.flow import queries
from interop.flow.operations import Programme
from interop.flow.queries import Composed
from interop.lesc.messages import LescQuery
from interop.lesc.research import FactKind
from interop.names import IDENT, claim_message_id, query_id, withdrawal_id
from interop.records.desk import Records
from interop.records.ident import FINS
from interop.records.ident_tables import IdentEncounterRow
from interop.records.ident_types import BiographicData, EncounterKind, IdentRecord
from interop.review import MatchedCandidate
from lesc_stub.fields import check_query
from lesc_stub.types import SourceRecord
from services.errors import InvalidFieldError
from services.messages import bookings as booking_messages
from services.messages import lesc as lesc_messages
from services.messages import records_in
from services.wire.validation import check_id
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import records_service_pb2 as records_pb2
from tests.gallery.prints import enrol_people
from tests.interop.logged import entries
from tests.interop.world import ORI, World, submission
from tests.lesc_stub.world import fact

OPERATOR = Caller(ORI, frozenset({"operator"}))
NOW = datetime(2026, 3, 4, tzinfo=UTC)
TCN = "TCN-0000000001"
MATCH = MatchedCandidate("IDENT-1", "e-1", 80.0)
_IDS = {"query_id", "tcn", "ori", "identity_id", "encounter_id"}
_PARTS = st.from_regex(r"[A-Za-zàéñößÀ’'. -]{1,35}", fullmatch=True)
NAMES = st.one_of(
    st.text(max_size=60),
    st.tuples(_PARTS, st.sampled_from([",", ", ", " , ", " "]), _PARTS).map("".join),
)
NUMBERS = st.from_regex(r"A?[0-9]{5,10}", fullmatch=True)
CODES = st.from_regex(r"[A-Z0-9]{0,11}", fullmatch=True)
WORDS = st.one_of(CODES, st.text(max_size=12))
DAYS = st.dates().map(lambda day: Date(year=day.year, month=day.month, day=day.day))


def composed(
    biographic: BiographicData | None = None,
    alien_number: str = "",
    who: Subject | None = None,
    charges: tuple[Charge, ...] = (),
    fin: str = "",
) -> Composed:
    known = biographic or BiographicData()
    record = IdentRecord("IDENT-1", fin, alien_number, known, (), two_index_fingers=False)
    booked = submission(TCN, 1, subject=who, charges=charges)
    return queries.compose(booked, MATCH, record, "", NOW)


def test_every_field_of_a_query_has_a_rule() -> None:
    written = {one.name for one in fields_of(LescQuery) if one.type in (str, "str")}
    assert written - _IDS == set(fields.QUERY)


@given(NAMES, DAYS, WORDS, WORDS, NUMBERS)
def test_what_ident_takes_can_leave(
    name: str, born: Date, sex: str, place: str, alien_number: str
) -> None:
    message = records_pb2.IdentEncounter(
        encounter_id="e-1",
        kind=records_pb2.IDENT_ENCOUNTER_KIND_REMOVAL,
        encounter_time=Timestamp(seconds=1),
    )
    # Each alone: one field that is refused says nothing of the others.
    for change in (
        {"biographic": records_pb2.BiographicData(name=name)},
        {"biographic": records_pb2.BiographicData(date_of_birth=born)},
        {"biographic": records_pb2.BiographicData(sex=sex)},
        {"biographic": records_pb2.BiographicData(place_of_birth=place)},
        {"alien_number": alien_number},
    ):
        stated = records_pb2.IdentEncounter(**change)
        stated.MergeFrom(message)
        try:
            taken = records_in.ident_encounter(stated)
        except InvalidFieldError:
            continue
        leaves(composed(taken.biographic, taken.alien_number))


@given(NAMES, DAYS, WORDS, WORDS, NUMBERS, CODES, CODES, WORDS)
def test_what_a_booking_takes_can_leave(
    name: str,
    born: Date,
    sex: str,
    place: str,
    alien_number: str,
    fbi_number: str,
    state_id: str,
    code: str,
) -> None:
    said = {
        "name": name,
        "sex": sex,
        "place_of_birth": place,
        "alien_number": alien_number,
        "fbi_number": fbi_number,
        "state_id": state_id,
    }
    messages = [booking_pb2.Subject(**{field: value}) for field, value in said.items()]
    for message in (*messages, booking_pb2.Subject(dates_of_birth=[born])):
        try:
            taken = booking_messages.subject_from_proto(message)
        except InvalidFieldError:
            continue
        leaves(composed(who=taken))
    try:
        charges = booking_messages.charges_from_proto(
            [booking_pb2.Charge(literal="X", offense_code=code)]
        )
    except InvalidFieldError:
        return
    leaves(composed(charges=charges))


def leaves(found: Composed) -> None:
    """Check that the LESC takes a query, and that nothing stated is lost on the way."""
    check_query(found.query)
    assert found.left_out == ()


@given(st.text(max_size=60), st.text(max_size=2), st.text(max_size=9), st.text(max_size=10))
def test_whatever_is_on_record_the_lesc_takes_the_query_or_hears_what_is_left_out(
    name: str, place: str, alien_number: str, fin: str
) -> None:
    found = composed(BiographicData(name, None, place, place), alien_number, fin=fin)
    check_query(found.query)
    stated = {"name": name, "sex": place, "place_of_birth": place}
    stated |= {"alien_number": alien_number, "fin": fin}
    unknown = composed().query
    lost = {
        field
        for field, value in stated.items()
        if value and getattr(found.query, field) == getattr(unknown, field) != value
    }
    assert set(found.left_out) == lost
    assert all(field.replace("_", " ") in found.note for field in found.left_out)


@given(st.from_regex(r"[A-Za-z0-9._:-]{1,64}", fullmatch=True))
def test_messages_about_a_query_have_ids_that_can_leave(stated: str) -> None:
    """Claims and corrections are named by who makes them."""
    assume(check_id("claim_id", stated))
    for name in (claim_message_id(stated), withdrawal_id(stated)):
        assert lesc_messages.check_query_id(name) == name


def test_a_person_on_record_in_an_old_form_is_booked_matched_researched_and_answered(
    world: World,
) -> None:
    enrol_people(world.ident, [1])
    encounter = records_in.ident_encounter(
        records_pb2.IdentEncounter(
            encounter_id="person-1",
            kind=records_pb2.IDENT_ENCOUNTER_KIND_REMOVAL,
            encounter_time=Timestamp(seconds=1_200_000_000),
            biographic=records_pb2.BiographicData(name="garcía lópez, josé"),
            alien_number="A1234567",
        )
    )
    records = Records(world.database, world.clock)
    records.put_encounter(OPERATOR, encounter)
    # The same again is known, in the form in which it was stated.
    records.put_encounter(OPERATOR, encounter)
    query = answered(world, put_source=True)
    assert (query.name, query.alien_number) == ("GARCIA LOPEZ,JOSE", "A01234567")


def test_a_row_in_an_old_form_leaves_too(world: World) -> None:
    enrol_people(world.ident, [1])
    store_row(world, "beech, maple", "A1234567")
    query = answered(world, put_source=True)
    assert (query.name, query.alien_number) == ("BEECH,MAPLE", "A01234567")


def test_a_row_that_cannot_leave_is_left_out_and_the_answer_says_so(world: World) -> None:
    enrol_people(world.ident, [1])
    store_row(world, "Cher", "A12")
    query = answered(world, put_source=False)
    assert (query.name, query.alien_number) == ("DOE,JOHN", "")
    assert query.fin != ""
    sent_on = world.flow.booking(TCN).second_responses[0].response
    assert "without what is on record as name, alien number" in sent_on.note
    assert "Cher" not in sent_on.note


def test_a_query_that_is_written_anew_without_a_field_is_logged_so(world: World) -> None:
    enrol_people(world.ident, [1])
    store_row(world, "beech, maple", "A12")
    world.wire.refused_fields["name"] = "BEECH,MAPLE"
    world.flow.submit(submission(TCN, 1))
    world.run()
    world.wire.refused_fields.clear()
    Programme(world.database, world.clock, world.flow.wake).requeue(query_id(TCN), OPERATOR)
    assert world.complete(TCN).second_response is not None
    with world.database.read() as session:
        logged = entries(session, after=0, action=Action.QUERY_REQUEUED)
    assert [one.entry.reason for one in logged] == ["without-alien_number"]


def store_row(world: World, name: str, alien_number: str) -> None:
    """Write what an encounter was about as a version did that had fewer rules."""
    with world.database.write() as session:
        encounter = gallery_rows.find_encounter(session, IDENT, "person-1")
        assert encounter is not None
        session.add(
            IdentEncounterRow(
                encounter_sequence=encounter.sequence,
                kind=int(EncounterKind.REMOVAL),
                encounter_time=NOW,
                name=name,
                date_of_birth=date(999, 1, 2),
                sex="",
                place_of_birth="",
                document_number="",
                alien_number=alien_number,
                site="",
                create_time=NOW,
            )
        )
        session.flush()
        FINS.register(session, encounter.identity_id, NOW)


def answered(world: World, *, put_source: bool) -> LescQuery:
    """Book the person and see the booking through to the LESC's answer."""
    if put_source:
        removed = fact(FactKind.REMOVED, date(2009, 1, 1))
        record = SourceRecord("removals", "r-1", (removed,), alien_number="A1234567")
        world.desk.put_records([record])
    world.flow.submit(submission(TCN, 1))
    booking = world.complete(TCN)
    assert booking.second_response is not None
    assert booking.second_response.kind is SecondResponseKind.IDR_WITH_IAR
    assert ("previously removed" in booking.second_response.determination) is put_source
    [case] = world.cases(TCN)
    return case.query


@pytest.mark.parametrize("day", [date(1, 1, 1), date(999, 12, 31), date(2011, 3, 4)])
def test_a_year_has_four_digits(day: date) -> None:
    query = composed(BiographicData(date_of_birth=day)).query
    assert query.date_of_birth == f"{day.year:04d}{day.month:02d}{day.day:02d}"
