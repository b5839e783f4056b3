"""Files of people, for moving many at once: Parquet, written and read in row groups.

A row is an encounter: whose it is, its own id, and by finger position (1 to 12, ANSI/NIST codes)
the stored template, the vector in a byte a dimension, and how the finger met the surface. A file
may hold templates, vectors or both. The footer names format, version and vector; every page has
a checksum.
"""

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from gallery.errors import TransferError
from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION

FORMAT = "tenprint people"
VERSION = "1"
POSITIONS = tuple(range(1, 13))
"""The ten fingers, and the plain impressions of both thumbs."""
GROUP_ROWS = 2_048
"""Rows read and written as one: 10 to 20 MB, so that a queue of a few groups stays small."""
_MAX_GROUP_ROWS = 65_536
_MAX_GROUP_BYTES = 2**30
"""What a row group of others may ask of memory; ours have a fiftieth of it."""
NOT_STATED = -1
"""The impression type of a finger that is not there, or whose type nobody said."""

_FAULTS = (pa.ArrowException, OSError, ValueError)
"""What Arrow makes of a damaged file; names that are no UTF-8 are among the last."""
_COMPRESSION_LEVEL = 1
"""Of zstd, for templates: 15 % smaller for 7 µs a person. Vectors are stored as they are."""


@dataclass(frozen=True, eq=False)
class PeopleBatch:
    """Rows of a file. What is missing is b"", zeros and NOT_STATED."""

    first_row: int
    """Number of the first of them in the file, from 0."""
    external_ids: Sequence[str]
    encounter_ids: Sequence[str]
    templates: Sequence[Sequence[bytes]] | None
    """(n, 12), in the stored form; None where the file has none."""
    vectors: NDArray[np.int8] | None
    """(n, 12, VECTOR_DIMENSION) as `matcher.vector.quantise` makes them; None likewise."""
    impressions: NDArray[np.int8]
    """(n, 12)"""

    def __len__(self) -> int:
        return len(self.external_ids)


