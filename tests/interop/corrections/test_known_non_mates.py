"""Known non-mates: found by identity, and by the encounters that were told apart."""

from datetime import UTC, datetime

import pytest

from database.connection import Database
from gallery.people import ChangeRequest
from gallery.people.enrolment import enrol_batch
from gallery.types import Enrolment
from interop.corrections import known_non_mates
from interop.corrections.known_non_mates import NonMates
from matcher.types import FingerPosition
from tests.gallery.prints import CALLER, administration, digest, failed_sample

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PAIR = NonMates("A", "P", "A2", "P1")


@pytest.fixture
def people(database: Database) -> Database:
    """Two people with two encounters each in IAFIS, and two with one each in IDENT."""
    bare = (failed_sample(FingerPosition.LEFT_THUMB, "NO_FOREGROUND"),)
    with database.write() as session:
        for gallery, ids in (("iafis", ("A1", "A2", "B1")), ("ident", ("P1", "Q1"))):
            enrolments = [Enrolment(one, bare, digest(one), one[0]) for one in ids]
            enrol_batch(session, gallery, enrolments, caller=CALLER, now=NOW)
    return database


def known(database: Database, iafis: str, ident: str) -> bool:
    with database.read() as session:
        return known_non_mates.contains(session, iafis, ident)


def test_nobody_is_on_an_empty_list(people: Database) -> None:
    assert not known(people, "A", "P")


def test_a_pair_is_found_and_only_that(people: Database) -> None:
    with people.write() as session:
        known_non_mates.add(session, PAIR, "correction-1", NOW)
        known_non_mates.add(session, PAIR, "correction-2", NOW)
    assert known(people, "A", "P")
    assert not known(people, "A", "Q")
    assert not known(people, "B", "P")
    assert not known(people, "P", "A")


def test_a_pair_follows_a_merge_and_a_split(people: Database) -> None:
    with people.write() as session:
        known_non_mates.add(session, PAIR, "correction-1", NOW)
    administration(people, "ident").merge("P", "Q", ChangeRequest("merge", CALLER, NOW))
    administration(people, "iafis", lambda: "C").split(
        "A", ["A2"], ChangeRequest("split", CALLER, NOW)
    )
    assert known(people, "C", "Q")
    assert not known(people, "B", "Q")
    assert not known(people, "A", "Q"), "A2 is C's now, and A was never told from Q"


def test_a_pair_without_encounters_matches_no_others(people: Database) -> None:
    with people.write() as session:
        known_non_mates.add(session, NonMates("A", "P"), "correction-1", NOW)
    assert known(people, "A", "P")
    assert not known(people, "B", "Q")
