"""Read files of people, and detect damage."""

from collections.abc import Collection
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gallery.errors import TransferError
from gallery.transfer.file import (
    FORMAT,
    NOT_STATED,
    POSITIONS,
    VERSION,
    PeopleBatch,
    file_schema,
    read_vectors,
)
from gallery.transfer.pages import unfolded
from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION

_MAX_GROUP_ROWS = 65_536
_MAX_GROUP_BYTES = 2**29
"""Memory that a foreign row group may take once unfolded; ours take a twentieth of it."""
_TEXTS = ("external_id", "encounter_id", *(f"template_{code:02}" for code in POSITIONS))
"""Columns whose values may have any length."""
_FAULTS = (pa.ArrowException, OSError, ValueError)
"""Errors that Arrow raises for a damaged file; names that are no UTF-8 raise ValueError."""


class PeopleReader:
    """Reads a file of people, row group by row group.

    Raises TransferError for damage or for another kind of file; it names row group and rows.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            # No memory map: if the file were cut short, a map would end the process by a signal.
            self._file = pq.ParquetFile(path, page_checksum_verification=True, memory_map=False)
        except FileNotFoundError as error:
            raise TransferError(f"there is no file {path}") from error
        except _FAULTS as error:
            raise TransferError(f"{path} is not a file of people: {_first_line(error)}") from error
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
        """Read only the external ids and encounter ids of a row group."""
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
            vectors = np.empty((len(table), len(POSITIONS), VECTOR_DIMENSION), np.int8)
            for index, code in enumerate(POSITIONS):
                read_vectors(table.column(f"vector_{code:02}"), vectors[:, index])
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

    def group_rows(self, group: int) -> int:
        """Return how many rows a row group has."""
        return int(self._file.metadata.row_group(group).num_rows)

    def first_row(self, group: int) -> int:
        """Return the number of a row group's first row."""
        return self._starts[group]

    def _read(self, group: int, columns: list[str] | None) -> pa.Table:
        wanted = self.group_rows(group)
        place = (
            f"{self.path}, row group {group} (rows from {self.first_row(group)}, {wanted} of them)"
        )
        try:
            self._check_unfolded(group, columns or self._file.schema_arrow.names)
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
                    f"{_MAX_GROUP_ROWS} rows and {_MAX_GROUP_BYTES} bytes are allowed"
                )
            starts.append(row)
            row += rows
        return starts

    def _check_unfolded(self, group: int, columns: Collection[str]) -> None:
        """Raise TransferError if a row group would take too much memory, before it takes any."""
        described = self._file.metadata.row_group(group)
        size = described.num_rows * len(POSITIONS) * VECTOR_DIMENSION if self.has_vectors else 0
        folded = []
        with self.path.open("rb") as file:
            for index in range(described.num_columns):
                column = described.column(index)
                if column.path_in_schema not in columns:
                    continue
                starts = (column.dictionary_page_offset, column.data_page_offset)
                start = min(one for one in starts if one is not None)
                try:
                    found = unfolded(
                        file, start, column.total_compressed_size, described.num_rows + 1
                    )
                except TransferError as error:
                    place = f"{self.path}, row group {group}, {column.path_in_schema}"
                    raise TransferError(f"{place}: {error}") from error
                size += found.size
                if found.has_dictionary and column.path_in_schema in _TEXTS:
                    folded.append(column.path_in_schema)
        self._check_bytes(group, size)
        if folded:
            self._check_bytes(group, size + self._length_of(group, folded))

    def _length_of(self, group: int, columns: list[str]) -> int:
        """Add up values that stand in dictionaries, without unfolding them."""
        options = {"page_checksum_verification": True, "read_dictionary": columns}
        with pq.ParquetFile(self.path, memory_map=False, **options) as file:
            table = file.read_row_group(group, columns=columns, use_threads=False)
        total = 0
        for chunk in (chunk for name in columns for chunk in table.column(name).chunks):
            lengths = pc.binary_length(chunk.dictionary).to_numpy(zero_copy_only=False)
            indices = chunk.indices.drop_null().to_numpy(zero_copy_only=False)
            total += int(lengths[indices].sum(dtype=np.int64))
        return total

    def _check_bytes(self, group: int, size: int) -> None:
        if size > _MAX_GROUP_BYTES:
            raise TransferError(
                f"{self.path}, row group {group} unfolds to {size:,} bytes or more: at most "
                f"{_MAX_GROUP_BYTES:,} are allowed"
            )

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
        expected = file_schema(templates=self.has_templates, vectors=self.has_vectors)
        if not schema.equals(expected, check_metadata=False):
            raise TransferError(f"{self.path} has other columns than a file of people")
        version = metadata.get("vector_version")
        if self.has_vectors and version != VECTOR_VERSION:
            raise TransferError(
                f"{self.path} holds vectors of version {version!r}, this program makes "
                f"{VECTOR_VERSION}: export again, if necessary with templates alone"
            )


def _metadata(schema: pa.Schema) -> dict[str, str]:
    pairs: dict[bytes, bytes] = schema.metadata or {}
    return {
        key.decode(errors="replace"): value.decode(errors="replace") for key, value in pairs.items()
    }


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
