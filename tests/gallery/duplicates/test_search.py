"""People and fingers that are there twice are found, once, and a cut search goes on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from database.connection import Database
from gallery.duplicates.report import DuplicateReport, Finding, FindingKind, load, save
from gallery.duplicates.search import find_duplicates, swap_hands
from gallery.gallery import Gallery
from gallery.people import ChangeRequest
from matcher.errors import CorruptRecordError
from matcher.types import FingerPosition
from tests.databases import opened_sqlite
from tests.gallery.prints import CALLER, NOW, enrol, prints

RING = FingerPosition.RIGHT_RING
SINGLES = range(610, 614)


class StopError(Exception):
    """Raised to cut a search short."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = opened_sqlite(tmp_path / "tenprint.db")
    yield opened
    opened.close()


@pytest.fixture
def ident(database: Database) -> Iterator[Gallery]:
    ids = iter(f"ID-{number:02}" for number in range(100))
    with Gallery("ident", database, make_id=lambda: next(ids)) as opened:
        yield opened


def enrol_all(gallery: Gallery) -> None:
    """ID-00 and ID-01 are one person, ID-03 is ID-02 with hands exchanged; the rest are single.

    In the last record the ring finger is a second impression of the index finger.
    """
    enrol(gallery, "a-1", prints(600))
    enrol(gallery, "a-2", prints(600, 2))
    enrol(gallery, "b-1", prints(601))
    enrol(gallery, "b-2", swap_hands(prints(601, 2)))
    for seed in SINGLES:
        enrol(gallery, f"single-{seed}", prints(seed))
    twice = [one for one in prints(602) if one.position != RING]
    twice.append(replace(prints(602, 2)[1], position=RING))
    enrol(gallery, "c", twice)


def assert_all_found(report: DuplicateReport) -> None:
    assert report.complete
    assert report.searched_count == report.identity_count == 5 + len(SINGLES)
    [same] = report.ranked(FindingKind.SAME_PERSON)
    assert {same.identity_id, same.other_identity_id} == {"ID-00", "ID-01"}
    assert same.score_db >= same.threshold_db
    [swapped] = report.ranked(FindingKind.SWAPPED_HANDS)
    assert {swapped.identity_id, swapped.other_identity_id} == {"ID-02", "ID-03"}
    [repeated] = report.ranked(FindingKind.REPEATED_FINGER)
    assert repeated.identity_id == repeated.other_identity_id == "ID-08"
    assert repeated.encounter_id == "c"
    assert {repeated.position, repeated.other_position} == {2, 4}
    assert report.merges() == [("ID-01", "ID-00")]


def test_duplicates_are_found_once_and_nothing_is_changed(
    ident: Gallery, database: Database, tmp_path: Path
) -> None:
    enrol_all(ident)
    path = tmp_path / "report.json"
    seen: list[tuple[int, int]] = []
    report = find_duplicates(
        ident,
        database,
        DuplicateReport("ident"),
        path,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert_all_found(report)
    assert seen == [(9, 9)]
    assert load(path) == report
    assert ident.identities.changes() == ([], "")


def test_a_search_that_was_cut_goes_on(ident: Gallery, database: Database, tmp_path: Path) -> None:
    enrol_all(ident)
    path = tmp_path / "report.json"

    def stop(done: int, _total: int) -> None:
        if done == 4:
            raise StopError

    with pytest.raises(StopError):
        find_duplicates(ident, database, DuplicateReport("ident"), path, page_size=2, progress=stop)
    kept = load(path)
    assert kept is not None
    assert (kept.searched_count, kept.after_identity_id, kept.complete) == (4, "ID-03", False)
    again: list[int] = []
    report = find_duplicates(
        ident,
        database,
        kept,
        path,
        workers=2,
        page_size=2,
        progress=lambda done, _: again.append(done),
    )
    assert again[0] == 6
    assert_all_found(report)


def test_what_was_merged_is_not_found_again(
    ident: Gallery, database: Database, tmp_path: Path
) -> None:
    first = enrol(ident, "a-1", prints(600))
    second = enrol(ident, "a-2", prints(600, 2))
    ident.identities.merge(second, first, ChangeRequest("r", CALLER, NOW))
    report = find_duplicates(
        ident, database, DuplicateReport("ident", swapped_hands=False), tmp_path / "report.json"
    )
    assert report.identity_count == 1
    assert report.findings == {}


def test_an_empty_gallery_has_no_duplicates(
    ident: Gallery, database: Database, tmp_path: Path
) -> None:
    report = find_duplicates(ident, database, DuplicateReport("ident"), tmp_path / "report.json")
    assert report.complete
    assert report.findings == {}


def finding(one: str, other: str, score_db: float = 50.0) -> Finding:
    return Finding(FindingKind.SAME_PERSON, one, other, f"e-{other}", score_db, 40.0, False)


def test_a_group_gathers_at_its_smallest_id() -> None:
    report = DuplicateReport("ident")
    for one, other in (("D", "C"), ("B", "C"), ("A", "D"), ("Y", "X")):
        report.add(finding(one, other))
    assert report.merges() == [("B", "A"), ("C", "A"), ("D", "A"), ("Y", "X")]


def test_a_pair_is_kept_once_with_its_higher_score() -> None:
    report = DuplicateReport("ident")
    for one in (finding("A", "B", 50.0), finding("B", "A", 60.0), finding("A", "B", 55.0)):
        report.add(one)
    assert [kept.score_db for kept in report.ranked(FindingKind.SAME_PERSON)] == [60.0]


def test_a_damaged_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    report = DuplicateReport("ident")
    report.add(finding("A", "B"))
    save(path, report)
    assert load(path) == report
    assert load(tmp_path / "other.json") is None
    sound = path.read_bytes()
    for damaged in (
        sound.replace(b"50.0", b"51.0"),
        sound.replace(b'"format": 1', b'"format": 2'),
        sound[:-20],
        b"[]",
        b"\xff",
    ):
        path.write_bytes(damaged)
        with pytest.raises(CorruptRecordError, match="report"):
            load(path)
