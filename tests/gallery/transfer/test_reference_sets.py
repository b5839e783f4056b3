"""A file of people becomes a reference set, whole, in pieces, and after a cut."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from database.errors import StoreUnavailableError
from gallery.errors import TransferError
from gallery.index import ImportPosition
from gallery.index.segmented_index import SegmentedIndex
from gallery.people.enrolment import Duplicates
from gallery.transfer.file import PeopleBatch
from gallery.transfer.reference_sets import SetReport, import_reference_set
from gallery.transfer.writer import PeopleWriter
from matcher import template as template_codec
from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION, dequantise, vector
from tests.gallery.damage import damage_of
from tests.gallery.prints import finger

GROUPS, ROWS = 6, 40


class StopError(Exception):
    """Raised to cut an import short."""


def people(group: int, rows: int = ROWS) -> PeopleBatch:
    """Make people of random vectors; the templates are those of five people."""
    rng = np.random.default_rng(group)
    values = rng.normal(size=(rows, 12, VECTOR_DIMENSION)) * 25
    vectors = np.clip(np.rint(values), -127, 127).astype(np.int8)
    vectors[:, 10:] = 0
    stored = [
        [template_codec.encode(finger(seed, 1, f).template) for f in FINGERS] for seed in range(5)
    ]
    names = [f"{group}-{row}" for row in range(rows)]
    return PeopleBatch(
        group * rows,
        [f"P-{name}" for name in names],
        [f"E-{name}" for name in names],
        [[*stored[row % 5], b"", b""] for row in range(rows)],
        vectors,
        np.zeros((rows, 12), np.int8),
    )


def write(path: Path, *batches: PeopleBatch) -> Path:
    templates, vectors = batches[0].templates is not None, batches[0].vectors is not None
    with PeopleWriter(path, templates=templates, vectors=vectors) as writer:
        for batch in batches:
            writer.write(batch)
        writer.finish()
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "people.parquet", *(people(group) for group in range(GROUPS)))


def assert_complete(folder: Path) -> None:
    """Everybody is there once, with name, templates and vector, and all is sound."""
    index = SegmentedIndex(folder, gallery="national", imported=True)
    try:
        assert index.count == GROUPS * ROWS
        assert damage_of(index) == []
        records = index.records(range(1, GROUPS * ROWS + 1))
        for group in range(GROUPS):
            batch = people(group)
            assert batch.templates is not None
            assert batch.vectors is not None
            for row in range(0, ROWS, 7):
                record = records[group * ROWS + row + 1]
                assert record.name == batch.external_ids[row]
                assert list(record.templates) == list(batch.templates[row][:10])
                probe = dequantise(batch.vectors[row, :10])
                [found] = index.shortlist(probe[None], 5)
                assert found.reference_ids[0] == group * ROWS + row + 1
    finally:
        index.close()


def test_a_file_becomes_a_set(file: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    folder = tmp_path / "set"
    report = import_reference_set(
        folder, "national", file, progress=lambda done, total: seen.append((done, total))
    )
    assert report == SetReport(GROUPS * ROWS, 0)
    assert seen == [((group + 1) * ROWS, GROUPS * ROWS) for group in range(GROUPS)]
    assert_complete(folder)
    # The same again has nothing to do.
    assert import_reference_set(folder, "national", file) == report
    assert_complete(folder)


def test_an_import_that_was_stopped_goes_on(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "set"

    def stop(done: int, _total: int) -> None:
        if done == 3 * ROWS:
            raise StopError

    with pytest.raises(StopError):
        import_reference_set(folder, "national", file, piece_rows=2 * ROWS, progress=stop)
    index = SegmentedIndex(folder, gallery="national", imported=True)
    assert index.count == 2 * ROWS
    index.close()
    again: list[int] = []
    import_reference_set(
        folder, "national", file, piece_rows=2 * ROWS, progress=lambda done, _: again.append(done)
    )
    assert again[0] == 3 * ROWS
    assert_complete(folder)


def test_an_import_that_was_killed_goes_on(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from gallery.transfer.reference_sets import import_reference_set\n"
        "def kill(done, total):\n"
        f"    if done == {5 * ROWS}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "import_reference_set(Path(sys.argv[1]), 'national', Path(sys.argv[2]),"
        f" piece_rows={2 * ROWS}, progress=kill)\n"
    )
    command = [sys.executable, "-c", code, str(folder), str(file)]
    killed = subprocess.run(command, check=False, timeout=120, env={**os.environ})
    assert killed.returncode == -signal.SIGKILL
    again: list[int] = []
    import_reference_set(
        folder, "national", file, piece_rows=2 * ROWS, progress=lambda done, _: again.append(done)
    )
    assert again[0] == 5 * ROWS
    assert_complete(folder)


def test_vectors_are_made_from_templates(tmp_path: Path) -> None:
    batch = replace(people(0, 5), vectors=None)
    folder = tmp_path / "set"
    import_reference_set(folder, "national", write(tmp_path / "people.parquet", batch))
    index = SegmentedIndex(folder, gallery="national", imported=True)
    probe = np.stack([vector(finger(3, 1, one).template) for one in FINGERS])
    [found] = index.shortlist(probe[None], 5)
    assert found.reference_ids[0] == 4
    index.close()


def test_vectors_alone_are_taken_and_have_no_templates(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    file = write(tmp_path / "people.parquet", replace(people(0), templates=None))
    import_reference_set(folder, "national", file)
    index = SegmentedIndex(folder, gallery="national", imported=True)
    assert index.count == ROWS
    assert set(index.records([1])[1].templates) == {b""}
    index.close()


def test_a_plain_thumb_stands_in_for_a_rolled_one(tmp_path: Path) -> None:
    batch = people(0, 2)
    assert batch.vectors is not None
    assert batch.templates is not None
    batch.vectors[0, 10], batch.vectors[0, 0] = batch.vectors[0, 0], 0
    first = list(batch.templates[0])
    first[10], first[0] = first[0], b""
    moved = replace(batch, templates=[first, batch.templates[1]])
    folder = tmp_path / "set"
    import_reference_set(folder, "national", write(tmp_path / "people.parquet", moved))
    index = SegmentedIndex(folder, gallery="national", imported=True)
    assert list(index.records([1])[1].templates) == list(people(0, 2).templates[0][:10])  # type: ignore[index]
    score = index.rescore(dequantise(people(0, 2).vectors[0, :10]), [1])  # type: ignore[index]
    assert score[0] == pytest.approx(10, abs=0.01)
    index.close()


def test_repeated_encounters_are_refused_or_skipped(tmp_path: Path) -> None:
    first, second = people(0), people(1)
    ids = list(second.encounter_ids)
    ids[3] = first.encounter_ids[5]
    file = write(tmp_path / "people.parquet", first, replace(second, encounter_ids=ids))
    with pytest.raises(
        TransferError, match=f"row {ROWS + 3}: an earlier row has the same encounter"
    ):
        import_reference_set(tmp_path / "set", "national", file)
    report = import_reference_set(tmp_path / "set", "national", file, duplicates=Duplicates.SKIP)
    assert report == SetReport(2 * ROWS - 1, 1)
    index = SegmentedIndex(tmp_path / "set", gallery="national", imported=True)
    assert index.records([ROWS + 4]) == {}
    assert index.records([6])[6].name == first.external_ids[5]
    index.close()


def test_damage_ends_the_import_and_names_the_place(tmp_path: Path) -> None:
    batch = people(1)
    assert batch.templates is not None
    torn = [list(row) for row in batch.templates]
    torn[7][4] = torn[7][4][:-1]
    file = write(tmp_path / "people.parquet", people(0), replace(batch, templates=torn))
    with pytest.raises(TransferError, match=f"row {ROWS + 7}, finger 5: a template of"):
        import_reference_set(tmp_path / "set", "national", file, piece_rows=1)
    index = SegmentedIndex(tmp_path / "set", gallery="national", imported=True)
    assert index.count == ROWS
    index.close()


def test_a_set_holds_one_file_and_is_held_by_one_process(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    import_reference_set(folder, "national", file)
    other = write(tmp_path / "other.parquet", people(0))
    with pytest.raises(TransferError, match="holds another file"):
        import_reference_set(folder, "national", other)
    index = SegmentedIndex(folder, gallery="national", imported=True)
    with pytest.raises(StoreUnavailableError, match="in use by another process"):
        import_reference_set(folder, "national", file)
    index.close()


def test_positions_are_read_as_they_were_written_at_any_time() -> None:
    position = ImportPosition("0123abcd", 2, 3)
    assert ImportPosition.parse(position.render()) == position
    assert not position.is_complete
    assert ImportPosition("0123abcd", 3, 3).is_complete
    # Before it said how many there are.
    assert ImportPosition.parse("0123abcd:2") == ImportPosition("0123abcd", 2, None)
    assert ImportPosition.parse("0123abcd:2").is_complete
    assert not ImportPosition.parse("").is_complete
