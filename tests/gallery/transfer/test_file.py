"""Files of people: what is written comes back, and what is damaged is named."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gallery.errors import TransferError
from gallery.transfer.file import NOT_STATED, PeopleBatch
from gallery.transfer.reader import PeopleReader
from gallery.transfer.writer import PeopleWriter
from matcher.vector import VECTOR_DIMENSION

FINGERS_THERE = (0, 1, 6, 11)
FLIPS = 400


def people(count: int, seed: int = 0, first_row: int = 0) -> PeopleBatch:
    rng = np.random.default_rng(seed)
    there = np.zeros((count, 12), bool)
    there[:, FINGERS_THERE] = rng.random((count, len(FINGERS_THERE))) < 0.8
    vectors = rng.integers(-127, 128, (count, 12, VECTOR_DIMENSION)).astype(np.int8)
    vectors[~there] = 0
    return PeopleBatch(
        first_row,
        [f"P-{seed}-{row}" for row in range(count)],
        [f"E-{seed}-{row}" for row in range(count)],
        [[rng.bytes(20) if finger else b"" for finger in row] for row in there],
        vectors,
        np.where(there, rng.integers(0, 4, there.shape), NOT_STATED).astype(np.int8),
    )


def write(path: Path, *batches: PeopleBatch) -> None:
    with PeopleWriter(
        path,
        templates=batches[0].templates is not None,
        vectors=batches[0].vectors is not None,
    ) as writer:
        for batch in batches:
            writer.write(batch)
        writer.finish()


def read(path: Path) -> list[PeopleBatch]:
    with PeopleReader(path) as reader:
        return [reader.read(group) for group in range(reader.group_count)]


def assert_same(found: PeopleBatch, expected: PeopleBatch) -> None:
    assert found.first_row == expected.first_row
    assert list(found.external_ids) == list(expected.external_ids)
    assert list(found.encounter_ids) == list(expected.encounter_ids)
    assert found.templates == expected.templates
    assert (found.vectors is None) == (expected.vectors is None)
    if found.vectors is not None and expected.vectors is not None:
        np.testing.assert_array_equal(found.vectors, expected.vectors)
    np.testing.assert_array_equal(found.impressions, expected.impressions)


@pytest.mark.parametrize("kept", ["templates", "vectors", "both"])
def test_what_is_written_is_read(kept: str, tmp_path: Path) -> None:
    def part(one: PeopleBatch) -> PeopleBatch:
        return PeopleBatch(
            one.first_row,
            one.external_ids,
            one.encounter_ids,
            None if kept == "vectors" else one.templates,
            None if kept == "templates" else one.vectors,
            one.impressions,
        )

    first, second = part(people(7)), part(people(5, seed=1, first_row=7))
    path = tmp_path / "people.parquet"
    write(path, first, second)
    found = read(path)
    assert len(found) == 2
    assert_same(found[0], first)
    assert_same(found[1], second)
    with PeopleReader(path) as reader:
        assert reader.row_count == 12
        assert reader.read_ids(1) == (list(second.external_ids), list(second.encounter_ids))
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_does_not_finish_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    with PeopleWriter(path, templates=True, vectors=True) as writer:
        writer.write(people(3))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    with PeopleWriter(path, templates=True, vectors=False) as writer:
        writer.finish()
    assert read(path) == []


def test_no_flipped_bit_gives_other_people(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    original = people(3)
    write(path, original, people(2, seed=1, first_row=3))
    sound = path.read_bytes()
    rng = np.random.default_rng(5)
    noticed = 0
    for place in rng.integers(0, len(sound), FLIPS):
        damaged = bytearray(sound)
        damaged[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        try:
            found = read(path)
        except TransferError as error:
            assert str(path) in str(error)
            noticed += 1
        else:
            assert_same(found[0], original)
    assert noticed > FLIPS / 2


def test_damage_in_a_page_names_the_row_group(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    first, second = people(3), people(2, seed=1, first_row=3)
    write(path, first, second)
    data = path.read_bytes()
    assert second.vectors is not None
    place = data.index(second.vectors[0, second.vectors[0].any(1)][0].tobytes())
    path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    with PeopleReader(path) as reader:
        assert_same(reader.read(0), first)
        with pytest.raises(TransferError, match=r"row group 1 \(rows from 3, 2 of them\)"):
            reader.read(1)


@pytest.mark.parametrize("kept", [0, 3, 100, 0.5, 0.99])
def test_a_file_cut_short_is_refused(kept: float, tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    write(path, people(3))
    data = path.read_bytes()
    path.write_bytes(data[: int(kept * len(data)) if kept < 1 else int(kept)])
    with pytest.raises(TransferError, match="is not a file of people"):
        PeopleReader(path)


def test_what_is_no_file_of_people_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    with pytest.raises(TransferError, match="there is no file"):
        PeopleReader(path)
    pq.write_table(pa.table({"external_id": ["a"]}), path)
    with pytest.raises(TransferError, match="not one of people"):
        PeopleReader(path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({b"version": b"2"}, "version '2'; 1 is known"),
        ({b"vector_version": b"vlad-older"}, "vectors of version 'vlad-older'"),
    ],
)
def test_another_version_is_refused(changed: dict[bytes, bytes], said: str, tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    write(path, people(2))
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, **changed}), path)
    with pytest.raises(TransferError, match=said):
        PeopleReader(path)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    write(path, people(2))
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["impression_04"]), path)
    with pytest.raises(TransferError, match="other columns"):
        PeopleReader(path)


def test_a_row_group_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    write(path, people(1))
    table = pq.read_table(path)
    pq.write_table(pa.concat_tables([table] * 70_000).combine_chunks(), path, row_group_size=70_000)
    with pytest.raises(TransferError, match="row group 0 has 70000 rows"):
        PeopleReader(path)
