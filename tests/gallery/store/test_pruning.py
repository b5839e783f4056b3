"""The journal forgets who is gone, and no index misses a removal for that."""

import logging
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from database.connection import Database
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.store import pruning
from gallery.store.pruning import JournalPruner, PruningParameters
from gallery.store.tables import ChangeKind, ReferenceChangeRow, ReferenceRow
from gallery.upkeep import upkeep
from matcher import template
from tests.gallery.conftest import OpenGallery
from tests.gallery.prints import HAND, enrol, enrol_people, prints
from tests.gallery.segments import segments_of

QUIET = IndexParameters(seal_count=64, tail_count=1, background=False)
ALL = PruningParameters(kept_count=1, least_count=1)
ONE_FINGER = HAND[:1]


def prune(database: Database, settled: int, parameters: PruningParameters = ALL) -> int:
    return JournalPruner("iafis", database, parameters).prune(settled)


def journal(database: Database, gallery: str = "iafis") -> list[tuple[int, ChangeKind]]:
    with database.read() as session:
        changes = session.scalars(
            select(ReferenceChangeRow)
            .where(ReferenceChangeRow.gallery == gallery)
            .order_by(ReferenceChangeRow.change)
        )
        return [(one.reference_id, ChangeKind(one.kind)) for one in changes]


def living(database: Database, gallery: str = "iafis") -> list[int]:
    with database.read() as session:
        rows = select(ReferenceRow.reference_id).where(ReferenceRow.gallery == gallery)
        return sorted(session.scalars(rows))


def come_and_go(gallery: Gallery, seeds: range, prefix: str = "gone") -> None:
    for seed in seeds:
        enrol(gallery, f"{prefix}-{seed}", prints(seed, 1, ONE_FINGER))
    for seed in seeds:
        gallery.delete_encounter(f"{prefix}-{seed}")


def test_who_is_gone_is_forgotten_and_who_is_there_is_not(
    iafis: Gallery, ident: Gallery, database: Database
) -> None:
    people = enrol_people(iafis, range(1, 4))
    come_and_go(iafis, range(10, 15))
    come_and_go(ident, range(10, 12))
    others = journal(database, "ident")
    gone = set(dict(journal(database))) - set(living(database))
    last = iafis._follower.watermark
    # The last change stays, so that numbers go on from it.
    assert prune(database, last) == 2 * len(gone) - 1
    kept = journal(database)
    assert kept[: len(people)] == [(one, ChangeKind.ADDED) for one in living(database)]
    # The last removal, and what others are to be overwritten by.
    assert kept[len(people)][1] == ChangeKind.REMOVED
    assert set(kept[len(people) + 1 :]) <= {(it, ChangeKind.EXPUNGED) for it in gone}
    assert journal(database, "ident") == others
    assert iafis.identify(prints(2, 2)).candidates[0].identity_id == people[1]
    assert iafis.reference_count == len(people)


def test_an_index_made_anew_holds_who_is_there(
    iafis: Gallery, database: Database, open_gallery: OpenGallery
) -> None:
    people = enrol_people(iafis, range(1, 4))
    come_and_go(iafis, range(10, 15))
    prune(database, iafis._follower.watermark)
    other = open_gallery("iafis")
    assert other.identify(prints(3, 2)).candidates[0].identity_id == people[2]
    assert other.reference_count == len(people)
    assert other._follower.watermark == iafis._follower.watermark or iafis.catch_up() == 0


def test_an_index_behind_what_is_forgotten_notices_and_begins_anew(
    iafis: Gallery,
    database: Database,
    open_gallery: OpenGallery,
    caplog: pytest.LogCaptureFixture,
) -> None:
    people = enrol_people(iafis, range(1, 5))
    behind = open_gallery("iafis")
    behind.catch_up()
    iafis.delete_encounter("person-2")
    come_and_go(iafis, range(10, 15))
    prune(database, iafis._follower.watermark)
    with caplog.at_level(logging.WARNING):
        found = behind.identify(prints(2, 2))
    assert "the index is rebuilt from the database" in caplog.text
    assert people[1] not in {one.identity_id for one in found.candidates}
    assert found.report.reference_count == behind.reference_count == len(people) - 1
    assert segments_of(behind).contains(living(database)).all()
    caplog.clear()
    come_and_go(iafis, range(20, 22))
    behind.catch_up()
    assert behind.identify(prints(3, 2)).candidates[0].identity_id == people[2]
    assert "anew" not in caplog.text


