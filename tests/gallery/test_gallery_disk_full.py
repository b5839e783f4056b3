"""A disk without room: clear errors, right searches, nothing acknowledged lost."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from database.connection import Database, open_database
from database.errors import StoreUnavailableError
from gallery.errors import EncounterNotFoundError
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.people import ChangeRequest
from gallery.upkeep import upkeep
from matcher import template
from tests.gallery.damage import damage_of
from tests.gallery.prints import CALLER, NOW, enrol, prints
from tests.gallery.segments import segments_of
from tests.gallery.small_disk import KINDS, NoSmallDiskError, filled, small_disk

QUIET = IndexParameters(seal_count=64, tail_count=1, background=False)
BUSY = replace(QUIET, background=True, snapshot_s=0.05)


@pytest.fixture(params=KINDS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    try:
        with small_disk(request.param, tmp_path, 24 << 20) as place:
            yield place
    except NoSmallDiskError as reason:
        pytest.skip(f"no small {request.param} can be mounted here: {reason}")


def opened(database: Database, disk: Path, parameters: IndexParameters = QUIET) -> Gallery:
    gallery = Gallery("iafis", database, folder=disk / "index", index_parameters=parameters)
    gallery.catch_up()
    return gallery


def assert_found(gallery: Gallery, people: dict[int, str]) -> None:
    """Everybody who was acknowledged is found, and first."""
    for person, identity_id in people.items():
        found = gallery.identify(prints(person, 2)).candidates[0]
        assert (found.identity_id, found.above_threshold) == (identity_id, True)


def assert_whole(database: Database, disk: Path) -> None:
    """The files of the index, closed before, hold what the database says, and are sound."""
    assert upkeep.compare_with_database("iafis", database, disk / "index") == ""


def enrol_until_refused(gallery: Gallery, first: int) -> tuple[dict[int, str], str]:
    """Enrol person after person; returns who was acknowledged and what the refusal said."""
    people: dict[int, str] = {}
    for person in range(first, first + 2_000):
        try:
            people[person] = enrol(gallery, f"E{person}", prints(person))
        except StoreUnavailableError as refusal:
            return people, str(refusal)
    raise AssertionError("2,000 people fit on a full disk")


def test_all_data_on_a_full_disk(disk: Path) -> None:
    database = open_database(f"sqlite:///{disk / 'tenprint.db'}")
    gallery = opened(database, disk)
    people = {person: enrol(gallery, f"E{person}", prints(person)) for person in range(1, 6)}
    with filled(disk):
        more, refusal = enrol_until_refused(gallery, 6)
        assert str(disk) in refusal
        assert "free space" in refusal
        people |= more
        assert_found(gallery, people)
        for work in (segments_of(gallery).seal, segments_of(gallery).snapshot):
            with pytest.raises(StoreUnavailableError, match=f"{disk}.*free space"):
                work()
        assert_found(gallery, people)
    refused = max(people) + 1
    people[refused] = enrol(gallery, f"E{refused}", prints(refused))
    segments_of(gallery).seal()
    assert_found(gallery, people)
    gallery.close()
    assert_whole(database, disk)
    again = opened(database, disk)
    assert_found(again, people)
    assert damage_of(segments_of(again)) == []
    again.close()
    database.close()


def test_an_index_on_a_full_disk_beside_a_database_with_room(
    disk: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is committed is found although the index cannot take it; the housekeeper tries on."""
    database = open_database(f"sqlite:///{tmp_path / 'tenprint.db'}")
    gallery = opened(database, disk, BUSY)
    people = {person: enrol(gallery, f"E{person}", prints(person)) for person in range(1, 6)}
    with filled(disk), caplog.at_level(logging.ERROR):
        gallery.delete_encounter("E1")
        del people[1]
        until(lambda: gallery.status().housekeeping_error != "")
        assert "housekeeping failed" in caplog.text
        assert str(disk) in gallery.status().housekeeping_error
        more, refusal = enrol_until_refused(gallery, 6)
        people |= more
        assert str(disk / "index") in refusal
        assert "free space" in refusal
        # Committed, though not acknowledged: whoever asks again gets the stored answer.
        late = max(people) + 1
        people[late] = gallery.get_encounter(f"E{late}").identity_id
        assert_found(gallery, people)
        gone = gallery.identify(prints(1, 2))
        assert not any(one.above_threshold for one in gone.candidates)
        assert gone.report.reference_count >= len(people)
        assert gallery.status().lag_count
    until(lambda: gallery.status().housekeeping_error == "")
    assert enrol(gallery, f"E{late}", prints(late)) == people[late]
    assert_found(gallery, people)
    assert gallery.reference_count == len(people)
    gallery.close()
    assert_whole(database, disk)
    database.close()


@pytest.mark.parametrize("expunge", [False, True])
def test_a_deletion_while_the_disk_of_the_index_is_full_is_done(
    disk: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, expunge: bool
) -> None:
    """It is committed, so it is acknowledged; no search finds who is gone, then or later."""
    database = open_database(f"sqlite:///{tmp_path / 'tenprint.db'}")
    gallery = opened(database, disk)
    people = {person: enrol(gallery, f"E{person}", prints(person)) for person in range(1, 6)}
    segments_of(gallery).seal()
    with filled(disk):
        more, _ = enrol_until_refused(gallery, 6)
        late = max({**people, **more}) + 1
        people |= more | {late: gallery.get_encounter(f"E{late}").identity_id}
        for gone in (1, late - 1):
            caplog.clear()
            with caplog.at_level(logging.ERROR):
                assert gallery.delete_encounter(f"E{gone}", expunge=expunge)
            assert "is committed, its index is behind" in caplog.text
            assert str(disk) in gallery.status().following_error
            del people[gone]
            with pytest.raises(EncounterNotFoundError):
                gallery.get_encounter(f"E{gone}")
            found = gallery.identify(prints(gone, 2)).candidates
            assert {one.identity_id for one in found} <= set(people.values())
            assert not any(one.above_threshold for one in found)
        merged = gallery.identities.merge(people[3], people[4], ChangeRequest("m", CALLER, NOW))
        assert merged.to_identity_id == people[4]
        people[3] = people[4]
        assert_found(gallery, people)
    assert_found(gallery, people)
    assert gallery.status().following_error == ""
    gallery.close()
    assert_whole(database, disk)
    if expunge:
        kept = b"".join(path.read_bytes() for path in (disk / "index").rglob("*") if path.is_file())
        for gone in (1, late - 1):
            assert not [one for one in prints(gone) if template.encode(one.template) in kept]
    database.close()


def until(happened: Callable[[], bool]) -> None:
    """Wait for a thread; that it never comes is the test's timeout."""
    while not happened():
        time.sleep(0.02)
