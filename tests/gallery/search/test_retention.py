import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from database.connection import Database
from gallery.errors import EncounterConflictError, EncounterNotFoundError
from gallery.gallery import Gallery
from gallery.search.depths import Depths, SearchParameters
from gallery.types import Enrolment, Identification, Retention
from matcher.types import Features
from tests.gallery.conftest import OpenGallery
from tests.gallery.prints import CALLER, NOW, digest, enrol, enrol_people, prints, samples


def retain(
    gallery: Gallery,
    database: Database,
    encounter_id: str,
    probe: Sequence[Features],
    identification: Identification | None = None,
) -> Retention:
    """Search, then retain as the flow does, in a transaction of its own."""
    searched = identification or gallery.identify(probe)
    with database.write() as session:
        retention = gallery.retain(
            session,
            Enrolment(encounter_id, samples(probe), digest(encounter_id)),
            probe=probe,
            identification=searched,
            caller=CALLER,
            now=NOW,
        )
    gallery.catch_up()
    return retention


def test_a_known_person_joins_the_identity(iafis: Gallery, database: Database) -> None:
    identity_ids = enrol_people(iafis, range(5))
    retention = retain(iafis, database, "E1", prints(3, 2))
    assert retention == Retention(identity_ids[3], "E1", new_identity=False)
    assert iafis.get_identity(identity_ids[3]).encounter_count == 2


def test_an_unknown_person_gets_a_new_identity(iafis: Gallery, database: Database) -> None:
    identity_ids = enrol_people(iafis, range(5))
    retention = retain(iafis, database, "E1", prints(9))
    assert retention.new_identity
    assert retention.identity_id not in identity_ids
    assert iafis.get_encounter("E1").identity_id == retention.identity_id
    assert iafis.identify(prints(9, 2)).candidates[0].encounter_id == "E1"


def test_a_repeated_retention_gives_the_stored_answer(iafis: Gallery, database: Database) -> None:
    enrol_people(iafis, range(3))
    searched = iafis.identify(prints(9))
    first = retain(iafis, database, "E1", prints(9), searched)
    assert retain(iafis, database, "E1", prints(9), searched) == first
    assert first.new_identity
    assert iafis.get_identity(first.identity_id).encounter_count == 1


def test_an_encounter_id_in_use_is_a_conflict(iafis: Gallery, database: Database) -> None:
    enrol_people(iafis, range(3))
    searched = iafis.identify(prints(2, 2))
    with pytest.raises(EncounterConflictError), database.write() as session:
        iafis.retain(
            session,
            Enrolment("person-1", samples(prints(2, 2)), digest("other")),
            probe=prints(2, 2),
            identification=searched,
            caller=CALLER,
            now=NOW,
        )


def test_an_identity_deleted_since_the_search_is_not_joined(
    iafis: Gallery, database: Database
) -> None:
    identity_ids = enrol_people(iafis, range(3))
    searched = iafis.identify(prints(1, 2))
    iafis.delete_encounter("person-1")
    retention = retain(iafis, database, "E1", prints(1, 2), searched)
    assert retention.new_identity
    assert retention.identity_id not in identity_ids


def test_a_person_who_came_in_since_the_search_is_recognised(
    iafis: Gallery, database: Database
) -> None:
    enrol_people(iafis, range(3))
    searched = iafis.identify(prints(9, 2))
    enrol(iafis, "stranger", prints(20))
    identity_id = enrol(iafis, "just-now", prints(9))
    retention = retain(iafis, database, "E1", prints(9, 2), searched)
    assert replace(retention, amended=None) == Retention(identity_id, "E1", new_identity=False)
    assert retention.amended is not None
    ranks = [(one.rank, one.identity_id) for one in retention.amended.candidates]
    assert ranks[0] == (1, identity_id)
    assert [rank for rank, _ in ranks] == list(range(1, len(ranks) + 1))
    assert retention.amended.report.reference_count == searched.report.reference_count + 2
    assert retention.amended.report.threshold_db > searched.report.threshold_db


def test_also_among_more_newcomers_than_are_compared(
    iafis: Gallery, database: Database, open_gallery: OpenGallery
) -> None:
    searched = iafis.identify(prints(9, 2))
    identity_ids = enrol_people(iafis, range(20))
    three = SearchParameters(by_finger_count=((1, Depths(3, 3, 2, 3)),), poor_cylinder_count=0)
    narrow = open_gallery(parameters=three)
    retention = retain(narrow, database, "E1", prints(9, 2), searched)
    assert retention.identity_id == identity_ids[9]


def test_newcomers_of_another_gallery_do_not_count(
    iafis: Gallery, ident: Gallery, database: Database
) -> None:
    searched = iafis.identify(prints(9, 2))
    enrol(ident, "just-now", prints(9))
    assert retain(iafis, database, "E1", prints(9, 2), searched).new_identity


def test_two_in_one_transaction_make_one_identity(iafis: Gallery, database: Database) -> None:
    searched = iafis.identify(prints(9))
    with database.write() as session:
        first, second = (
            iafis.retain(
                session,
                Enrolment(f"E{n}", samples(prints(9, n)), digest(f"E{n}")),
                probe=prints(9, n),
                identification=searched,
                caller=CALLER,
                now=NOW,
            )
            for n in (1, 2)
        )
    assert first.new_identity
    assert replace(second, amended=None) == Retention(first.identity_id, "E2", new_identity=False)


@pytest.mark.parametrize("round_", range(5))
def test_two_bookings_of_an_unknown_person_at_once_make_one_identity(
    iafis: Gallery, database: Database, round_: int
) -> None:
    enrol_people(iafis, range(3))
    both_searched = threading.Barrier(2, timeout=60)

    def book(impression: int) -> Retention:
        probe = prints(50 + round_, impression)
        searched = iafis.identify(probe)
        both_searched.wait()
        return retain(iafis, database, f"E{impression}", probe, searched)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(book, (1, 2))
    assert first.identity_id == second.identity_id
    assert {first.new_identity, second.new_identity} == {True, False}
    assert iafis.get_identity(first.identity_id).encounter_count == 2


def test_a_transaction_that_fails_leaves_nothing(iafis: Gallery, database: Database) -> None:
    probe = prints(9)
    searched = iafis.identify(probe)
    with pytest.raises(LookupError), database.write() as session:
        iafis.retain(
            session,
            Enrolment("E1", samples(probe), digest("E1")),
            probe=probe,
            identification=searched,
            caller=CALLER,
            now=NOW,
        )
        raise LookupError
    with pytest.raises(EncounterNotFoundError):
        iafis.get_encounter("E1")
    # SQLite gives the lost number out again: nothing may have remembered it.
    identity_id = enrol(iafis, "E2", prints(10))
    assert iafis.identify(prints(10, 2)).candidates[0].identity_id == identity_id
    assert not any(c.above_threshold for c in iafis.identify(prints(9, 2)).candidates)