def test_an_index_is_made_anew_again_if_more_is_forgotten_meanwhile(
    iafis: Gallery,
    database: Database,
    open_gallery: OpenGallery,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody who was read on the first page and is forgotten before the second."""
    monkeypatch.setattr("gallery.store.follower._PAGE", 2)
    enrol_people(iafis, range(1, 7))
    come_and_go(iafis, range(10, 12))
    prune(database, iafis._follower.watermark)
    other = open_gallery("iafis")
    pages = 0

    def meanwhile(_done: int, _total: int) -> None:
        nonlocal pages
        pages += 1
        if pages == 1:
            iafis.delete_encounter("person-1")
            # Twice: the first time journals the removed as expunged, the second forgets that too.
            for seeds in (range(20, 22), range(30, 32)):
                come_and_go(iafis, seeds)
                prune(database, iafis._follower.watermark)

    other.catch_up(meanwhile)
    other.catch_up()
    assert pages > 1
    assert other.reference_count == 5
    assert segments_of(other).contains(living(database)).all()


def test_what_no_entry_tells_of_any_more_is_overwritten_before(
    database: Database, open_gallery: OpenGallery, tmp_path: Path
) -> None:
    """A composite that was replaced lies in a segment; later its encounter is expunged."""
    gallery = open_gallery("iafis", folder=tmp_path / "index", index_parameters=QUIET)
    first = enrol(gallery, "E1", prints(1))
    enrol(gallery, "stays", prints(2))
    segments_of(gallery).seal()
    for n in (2, 3, 4):
        enrol(gallery, f"E{n}", prints(1, n), first)
    assert ChangeKind.REMOVED in {kind for _, kind in journal(database)}
    come_and_go(gallery, range(10, 12))
    prune(database, gallery._follower.watermark)
    gallery.delete_encounter("E1", expunge=True)
    segments_of(gallery)._housekeeper.keep(snapshot=True)
    files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    kept = b"".join(path.read_bytes() for path in files)
    assert not [one for one in prints(1) if template.encode(one.template) in kept]
    assert [one for one in prints(2) if template.encode(one.template) in kept]


def test_newest_changes_stay_and_little_is_not_worth_it(
    iafis: Gallery, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "_PAGE", 3)
    come_and_go(iafis, range(10, 20))
    last = iafis._follower.watermark
    assert last == 20
    assert prune(database, last, PruningParameters(kept_count=20, least_count=1)) == 0
    assert prune(database, last, PruningParameters(kept_count=5, least_count=16)) == 0
    assert len(journal(database)) == 20
    assert prune(database, 7, PruningParameters(kept_count=5, least_count=1)) == 7
    # Up to 15: three are added and gone, five are removed.
    assert prune(database, last, PruningParameters(kept_count=5, least_count=1)) == 8
    numbers = [kind for _, kind in journal(database)]
    assert numbers == [ChangeKind.REMOVED] * 5 + [ChangeKind.EXPUNGED] * 5


def test_only_what_every_start_has_is_settled(
    database: Database, open_gallery: OpenGallery, tmp_path: Path
) -> None:
    gallery = open_gallery("iafis", folder=tmp_path / "index", index_parameters=QUIET)
    assert segments_of(gallery).settled_change == 0
    enrol_people(gallery, range(1, 3))
    segments_of(gallery).seal()
    before = gallery._follower.watermark
    assert segments_of(gallery).settled_change == before
    enrol_people(gallery, range(3, 5))
    segments_of(gallery).seal()
    assert segments_of(gallery).settled_change == before < gallery._follower.watermark


def test_a_gallery_prunes_in_the_background(
    database: Database, open_gallery: OpenGallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PruningParameters.__init__, "__defaults__", (1, 1))
    busy = IndexParameters(seal_count=64, tail_count=1, snapshot_s=0.05)
    gallery = open_gallery("iafis", folder=tmp_path / "index", index_parameters=busy)
    people = enrol_people(gallery, range(1, 3))
    come_and_go(gallery, range(10, 14))
    gone = set(dict(journal(database))) - set(living(database))
    newcomers = iter(range(100))
    while {one for one, kind in journal(database) if kind == ChangeKind.ADDED} & gone:
        # Another manifest is written where something has changed.
        enrol(gallery, f"E-{next(newcomers)}", prints(20, 1, ONE_FINGER))
        time.sleep(0.2)
    assert gallery.identify(prints(2, 2)).candidates[0].identity_id == people[1]
    assert gallery.status().housekeeping_error == ""


def test_compaction_by_hand_prunes_too(
    database: Database, open_gallery: OpenGallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PruningParameters.__init__, "__defaults__", (1, 1))
    gallery = open_gallery("iafis", folder=tmp_path / "index", index_parameters=QUIET)
    enrol_people(gallery, range(1, 3))
    come_and_go(gallery, range(10, 14))
    gallery.close()
    for _ in range(2):
        upkeep.compact("iafis", database, tmp_path / "index", everything=True)
    assert len(journal(database)) < 2 + 2 * 4
    assert upkeep.compare_with_database("iafis", database, tmp_path / "index") == ""
