"""Write files of people."""

import os
import uuid
from pathlib import Path
from typing import Self

import pyarrow.parquet as pq

from gallery.index import sync_folder
from gallery.transfer.file import FORMAT, VERSION, PeopleBatch, file_schema, to_table
from matcher.vector import VECTOR_VERSION

_COMPRESSION_LEVEL = 1
"""Of zstd, for templates: 15 % smaller for 7 µs a person. Vectors are stored as they are."""


class PeopleWriter:
    """Writes a draft and renames it at the end; without `finish` no file stays."""

    def __init__(self, path: Path, *, templates: bool, vectors: bool) -> None:
        self._path = path
        self._draft = path.with_name(f".{path.name}.part")
        self._schema = file_schema(templates=templates, vectors=vectors).with_metadata(
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
        try:
            self._writer.close()
        finally:
            self._draft.unlink(missing_ok=True)

    def write(self, batch: PeopleBatch) -> None:
        """Write a row group."""
        self._writer.write_table(to_table(batch, self._schema), row_group_size=len(batch))

    def finish(self) -> None:
        """Make the file durable under its name."""
        self._writer.close()
        with self._draft.open("rb") as file:
            os.fsync(file.fileno())
        self._draft.replace(self._path)
        sync_folder(self._path.parent)


def _compression(column: str) -> str:
    return "NONE" if column.startswith("vector") else "ZSTD"
