"""Export a gallery's people from the database to a file, beside a running service.

The file holds ids, templates, vectors and impression types, and no images, times or callers: it
moves people and is no copy of the database. Encounters without any template are left out.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session, load_only

from database.connection import Database
from database.sealing import open_record
from gallery.store import EncounterRow, ImpressionRow
from gallery.transfer.file import GROUP_ROWS, NOT_STATED, POSITIONS, PeopleBatch
from gallery.transfer.read_ahead import read_ahead
from gallery.transfer.writer import PeopleWriter
from gallery.types import Progress
from matcher import template as template_codec
from matcher.errors import CorruptRecordError
from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION, quantise, vector


def export_people(
    database: Database,
    gallery: str,
    path: Path,
    *,
    vectors: bool = True,
    progress: Progress | None = None,
) -> int:
    """Write the gallery's encounters as they are now; return how many were written.

    Encounters enrolled meanwhile are left to the next export. Raises CorruptRecordError, which
    names the encounter, and OSError; `path` does not change then.
    """
    total, last = _extent(database, gallery)
    written = 0
    with PeopleWriter(path, templates=True, vectors=vectors) as writer:
        for batch in read_ahead(_batches(database, gallery, last, vectors=vectors)):
            writer.write(batch)
            written += len(batch)
            if progress:
                progress(written, max(written, total))
        writer.finish()
    return written


def _extent(database: Database, gallery: str) -> tuple[int, int]:
    with database.read() as session:
        count, last = session.execute(
            select(func.count(), func.max(EncounterRow.sequence)).where(
                EncounterRow.gallery == gallery
            )
        ).one()
    return count, last or 0


def _batches(
    database: Database, gallery: str, last: int, *, vectors: bool
) -> Iterator[PeopleBatch]:
    after = row = 0
    while after < last:
        with database.read() as session:
            page = _page(session, gallery, after, last)
            if not page:
                return
            batch = _batch(session, page, row, vectors=vectors)
        after = page[-1].sequence
        row += len(batch)
        if len(batch):
            yield batch


def _page(session: Session, gallery: str, after: int, last: int) -> list[EncounterRow]:
    return list(
        session.scalars(
            select(EncounterRow)
            .where(
                EncounterRow.gallery == gallery,
                EncounterRow.sequence > after,
                EncounterRow.sequence <= last,
            )
            .order_by(EncounterRow.sequence)
            .limit(GROUP_ROWS)
        )
    )


def _batch(
    session: Session, page: Sequence[EncounterRow], first_row: int, *, vectors: bool
) -> PeopleBatch:
    stored = _impressions(session, page)
    kept = [row for row in page if row.sequence in stored]
    templates = [[b""] * len(POSITIONS) for _ in kept]
    impressions = np.full((len(kept), len(POSITIONS)), NOT_STATED, np.int8)
    values = np.zeros((len(kept), len(POSITIONS), VECTOR_DIMENSION), np.float32)
    for n, encounter in enumerate(kept):
        for one in stored[encounter.sequence]:
            index = POSITIONS.index(one.position)
            try:
                templates[n][index], value = _open(one, vectors=vectors)
            except CorruptRecordError as error:
                raise CorruptRecordError(
                    f"encounter {encounter.encounter_id}, finger {one.position}: {error}"
                ) from error
            impressions[n, index] = one.impression_type
            if value is not None:
                values[n, index] = value
    return PeopleBatch(
        first_row,
        [row.identity_id for row in kept],
        [row.encounter_id for row in kept],
        templates,
        quantise(values) if vectors else None,
        impressions,
    )


def _impressions(session: Session, page: Sequence[EncounterRow]) -> dict[int, list[ImpressionRow]]:
    """Read impressions with templates, worst first: of two of one position the better is kept."""
    columns = (
        ImpressionRow.encounter_sequence,
        ImpressionRow.position,
        ImpressionRow.impression_type,
        ImpressionRow.template,
        ImpressionRow.vector,
        ImpressionRow.vector_version,
    )
    rows = session.scalars(
        select(ImpressionRow)
        .options(load_only(*columns))
        .where(
            ImpressionRow.encounter_sequence.in_([row.sequence for row in page]),
            ImpressionRow.template.is_not(None),
        )
        .order_by(ImpressionRow.encounter_sequence, ImpressionRow.quality)
    )
    found: dict[int, list[ImpressionRow]] = {}
    for row in rows:
        found.setdefault(row.encounter_sequence, []).append(row)
    return found


def _open(row: ImpressionRow, *, vectors: bool) -> tuple[bytes, NDArray[np.float32] | None]:
    """Return the stored template and its vector; a vector of another version is derived again."""
    assert row.template is not None
    template = open_record(row.template)
    if not vectors:
        return template, None
    if row.vector is not None and row.vector_version == VECTOR_VERSION:
        return template, np.frombuffer(open_record(row.vector), "<f4")
    return template, vector(template_codec.decode(template))
