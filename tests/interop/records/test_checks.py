from collections.abc import Iterator

import pytest

from database.connection import Database
from gallery.errors import IdentityConflictError, IdentityNotFoundError
from gallery.gallery import Gallery
from interop.records import ident as ident_records
from interop.records import watch_list as ident_watch_list
from interop.records.checks import IdentChecks, WatchListCheck
from interop.records.errors import RecordConflictError, RecordNotFoundError
from interop.records.ident_types import WatchListEntry, WatchListReason
from matcher.calibration import threshold_db
from tests.gallery.prints import enrol, enrol_people, prints
from tests.interop.record_world import NOW, encounter, merge, undo

FPIR = 1e-3
ALICE, BOB, CAROL, STRANGER = 1, 2, 3, 9


@pytest.fixture
def ident(database: Database) -> Iterator[Gallery]:
    with Gallery("ident", database) as gallery:
        yield gallery


@pytest.fixture
def people(ident: Gallery) -> dict[int, str]:
    """Their identities, and encounters `person-SEED` without records."""
    seeds = [ALICE, BOB, CAROL]
    return dict(zip(seeds, enrol_people(ident, seeds), strict=True))


@pytest.fixture
def checks(ident: Gallery, database: Database) -> IdentChecks:
    return IdentChecks(ident, database)


def put_on_list(database: Database, entry_id: str, identity_id: str) -> None:
    with database.write() as session:
        reason = WatchListReason.CRIMINAL
        ident_watch_list.put_entry(
            session, WatchListEntry(entry_id, identity_id, reason, "see file", NOW)
        )


def watch_list(checks: IdentChecks, seed: int) -> WatchListCheck:
    return checks.check_watch_list(checks.search(prints(seed, 2), FPIR))


def test_only_who_is_on_the_list_is_a_hit(
    checks: IdentChecks, people: dict[int, str], database: Database
) -> None:
    put_on_list(database, "w-1", people[ALICE])
    found = watch_list(checks, ALICE)
    [hit] = found.hits
    assert (hit.candidate.identity_id, hit.candidate.rank) == (people[ALICE], 1)
    assert [entry.entry_id for entry in hit.entries] == ["w-1"]
    # Bob is in IDENT, a stranger is not, and neither is on the list.
    assert watch_list(checks, BOB).hits == watch_list(checks, STRANGER).hits == ()


def test_the_lists_threshold_goes_by_the_list(
    checks: IdentChecks, people: dict[int, str], database: Database
) -> None:
    assert watch_list(checks, ALICE) == WatchListCheck(0, threshold_db(1, FPIR), ())
    put_on_list(database, "w-1", people[ALICE])
    put_on_list(database, "w-2", people[ALICE])
    identification = checks.search(prints(ALICE, 2), FPIR)
    found = checks.check_watch_list(identification)
    assert (found.reference_count, found.threshold_db) == (1, threshold_db(1, FPIR))
    assert identification.report.reference_count == 3
    assert found.threshold_db < identification.report.threshold_db
    assert len(found.hits[0].entries) == 2


def test_who_is_taken_off_the_list_is_no_hit(
    checks: IdentChecks, people: dict[int, str], database: Database
) -> None:
    put_on_list(database, "w-1", people[ALICE])
    with database.write() as session:
        removed = ident_watch_list.remove_entry(session, "w-1", NOW)
        assert ident_watch_list.remove_entry(session, "w-1", NOW) == removed
        with pytest.raises(RecordNotFoundError):
            ident_watch_list.remove_entry(session, "w-9", NOW)
    assert watch_list(checks, ALICE).hits == ()


def test_the_list_follows_a_merge_and_its_undoing(
    checks: IdentChecks, ident: Gallery, people: dict[int, str], database: Database
) -> None:
    double = enrol(ident, "double", prints(ALICE, 3))
    put_on_list(database, "w-1", double)
    change = merge(database, "ident", double, people[ALICE])
    [hit] = watch_list(checks, ALICE).hits
    assert hit.candidate.identity_id == people[ALICE]
    with database.write() as session, pytest.raises(IdentityConflictError):
        entry = WatchListEntry("w-2", double, WatchListReason.CRIMINAL, "", NOW)
        ident_watch_list.put_entry(session, entry)
    undo(database, "ident", change)
    [hit] = watch_list(checks, ALICE).hits
    assert hit.candidate.identity_id == double


def test_entries_are_put_once_and_about_somebody(
    people: dict[int, str], database: Database
) -> None:
    put_on_list(database, "w-1", people[ALICE])
    put_on_list(database, "w-1", people[ALICE])
    with pytest.raises(RecordConflictError):
        put_on_list(database, "w-1", people[BOB])
    with pytest.raises(IdentityNotFoundError):
        put_on_list(database, "w-2", "nobody")


def test_the_whole_database_tells_who_else_somebody_has_been(
    checks: IdentChecks, ident: Gallery, people: dict[int, str], database: Database
) -> None:
    alias = enrol(ident, "alias", prints(ALICE, 3))
    with database.write() as session:
        ident_records.put_encounter(session, encounter("alias", document_number="V2"), NOW)
    found = checks.check_all(checks.search(prints(ALICE, 2), FPIR))
    assert {record.identity_id for record in found.records} == {people[ALICE], alias}
    assert [one.document_number for record in found.records for one in record.encounters] == ["V2"]
    assert checks.check_all(checks.search(prints(STRANGER, 2), FPIR)).records == ()


def test_a_document_is_verified_against_its_holder(
    checks: IdentChecks, people: dict[int, str], database: Database
) -> None:
    with database.write() as session:
        one = encounter(f"person-{ALICE}", document_number="V1")
        ident_records.put_encounter(session, one, NOW)
    holder = checks.verify_document(prints(ALICE, 2), "V1", 1e-4)
    assert holder.is_holder
    assert [one.comparison.identity_id for one in holder.verifications] == [people[ALICE]]
    assert not checks.verify_document(prints(BOB, 2), "V1", 1e-4).is_holder
    with pytest.raises(RecordNotFoundError, match="V9"):
        checks.verify_document(prints(ALICE, 2), "V9", 1e-4)


def test_a_document_with_two_holders_is_verified_against_both(
    checks: IdentChecks, people: dict[int, str], database: Database
) -> None:
    with database.write() as session:
        for seed in (ALICE, BOB):
            one = encounter(f"person-{seed}", document_number="V1")
            ident_records.put_encounter(session, one, NOW)
    found = checks.verify_document(prints(BOB, 2), "V1", 1e-4)
    fits = {
        one.comparison.identity_id: one.comparison.above_threshold for one in found.verifications
    }
    assert fits == {people[ALICE]: False, people[BOB]: True}
