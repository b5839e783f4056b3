"""Reference sets: a file of people imported straight into an index that is its own source.

A set can hold more people than a database. The import writes pieces of about a million people. Each
piece becomes durable as a whole, together with the place in the file where the next piece begins,
so that an interrupted import continues from there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gallery.errors import TransferError
from gallery.index import ImportPosition, ReferenceBatch, SegmentedIndex, Vectors
from gallery.people import Duplicates
from gallery.transfer.file import PeopleBatch
from gallery.transfer.read_ahead import read_ahead
from gallery.transfer.reader import PeopleReader
from gallery.types import Progress
from matcher import template as template_codec
from matcher.errors import CorruptRecordError
from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION, vector

PIECE_ROWS = 1 << 20
"""Rows of a piece, which makes a good segment; an interruption repeats at most so many."""

_PLAIN_THUMBS = ((10, 0), (11, 5))
"""Columns of the plain thumbs, and of the thumbs that they can replace."""
_NO_TEMPLATES = (b"",) * len(FINGERS)


@dataclass(frozen=True)
class SetReport:
    """What an import into a reference set has done."""

    reference_count: int
    """References in the set now."""
    skipped_count: int
    """Rows whose encounter stands earlier in the file."""


def import_reference_set(
    folder: Path,
    name: str,
    path: Path,
    *,
    duplicates: Duplicates = Duplicates.REFUSE,
    piece_rows: int = PIECE_ROWS,
    progress: Progress | None = None,
) -> SetReport:
    """Import a file into the set in this folder; continue an interrupted import.

    A set holds one file. People without templates are found by the shortlist and never compared.
    Raises TransferError if the file is damaged or the set holds another file, and
    StoreUnavailableError if the folder is in use or its disk is full.
    """
    with PeopleReader(path) as reader:
        index = SegmentedIndex(folder, gallery=name, imported=True)
        try:
            done = _groups_done(index.source_position or "", reader, folder)
            skipped = _repeated_rows(reader, duplicates)
            while done < reader.group_count:
                end = _end_of_piece(reader, done, piece_rows)
                pieces = _batches(reader, range(done, end), skipped, progress)
                position = ImportPosition(reader.file_id, end, reader.group_count)
                index.load(pieces, position.render())
                done = end
            return SetReport(index.count, len(skipped))
        finally:
            index.close()


def _groups_done(position: str, reader: PeopleReader, folder: Path) -> int:
    before = ImportPosition.parse(position)
    if position and before.file_id != reader.file_id:
        raise TransferError(
            f"the reference set {folder} holds another file than {reader.path}: name another set"
        )
    return before.done_count


def _end_of_piece(reader: PeopleReader, start: int, piece_rows: int) -> int:
    rows, end = 0, start
    while end < reader.group_count and rows < piece_rows:
        rows += reader.group_rows(end)
        end += 1
    return end


def _repeated_rows(reader: PeopleReader, duplicates: Duplicates) -> NDArray[np.int64]:
    """Find the rows whose encounter came before in the file, in order; refuse them if asked to."""
    hashes = np.empty(reader.row_count, np.int64)
    for group in range(reader.group_count):
        _, encounter_ids = reader.read_ids(group)
        first = reader.first_row(group)
        hashes[first : first + len(encounter_ids)] = [hash(one) for one in encounter_ids]
    hashes.sort()
    repeated = _certain(reader, np.unique(hashes[1:][np.diff(hashes) == 0]))
    if len(repeated) and duplicates is Duplicates.REFUSE:
        raise TransferError(
            f"{reader.path}, row {repeated[0]}: an earlier row has the same encounter, as for "
            f"{len(repeated) - 1} more rows: skip duplicates, or give each encounter its own id"
        )
    return repeated


def _certain(reader: PeopleReader, hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Among the rows with these hashes, find those whose id itself came before."""
    suspects, seen = set(hashes.tolist()), set[str]()
    repeated = []
    for group in range(reader.group_count) if suspects else ():
        _, encounter_ids = reader.read_ids(group)
        for row, one in enumerate(encounter_ids, start=reader.first_row(group)):
            if one in seen:
                repeated.append(row)
            elif hash(one) in suspects:
                seen.add(one)
    return np.array(repeated, np.int64)


def _batches(
    reader: PeopleReader, groups: range, skipped: NDArray[np.int64], progress: Progress | None
) -> Iterator[ReferenceBatch]:
    made = (_reference_batch(reader, reader.read(group), skipped) for group in groups)
    for group, batch in zip(groups, read_ahead(made), strict=True):
        yield batch
        if progress:
            progress(reader.first_row(group) + reader.group_rows(group), reader.row_count)


def _reference_batch(
    reader: PeopleReader, batch: PeopleBatch, skipped: NDArray[np.int64]
) -> ReferenceBatch:
    """Turn rows into references, numbered from 1 in the order of the file."""
    templates = _ten_templates(batch, reader.path)
    vectors = _ten_vectors(batch, templates)
    rows = batch.first_row + np.arange(len(batch))
    names = list(batch.external_ids)
    keep = ~np.isin(rows, skipped)
    if keep.all():
        return ReferenceBatch(rows + 1, vectors, templates, names)
    kept = np.flatnonzero(keep)
    return ReferenceBatch(
        rows[kept] + 1, vectors[kept], [templates[k] for k in kept], [names[k] for k in kept]
    )


def _ten_templates(batch: PeopleBatch, path: Path) -> list[tuple[bytes, ...]]:
    """Take each finger's template; a plain thumb replaces a missing rolled thumb."""
    if batch.templates is None:
        return [_NO_TEMPLATES] * len(batch)
    people = [
        (row[0] or row[10], *row[1:5], row[5] or row[11], *row[6:10]) for row in batch.templates
    ]
    for row, fingers in enumerate(people):
        for finger, stored in enumerate(fingers, start=1):
            try:
                if stored:
                    template_codec.check(stored)
            except CorruptRecordError as error:
                place = f"{path}, row {batch.first_row + row}, finger {finger}"
                raise TransferError(f"{place}: {error}") from error
    return people


def _ten_vectors(batch: PeopleBatch, templates: list[tuple[bytes, ...]]) -> Vectors:
    """Take the vectors of the same prints; derive them from templates if the file has none."""
    if batch.vectors is None:
        return _derive(templates)
    levels = batch.vectors
    for plain, thumb in _PLAIN_THUMBS:
        missing = _missing(batch, thumb)
        if missing.any():
            levels = levels.copy() if levels is batch.vectors else levels
            levels[missing, thumb] = levels[missing, plain]
    return levels[:, : len(FINGERS)]


def _missing(batch: PeopleBatch, finger: int) -> NDArray[np.bool_]:
    if batch.templates is not None:
        return np.array([not row[finger] for row in batch.templates])
    assert batch.vectors is not None
    return np.asarray(~batch.vectors[:, finger].any(axis=1))


def _derive(templates: list[tuple[bytes, ...]]) -> NDArray[np.float32]:
    vectors = np.zeros((len(templates), len(FINGERS), VECTOR_DIMENSION), np.float32)
    for row, fingers in enumerate(templates):
        for finger, stored in enumerate(fingers):
            if stored:
                vectors[row, finger] = vector(template_codec.decode(stored))
    return vectors
