"""Small files that unfold to much memory are refused before they unfold."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gallery.errors import TransferError
from gallery.transfer.file import file_schema
from gallery.transfer.reader import PeopleReader
from matcher.vector import VECTOR_VERSION
from tests.gallery.transfer.test_file import assert_same, people, read, write
from tests.paths import ROOT

METADATA = {"format": "tenprint people", "version": "1", "vector_version": VECTOR_VERSION}
ROWS = 60_000
LONG = bytes(45_000)
MIB = 1024 * 1024
PEAK = """
import resource, sys
from pathlib import Path
from gallery.errors import TransferError
from gallery.transfer.reader import PeopleReader
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with PeopleReader(Path(sys.argv[1])) as reader:
        reader.read(0)
except TransferError as error:
    print("refused", file=sys.stderr)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def _table(rows: int, template: Mapping[int, pa.Array]) -> pa.Table:
    schema = file_schema(templates=True, vectors=False).with_metadata(METADATA)
    ids = pa.array([f"P{row}" for row in range(rows)])
    columns = []
    for field in schema:
        kind, _, code = field.name.partition("_")
        if kind in ("external", "encounter"):
            columns.append(ids)
        else:
            columns.append(
                template.get(int(code), pa.nulls(rows, field.type))
                if kind == "template"
                else pa.nulls(rows, field.type)
            )
    return pa.table(columns, schema=schema)


def _same(rows: int, value: bytes) -> pa.Array:
    """A column of one value, which takes no memory for each row."""
    return pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(rows, np.int32)), pa.array([value], pa.binary())
    )


def _bomb(path: Path) -> None:
    """Write one long template of 60,000 people: 2.5 GiB once unfolded."""
    schema = file_schema(templates=True, vectors=False).with_metadata(METADATA)
    written = schema.set(
        schema.get_field_index("template_02"),
        pa.field("template_02", pa.dictionary(pa.int32(), pa.binary())),
    )
    table = _table(ROWS, {})
    index = schema.get_field_index("template_02")
    table = table.set_column(index, written.field(index), _same(ROWS, LONG))
    # The footer must not name Arrow's types, which would give a dictionary back.
    with pq.ParquetWriter(path, table.schema, store_schema=False, compression="ZSTD") as writer:
        writer.write_table(table, row_group_size=ROWS)
        writer.add_key_value_metadata(METADATA)


def test_a_dictionary_that_unfolds_too_far_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    _bomb(path)
    assert path.stat().st_size < MIB
    with PeopleReader(path) as reader, pytest.raises(TransferError, match="unfolds to"):
        reader.read(0)


def test_refusing_a_dictionary_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    _bomb(path)
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "refused" in done.stderr
    assert int(done.stdout) < 200


def test_a_page_that_unfolds_too_far_is_refused_whatever_the_footer_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PeopleReader, "_first_rows", lambda _: [0])
    path = tmp_path / "bomb.parquet"
    zeros = pa.array([bytes(2**20)] * 700, pa.binary())
    pq.write_table(
        _table(700, {2: zeros}),
        path,
        compression="ZSTD",
        use_dictionary=False,
        data_page_size=2**31 - 1,
    )
    assert path.stat().st_size < MIB
    with PeopleReader(path) as reader, pytest.raises(TransferError, match="unfolds to"):
        reader.read(0)


def test_values_that_repeat_parts_of_others_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    pq.write_table(
        _table(100, {2: pa.array([b"template"] * 100, pa.binary())}),
        path,
        use_dictionary=False,
        column_encoding={"template_02": "DELTA_BYTE_ARRAY"},
    )
    with PeopleReader(path) as reader, pytest.raises(TransferError, match="encoding"):
        reader.read(0)


def test_a_sound_file_of_another_writer_is_read(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.parquet", tmp_path / "theirs.parquet"
    batch = people(300)
    write(ours, batch)
    table = pq.read_table(ours)
    pq.write_table(table, theirs, compression="SNAPPY", data_page_version="2.0")
    assert pq.ParquetFile(theirs).metadata.row_group(0).column(0).has_dictionary_page
    [found] = read(theirs)
    assert_same(found, batch)


@pytest.mark.parametrize("seed", range(4))
def test_no_changed_byte_leads_past_the_bounds(seed: int, tmp_path: Path) -> None:
    """Whatever a byte is changed to, a file is read or refused by name."""
    path = tmp_path / "changed.parquet"
    write(path, people(30))
    sound = path.read_bytes()
    rng = np.random.default_rng(seed)
    for place in rng.integers(0, len(sound), 100):
        changed = bytearray(sound)
        changed[place] = rng.integers(0, 256)
        path.write_bytes(changed)
        try:
            read(path)
        except TransferError as error:
            assert str(path) in str(error)
