from dataclasses import replace
from datetime import date

import pytest

from database.connection import Database
from gallery.errors import EncounterNotFoundError, IdentityConflictError, IdentityNotFoundError
from gallery.store import rows as store
from interop.records import criminal as iafis_records
from interop.records.criminal_types import EventKind, RapSheet
from interop.records.errors import RecordConflictError, RecordNotFoundError
from tests.interop.record_world import (
    ARRESTED,
    NOW,
    ORI,
    conviction,
    enrol,
    merge,
    split,
    undo,
    want,
)

TCN_1, TCN_2 = "TCN-0000000001", "TCN-0000000002"


@pytest.fixture
def people(database: Database) -> Database:
    """A has two bookings, B one, and nobody has a record yet."""
    enrol(database, "iafis", {f"tcn:{TCN_1}": "A", f"tcn:{TCN_2}": "A", "old": "B"})
    return database


def arrest(database: Database, tcn: str = TCN_1, identity_id: str = "A") -> str:
    with database.write() as session:
        return iafis_records.record_arrest(
            session,
            identity_id,
            tcn,
            [("LARCENY", "2399"), ("TRESPASS", "5707")],
            ARRESTED,
            ori=ORI,
            now=NOW,
        )


def sheet(database: Database, identity_id: str) -> RapSheet:
    with database.read() as session:
        return iafis_records.rap_sheet(session, identity_id)


def event_ids(database: Database, identity_id: str) -> list[str]:
    return [event.event_id for event in sheet(database, identity_id).events]


def convict(database: Database, identity_id: str, event_id: str) -> None:
    with database.write() as session:
        iafis_records.put_event(session, identity_id, conviction(event_id), NOW)


def test_a_booking_becomes_an_arrest_for_each_charge(people: Database) -> None:
    number = arrest(people)
    found = sheet(people, "A")
    assert found.fbi_number == number
    assert [(one.kind, one.literal, one.offense_code, one.date) for one in found.events] == [
        (EventKind.ARREST, "LARCENY", "2399", ARRESTED),
        (EventKind.ARREST, "TRESPASS", "5707", ARRESTED),
    ]


def test_a_booking_without_charges_is_an_arrest(people: Database) -> None:
    with people.write() as session:
        iafis_records.record_arrest(session, "A", TCN_1, [], ARRESTED, ori=ORI, now=NOW)
    [only] = sheet(people, "A").events
    assert (only.kind, only.literal, only.encounter_id) == (EventKind.ARREST, "", f"tcn:{TCN_1}")


def test_recording_an_arrest_again_changes_nothing(people: Database) -> None:
    assert arrest(people) == arrest(people)
    assert len(sheet(people, "A").events) == 2


def test_repeat_arrests_join_one_history_under_one_number(people: Database) -> None:
    assert arrest(people, TCN_1) == arrest(people, TCN_2)
    assert len(sheet(people, "A").events) == 4


def test_people_have_numbers_of_their_own(people: Database) -> None:
    first = arrest(people)
    convict(people, "B", "c-1")
    assert first != sheet(people, "B").fbi_number != ""


def test_who_has_no_record_has_an_empty_one(people: Database) -> None:
    assert sheet(people, "B") == RapSheet("B", "")


def test_an_event_under_a_taken_id_is_a_conflict(people: Database) -> None:
    convict(people, "A", "c-1")
    convict(people, "A", "c-1")
    with people.write() as session:
        other = replace(conviction("c-1"), imposed_sentence_months=7)
        with pytest.raises(RecordConflictError, match="c-1"):
            iafis_records.put_event(session, "A", other, NOW)
        with pytest.raises(RecordConflictError):
            iafis_records.put_event(session, "B", conviction("c-1"), NOW)
    assert event_ids(people, "A") == ["c-1"]
    assert event_ids(people, "B") == []


def test_nobody_and_a_strangers_encounter_get_no_event(people: Database) -> None:
    with people.write() as session:
        with pytest.raises(IdentityNotFoundError):
            iafis_records.put_event(session, "nobody", conviction("c-1"), NOW)
        with pytest.raises(EncounterNotFoundError):
            event = conviction("c-1", encounter_id="none")
            iafis_records.put_event(session, "A", event, NOW)
        with pytest.raises(IdentityConflictError):
            event = conviction("c-1", encounter_id="old")
            iafis_records.put_event(session, "A", event, NOW)
    with people.read() as session, pytest.raises(IdentityNotFoundError):
        iafis_records.rap_sheet(session, "nobody")


