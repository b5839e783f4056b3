"""People go from one database to another by the file, once, and go on after a cut."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from database.connection import Database, open_database
from database.sealing import open_record
from gallery.errors import TransferError
from gallery.gallery import Gallery
from gallery.people.enrolment import Duplicates
from gallery.store.tables import EncounterRow, ImpressionRow
from gallery.transfer.exporting import export_people
from gallery.transfer.file import PeopleBatch
from gallery.transfer.importing import Outcome, import_people
from gallery.transfer.reader import PeopleReader
from gallery.transfer.writer import PeopleWriter
from gallery.types import Enrolment
from matcher import template as template_codec
from matcher.types import Features, FingerPosition, ImpressionType
from matcher.vector import vector
from tests.gallery.prints import CALLER, NOW, digest, enrol, failed_sample, prints, samples

ORI = "WVIMPORT0"
SEEDS = range(300, 306)
GROUP = 2
"""Rows in a row group of the files made here."""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    yield opened
    opened.close()


def people(gallery: Gallery) -> list[str]:
    """Enrol six people, the first of them twice; return their identity ids."""
    ids = [enrol(gallery, f"one-{seed}", prints(seed)) for seed in SEEDS]
    enrol(gallery, "two-300", prints(300, 2), ids[0])
    return ids


def bring(
    database: Database, file: Path, duplicates: Duplicates = Duplicates.REFUSE, **more: object
) -> Counter[Outcome]:
    return import_people(
        database,
        "ident",
        file,
        ori=ORI,
        now=lambda: NOW,
        duplicates=duplicates,
        **more,  # type: ignore[arg-type]
    )


def stored(database: Database) -> list[tuple[str, str, int, int, bytes]]:
    """Read owner, encounter, finger, impression type and template of all that is stored."""
    with database.read() as session:
        rows = session.execute(
            select(
                EncounterRow.identity_id,
                EncounterRow.encounter_id,
                ImpressionRow.position,
                ImpressionRow.impression_type,
                ImpressionRow.template,
            )
            .join(ImpressionRow, ImpressionRow.encounter_sequence == EncounterRow.sequence)
            .order_by(EncounterRow.sequence, ImpressionRow.ordinal)
        ).all()
    return [(*row[:4], open_record(row[4] or b"")) for row in rows]


def regroup(file: Path, **changed: object) -> Path:
    """Write a file anew in small row groups, with other content where asked."""
    with PeopleReader(file) as reader:
        [batch] = [reader.read(group) for group in range(reader.group_count)]
    batch = replace(batch, **changed)  # type: ignore[arg-type]
    templates, vectors = batch.templates is not None, batch.vectors is not None
    with PeopleWriter(file, templates=templates, vectors=vectors) as writer:
        for start in range(0, len(batch), GROUP):
            writer.write(_slice(batch, slice(start, start + GROUP)))
        writer.finish()
    return file


def _slice(batch: PeopleBatch, rows: slice) -> PeopleBatch:
    return PeopleBatch(
        rows.start,
        batch.external_ids[rows],
        batch.encounter_ids[rows],
        None if batch.templates is None else batch.templates[rows],
        None if batch.vectors is None else batch.vectors[rows],
        batch.impressions[rows],
    )


def test_people_go_from_one_gallery_to_another(
    database: Database, ident: Gallery, other: Database, tmp_path: Path
) -> None:
    ids = people(ident)
    file = tmp_path / "people.parquet"
    seen: list[tuple[int, int]] = []
    told = lambda done, total: seen.append((done, total))  # noqa: E731
    assert export_people(database, "ident", file, progress=told) == 7
    assert bring(other, file, progress=told) == {Outcome.ENROLLED: 7}
    assert seen == [(7, 7), (7, 7)]
    assert stored(other) == stored(database)
    with Gallery("ident", other) as imported:
        for seed, identity_id in zip(SEEDS, ids, strict=True):
            found = imported.identify(prints(seed, 3)).candidates[0]
            assert (found.identity_id, found.above_threshold) == (identity_id, True)
        assert imported.get_identity(ids[0]).encounter_count == 2
        assert imported.get_encounter("one-301").caller.ori == ORI
    # Vectors came with the file: a byte a dimension is near enough to be the same.
    with PeopleReader(file) as reader:
        assert reader.read(0).vectors is not None


def test_vectors_are_made_where_the_file_has_none(
    database: Database, ident: Gallery, other: Database, tmp_path: Path
) -> None:
    people(ident)
    file = tmp_path / "people.parquet"
    export_people(database, "ident", file, vectors=False)
    assert bring(other, file) == {Outcome.ENROLLED: 7}

    with other.read() as session:
        rows = session.execute(select(ImpressionRow.template, ImpressionRow.vector)).all()
    assert len(rows) == 7 * len(prints(300))
    for template, kept in rows:
        made = vector(template_codec.decode(open_record(template or b"")))
        np.testing.assert_array_equal(np.frombuffer(open_record(kept or b""), "<f4"), made)


def test_an_import_goes_on_and_is_not_repeated(ident: Gallery, tmp_path: Path) -> None:
    database, target = ident._database, open_database(f"sqlite:///{tmp_path / 'target.db'}")
    people(ident)
    file = tmp_path / "people.parquet"
    export_people(database, "ident", file)
    regroup(file)
    code = (
        "import os, signal, sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from database.connection import open_database\n"
        "from gallery.transfer.importing import import_people\n"
        "def kill(done, total):\n"
        f"    if done == {2 * GROUP}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "import_people(open_database(sys.argv[1]), 'ident', Path(sys.argv[2]), ori='WVIMPORT0',"
        " now=lambda: datetime.now(UTC), progress=kill)\n"
    )
    url = f"sqlite:///{tmp_path / 'target.db'}"
    killed = subprocess.run(
        [sys.executable, "-c", code, url, str(file)], check=False, timeout=120, env={**os.environ}
    )
    assert killed.returncode == -signal.SIGKILL
    assert len({row[1] for row in stored(target)}) == 2 * GROUP
    assert bring(target, file) == {Outcome.PRESENT: 4, Outcome.ENROLLED: 3}
    assert stored(target) == stored(database)
    assert bring(target, file) == {Outcome.PRESENT: 7}
    target.close()


def test_people_whom_the_gallery_has_are_refused_or_skipped(
    database: Database, ident: Gallery, other: Database, tmp_path: Path
) -> None:
    ids = people(ident)
    file = tmp_path / "people.parquet"
    export_people(database, "ident", file)
    with Gallery("ident", other, make_id=lambda: ids[2]) as elsewhere:
        enrol(elsewhere, "here-before", prints(400))
        with pytest.raises(TransferError, match=f"row 2: .* has {ids[2]}"):
            bring(other, file)
        assert len(stored(other)) == len(prints(400))
        assert bring(other, file, Duplicates.SKIP) == {Outcome.ENROLLED: 6, Outcome.DUPLICATE: 1}
        [encounter], _ = elsewhere.list_encounters(ids[2])
        assert encounter.encounter_id == "here-before"


def test_an_encounter_id_that_is_taken_is_a_duplicate(
    database: Database, ident: Gallery, other: Database, tmp_path: Path
) -> None:
    people(ident)
    file = tmp_path / "people.parquet"
    export_people(database, "ident", file)
    with Gallery("ident", other) as elsewhere:
        enrol(elsewhere, "one-303", prints(400))
    with pytest.raises(TransferError, match="row 3"):
        bring(other, file)
    assert bring(other, file, Duplicates.SKIP)[Outcome.DUPLICATE] == 1


def test_an_encounter_twice_in_the_file(ident: Gallery, other: Database, tmp_path: Path) -> None:
    people(ident)
    file = tmp_path / "people.parquet"
    export_people(ident._database, "ident", file)
    ids = ["one-300", "one-301", "one-300", "one-303", "one-304", "one-305", "two-300"]
    regroup(file, encounter_ids=ids)
    with pytest.raises(TransferError, match="row 2"):
        bring(other, file)
    assert bring(other, file, Duplicates.SKIP)[Outcome.DUPLICATE] == 1


def _torn(templates: Sequence[Sequence[bytes]]) -> list[list[bytes]]:
    torn = [list(row) for row in templates]
    torn[4][1] = torn[4][1][:-3]
    return torn


@pytest.mark.parametrize("fault", ["template", "id", "nothing", "impression"])
def test_a_row_that_cannot_be_enrolled_is_named(
    fault: str, ident: Gallery, other: Database, tmp_path: Path
) -> None:
    people(ident)
    file = tmp_path / "people.parquet"
    export_people(ident._database, "ident", file)
    with PeopleReader(file) as reader:
        batch = reader.read(0)
    assert batch.templates is not None
    impressions = batch.impressions.copy()
    impressions[4, 1] = 9
    empty = [*batch.templates[:4], [b""] * 12, *batch.templates[5:]]
    names = [*batch.external_ids[:4], "no id", *batch.external_ids[5:]]
    changed: dict[str, tuple[dict[str, object], str]] = {
        "template": ({"templates": _torn(batch.templates)}, "a template of"),
        "id": ({"external_ids": names}, "'no id' is not an id"),
        "nothing": ({"templates": empty}, "has no template of any finger"),
        "impression": ({"impressions": impressions}, "9 is not an impression type"),
    }
    columns, said = changed[fault]
    regroup(file, **columns)
    with pytest.raises(TransferError, match=f"row 4: .*{said}"):
        bring(other, file)
    # What came before stays, whole.
    assert len({row[1] for row in stored(other)}) == 4


def test_vectors_alone_are_refused(ident: Gallery, other: Database, tmp_path: Path) -> None:
    people(ident)
    file = tmp_path / "people.parquet"
    export_people(ident._database, "ident", file)
    regroup(file, templates=None)
    with pytest.raises(TransferError, match="so import them into a reference set"):
        bring(other, file)
    assert stored(other) == []


def test_what_an_export_keeps(database: Database, ident: Gallery, tmp_path: Path) -> None:
    enrol(ident, "plain", prints(300))
    plain = FingerPosition.PLAIN_RIGHT_THUMB
    thumb = prints(301)[0]
    rolled = replace(samples([thumb])[0], impression=ImpressionType.NONLIVESCAN_ROLLED)
    beside = samples([Features(plain, thumb.template, thumb.vector)])
    for encounter_id, kept in (
        ("thumbs", (rolled, *beside)),
        ("failed", (failed_sample(FingerPosition.LEFT_THUMB, "QUALITY_TOO_LOW"),)),
    ):
        ident.enrol(Enrolment(encounter_id, kept, digest(encounter_id)), caller=CALLER, now=NOW)
    file = tmp_path / "people.parquet"
    # A finger that nothing could be extracted from has nothing to be moved.
    assert export_people(database, "ident", file) == 2
    with PeopleReader(file) as reader:
        batch = reader.read(0)
    assert list(batch.encounter_ids) == ["plain", "thumbs"]
    assert batch.templates is not None
    assert batch.vectors is not None
    assert batch.templates[1][0] == batch.templates[1][10] != b""
    np.testing.assert_array_equal(batch.vectors[1, 0], batch.vectors[1, 10])
    assert batch.impressions[1, [0, 1, 10]].tolist() == [3, -1, 0]
    assert export_people(database, "iafis", file) == 0
