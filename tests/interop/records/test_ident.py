from dataclasses import replace
from datetime import date

import pytest

from database.connection import Database
from gallery.errors import EncounterNotFoundError, IdentityNotFoundError
from gallery.store import rows as store
from interop.records import ident as ident_records
from interop.records.errors import RecordConflictError, RecordNotFoundError
from interop.records.ident_types import BiographicData, EncounterKind, IdentEncounter, IdentRecord
from matcher.types import FingerPosition
from tests.interop.record_world import NOW, encounter, enrol, merge, split, undo

TWO_INDEX = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)


@pytest.fixture
def people(database: Database) -> Database:
    """A has three encounters, B one; only index fingers."""
    enrol(database, "ident", {"a-1": "A", "a-2": "A", "a-3": "A", "b-1": "B"}, TWO_INDEX)
    return database


def put(database: Database, *encounters: IdentEncounter) -> str:
    with database.write() as session:
        return [ident_records.put_encounter(session, one, NOW) for one in encounters][-1]


def describe(database: Database, identity_id: str) -> IdentRecord:
    with database.read() as session:
        return ident_records.describe(session, identity_id)


def test_an_identity_is_described_by_what_was_stated_last(people: Database) -> None:
    removal = encounter(
        "a-2",
        EncounterKind.REMOVAL,
        2010,
        biographic=BiographicData("ROE,RICARDO", place_of_birth="GT"),
        alien_number="A00000002",
    )
    number = put(people, removal, encounter("a-1", alien_number="A00000001"))
    found = describe(people, "A")
    assert (found.fin, found.alien_number) == (number, "A00000002")
    assert found.other_alien_numbers == ("A00000001",)
    assert [one.encounter_id for one in found.encounters] == ["a-1", "a-2"]
    assert found.biographic == BiographicData("ROE,RICARDO", date(1970, 1, 2), "M", "GT")


def test_who_has_prints_only_has_an_empty_record(people: Database) -> None:
    found = describe(people, "B")
    assert (found.fin, found.encounters, found.biographic) == ("", (), BiographicData())
    with people.read() as session, pytest.raises(IdentityNotFoundError):
        ident_records.describe(session, "nobody")


def test_an_encounter_is_described_once_and_only_with_prints(people: Database) -> None:
    assert put(people, encounter("a-1")) == put(people, encounter("a-1"))
    with people.write() as session:
        other = replace(encounter("a-1"), kind=EncounterKind.REMOVAL)
        with pytest.raises(RecordConflictError, match="a-1"):
            ident_records.put_encounter(session, other, NOW)
        with pytest.raises(EncounterNotFoundError, match="enrol its prints first"):
            ident_records.put_encounter(session, encounter("none"), NOW)
    assert len(describe(people, "A").encounters) == 1


def test_encounters_follow_merge_undo_and_split(people: Database) -> None:
    first = put(people, encounter("a-1"), encounter("a-2"))
    second = put(people, encounter("b-1"))
    change = merge(people, "ident", "B", "A")
    merged = describe(people, "B")
    assert (merged.identity_id, merged.fin, merged.other_fins) == ("A", first, (second,))
    assert [one.encounter_id for one in merged.encounters] == ["a-1", "a-2", "b-1"]
    undo(people, "ident", change)
    assert [one.encounter_id for one in describe(people, "B").encounters] == ["b-1"]
    new = split(people, "ident", "A", "a-2")
    assert [one.encounter_id for one in describe(people, new).encounters] == ["a-2"]
    with people.read() as session:
        assert ident_records.FINS.identity_of(session, second) == "B"
        with pytest.raises(RecordNotFoundError):
            ident_records.FINS.identity_of(session, "0000000000")


def test_deleting_prints_deletes_what_was_said_about_them(people: Database) -> None:
    put(people, encounter("a-1", document_number="V1"), encounter("a-2"))
    with people.write() as session:
        row = store.find_encounter(session, "ident", "a-1")
        assert row is not None
        store.delete_encounter(session, row)
    assert [one.encounter_id for one in describe(people, "A").encounters] == ["a-2"]
    with people.read() as session, pytest.raises(RecordNotFoundError):
        ident_records.identities_with_document(session, "V1")


def test_a_document_may_be_held_by_two(people: Database) -> None:
    put(people, *(encounter(one, document_number="V1") for one in ("a-1", "a-2", "b-1")))
    with people.read() as session:
        assert ident_records.identities_with_document(session, "V1") == ["A", "B"]


def test_two_index_fingers_are_so_until_ten_are_taken(people: Database) -> None:
    assert describe(people, "A").two_index_fingers
    enrol(people, "ident", {"a-4": "A"}, (*TWO_INDEX, FingerPosition.RIGHT_THUMB))
    assert not describe(people, "A").two_index_fingers
    assert describe(people, "B").two_index_fingers