def test_a_merge_makes_one_history_and_its_undoing_two(people: Database) -> None:
    kept, given_up = arrest(people), None
    convict(people, "B", "c-1")
    given_up = sheet(people, "B").fbi_number
    change = merge(people, "iafis", "B", "A")
    merged = sheet(people, "A")
    assert len(merged.events) == 3
    assert (merged.fbi_number, merged.other_fbi_numbers) == (kept, (given_up,))
    assert sheet(people, "B") == merged
    with people.read() as session:
        assert iafis_records.FBI_NUMBERS.identity_of(session, given_up) == "A"
    undo(people, "iafis", change)
    assert event_ids(people, "B") == ["c-1"]
    assert len(event_ids(people, "A")) == 2
    with people.read() as session:
        assert iafis_records.FBI_NUMBERS.identity_of(session, given_up) == "B"


def test_merging_into_somebody_without_a_number_keeps_the_number(people: Database) -> None:
    number = arrest(people)
    merge(people, "iafis", "A", "B")
    assert sheet(people, "B").fbi_number == number


def test_a_history_survives_merges_one_after_another(people: Database) -> None:
    enrol(people, "iafis", {"third": "C"})
    convict(people, "B", "c-1")
    convict(people, "C", "c-2")
    merge(people, "iafis", "B", "C")
    merge(people, "iafis", "C", "A")
    assert event_ids(people, "A") == ["c-1", "c-2"]


def test_an_arrest_goes_where_its_encounter_goes(people: Database) -> None:
    arrest(people, TCN_1)
    arrest(people, TCN_2)
    convict(people, "A", "c-1")
    new = split(people, "iafis", "A", f"tcn:{TCN_2}")
    assert event_ids(people, new) == [f"tcn:{TCN_2}:1", f"tcn:{TCN_2}:2"]
    assert event_ids(people, "A") == ["c-1", f"tcn:{TCN_1}:1", f"tcn:{TCN_1}:2"]
    assert sheet(people, new).fbi_number == ""
    with people.write() as session:
        number = iafis_records.FBI_NUMBERS.register(session, new, NOW)
    assert sheet(people, new).fbi_number == number != sheet(people, "A").fbi_number


def test_deleting_an_encounter_deletes_its_arrest(people: Database) -> None:
    arrest(people, TCN_1)
    arrest(people, TCN_2)
    with people.write() as session:
        row = store.find_encounter(session, "iafis", f"tcn:{TCN_1}")
        assert row is not None
        store.delete_encounter(session, row)
    assert event_ids(people, "A") == [f"tcn:{TCN_2}:1", f"tcn:{TCN_2}:2"]


def test_active_wants_are_shown_until_they_are_cleared(people: Database) -> None:
    with people.write() as session:
        iafis_records.put_want(session, "B", want("w-1"), NOW)
        iafis_records.put_want(session, "B", want("w-1"), NOW)
        iafis_records.put_want(session, "B", want("w-2"), NOW)
    merge(people, "iafis", "B", "A")
    assert [one.want_id for one in sheet(people, "A").wants] == ["w-1", "w-2"]
    with people.write() as session:
        cleared = iafis_records.clear_want(session, "w-1", date(2011, 7, 2))
        assert not cleared.is_active
        assert iafis_records.clear_want(session, "w-1", date(2011, 7, 2)) == cleared
        iafis_records.put_want(session, "B", want("w-1"), NOW)
        with pytest.raises(RecordConflictError):
            iafis_records.clear_want(session, "w-1", date(2011, 7, 3))
        with pytest.raises(RecordNotFoundError):
            iafis_records.clear_want(session, "w-9", date(2011, 7, 3))
        with pytest.raises(RecordConflictError):
            iafis_records.put_want(session, "A", replace(want("w-2"), extradition=False), NOW)
    assert [one.want_id for one in sheet(people, "A").wants] == ["w-2"]


def test_an_unknown_number_is_named(people: Database) -> None:
    with people.read() as session, pytest.raises(RecordNotFoundError, match="T00000099"):
        iafis_records.FBI_NUMBERS.identity_of(session, "T00000099")