class PeopleWriter:
    """Writes a file beside its name and renames it at the end; without `finish` nothing stays."""

    def __init__(self, path: Path, *, templates: bool, vectors: bool) -> None:
        self._path = path
        self._draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._schema = _schema(templates=templates, vectors=vectors).with_metadata(
            {
                "format": FORMAT,
                "version": VERSION,
                "file_id": uuid.uuid4().hex,
                "vector_version": VECTOR_VERSION if vectors else "",
            }
        )
        self._writer = pq.ParquetWriter(
            self._draft,
            self._schema,
            compression={name: _compression(name) for name in self._schema.names},
            compression_level={
                name: _COMPRESSION_LEVEL
                for name in self._schema.names
                if _compression(name) != "NONE"
            },
            use_dictionary=False,
            write_statistics=False,
            write_page_checksum=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()
        self._draft.unlink(missing_ok=True)

    def write(self, batch: PeopleBatch) -> None:
        """Write a row group."""
        self._writer.write_table(_table(batch, self._schema), row_group_size=len(batch))

    def finish(self) -> None:
        """Make the file durable under its name."""
        self._writer.close()
        with self._draft.open("rb") as file:
            os.fsync(file.fileno())
        self._draft.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class PeopleReader:
    """Reads a file of people, row group by row group.

    Raises TransferError for what is damaged, or no such file, naming row group and rows.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            # No memory map: a file cut short beneath one would end the process by a signal.
            self._file = pq.ParquetFile(path, page_checksum_verification=True, memory_map=False)
        except FileNotFoundError as error:
            raise TransferError(f"there is no file {path}") from error
        except _FAULTS as error:
            raise TransferError(f"{path} is no file of people: {_first_line(error)}") from error
        try:
            self._check_format(self._file.schema_arrow)
            self._starts = self._first_rows()
        except BaseException as error:
            self._file.close()
            if isinstance(error, _FAULTS):
                raise TransferError(f"{path} is damaged: {_first_line(error)}") from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def row_count(self) -> int:
        """How many rows the file has."""
        return int(self._file.metadata.num_rows)

    @property
    def group_count(self) -> int:
        """How many row groups the file has."""
        return int(self._file.num_row_groups)

    def read_ids(self, group: int) -> tuple[list[str], list[str]]:
        """Read external ids and encounter ids of a row group, and nothing else of it."""
        table = self._read(group, ["external_id", "encounter_id"])
        return table.column("external_id").to_pylist(), table.column("encounter_id").to_pylist()

    def read(self, group: int) -> PeopleBatch:
        """Read a row group."""
        table = self._read(group, None)
        templates = vectors = None
        if self.has_templates:
            columns = [table.column(f"template_{code:02}").to_pylist() for code in POSITIONS]
            templates = [[one or b"" for one in row] for row in zip(*columns, strict=True)]
        if self.has_vectors:
            vectors = np.stack([_vectors(table.column(f"vector_{c:02}")) for c in POSITIONS], 1)
        impressions = [
            table.column(f"impression_{code:02}").fill_null(NOT_STATED).to_numpy()
            for code in POSITIONS
        ]
        return PeopleBatch(
            self.first_row(group),
            table.column("external_id").to_pylist(),
            table.column("encounter_id").to_pylist(),
            templates,
            vectors,
            np.stack(impressions, 1),
        )

    def first_row(self, group: int) -> int:
        """Return the number of a row group's first row."""
        return self._starts[group]

    def _read(self, group: int, columns: list[str] | None) -> pa.Table:
        wanted = self._file.metadata.row_group(group).num_rows
        place = (
            f"{self.path}, row group {group} (rows from {self.first_row(group)}, {wanted} of them)"
        )
        try:
            table = self._file.read_row_group(group, columns=columns, use_threads=False)
            table.validate(full=True)
        except _FAULTS as error:
            raise TransferError(f"{place} is damaged: {_first_line(error)}") from error
        if table.num_rows != wanted or any(
            table.column(name).null_count for name in ("external_id", "encounter_id")
        ):
            raise TransferError(f"{place} is damaged: rows or ids are missing")
        return table

    def _first_rows(self) -> list[int]:
        starts, row = [], 0
        for group in range(self.group_count):
            described = self._file.metadata.row_group(group)
            rows, size = described.num_rows, described.total_byte_size
            if not (0 <= rows <= _MAX_GROUP_ROWS and 0 <= size <= _MAX_GROUP_BYTES):
                raise TransferError(
                    f"{self.path}, row group {group} has {rows} rows of {size} bytes: at most "
                    f"{_MAX_GROUP_ROWS} rows and {_MAX_GROUP_BYTES} bytes are taken at once"
                )
            starts.append(row)
            row += rows
        return starts

    def _check_format(self, schema: pa.Schema) -> None:
        metadata = _metadata(schema)
        if metadata.get("format") != FORMAT:
            raise TransferError(f"{self.path} is a Parquet file, but not one of people")
        if metadata.get("version") != VERSION:
            raise TransferError(
                f"{self.path} has version {metadata.get('version')!r}; {VERSION} is known"
            )
        names = schema.names
        self.file_id = metadata.get("file_id", "")
        self.has_templates = "template_01" in names
        self.has_vectors = "vector_01" in names
        expected = _schema(templates=self.has_templates, vectors=self.has_vectors)
        if not schema.equals(expected, check_metadata=False):
            raise TransferError(f"{self.path} has other columns than a file of people")
        version = metadata.get("vector_version")
        if self.has_vectors and version != VECTOR_VERSION:
            raise TransferError(
                f"{self.path} holds vectors of version {version!r}, this program makes "
                f"{VECTOR_VERSION}: export again, with templates alone where need be"
            )


def _schema(*, templates: bool, vectors: bool) -> pa.Schema:
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


def _compression(column: str) -> str:
    return "NONE" if column.startswith("vector") else "ZSTD"


def _table(batch: PeopleBatch, schema: pa.Schema) -> pa.Table:
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


def _vectors(column: pa.ChunkedArray) -> NDArray[np.int8]:
    """Lay a column out as (n, VECTOR_DIMENSION), zeros where there is none."""
    parts = [np.zeros((0, VECTOR_DIMENSION), np.int8)]
    for chunk in column.chunks:
        values = np.frombuffer(chunk.buffers()[1], np.int8).reshape(-1, VECTOR_DIMENSION)
        part = values[chunk.offset : chunk.offset + len(chunk)]
        if chunk.null_count:
            part = np.where(chunk.is_valid().to_numpy(zero_copy_only=False)[:, None], part, 0)
        parts.append(part)
    return np.concatenate(parts)


def _metadata(schema: pa.Schema) -> dict[str, str]:
    pairs: dict[bytes, bytes] = schema.metadata or {}
    return {
        key.decode(errors="replace"): value.decode(errors="replace") for key, value in pairs.items()
    }


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
