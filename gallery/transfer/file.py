"""Files of people, for moving many people at once: Parquet, written and read in row groups.

A row is an encounter. It has the person's id, the encounter's id, and for each finger position (1
to 12, ANSI/NIST codes) the stored template, the vector in one byte a dimension, and the impression
type. A file may hold templates, vectors or both. The footer names format, version and vector; every
page has a checksum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from matcher.vector import VECTOR_DIMENSION

FORMAT = "tenprint people"
VERSION = "1"
POSITIONS = tuple(range(1, 13))
"""The ten fingers, and the plain impressions of both thumbs."""
GROUP_ROWS = 2_048
"""Rows read and written together: 10 to 20 MB, so that a queue of a few groups stays small."""
NOT_STATED = -1
"""The impression type of a missing finger, or of a finger whose type is not stated."""


@dataclass(frozen=True, eq=False)
class PeopleBatch:
    """Rows of a file. Missing fingers are b"", zeros and NOT_STATED."""

    first_row: int
    """Number of the first row in the file, from 0."""
    external_ids: Sequence[str]
    encounter_ids: Sequence[str]
    templates: Sequence[Sequence[bytes]] | None
    """(n, 12), in the stored form; None if the file has no templates."""
    vectors: NDArray[np.int8] | None
    """(n, 12, VECTOR_DIMENSION) as `matcher.vector.quantise` makes them; None if none."""
    impressions: NDArray[np.int8]
    """(n, 12)"""

    def __len__(self) -> int:
        return len(self.external_ids)


def file_schema(*, templates: bool, vectors: bool) -> pa.Schema:
    """Return the schema of a file with these columns."""
    fields = [
        pa.field("external_id", pa.string(), nullable=False),
        pa.field("encounter_id", pa.string(), nullable=False),
    ]
    for code in POSITIONS:
        fields.append(pa.field(f"impression_{code:02}", pa.int8()))
        if templates:
            fields.append(pa.field(f"template_{code:02}", pa.binary()))
        if vectors:
            fields.append(pa.field(f"vector_{code:02}", pa.binary(VECTOR_DIMENSION)))
    return pa.schema(fields)


def to_table(batch: PeopleBatch, schema: pa.Schema) -> pa.Table:
    """Return a batch as a table."""
    columns: dict[str, pa.Array] = {
        "external_id": pa.array(batch.external_ids, pa.string()),
        "encounter_id": pa.array(batch.encounter_ids, pa.string()),
    }
    for index, code in enumerate(POSITIONS):
        stated = batch.impressions[:, index]
        columns[f"impression_{code:02}"] = pa.array(stated, pa.int8(), mask=stated == NOT_STATED)
        if batch.templates is not None:
            column = [row[index] or None for row in batch.templates]
            columns[f"template_{code:02}"] = pa.array(column, pa.binary())
        if batch.vectors is not None:
            columns[f"vector_{code:02}"] = _vector_column(batch.vectors[:, index])
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _vector_column(vectors: NDArray[np.int8]) -> pa.Array:
    there = np.packbits(vectors.any(axis=1), bitorder="little")
    buffers = [pa.py_buffer(there), pa.py_buffer(np.ascontiguousarray(vectors))]
    return pa.Array.from_buffers(pa.binary(VECTOR_DIMENSION), len(vectors), buffers)


def read_vectors(column: pa.ChunkedArray, vectors: NDArray[np.int8]) -> None:
    """Copy a column into (n, VECTOR_DIMENSION), zeros for missing vectors."""
    first = 0
    for chunk in column.chunks:
        values = np.frombuffer(chunk.buffers()[1], np.int8).reshape(-1, VECTOR_DIMENSION)
        part = vectors[first : first + len(chunk)]
        part[:] = values[chunk.offset : chunk.offset + len(chunk)]
        if chunk.null_count:
            part[~chunk.is_valid().to_numpy(zero_copy_only=False)] = 0
        first += len(chunk)
