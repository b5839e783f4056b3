from pathlib import Path

import pytest

from database.errors import StoreUnavailableError
from gallery.index.segment import journal
from gallery.index.segment.journal import JOURNAL, Change, carry_out, recover

CHANGES = [Change("one", 2, b"XY"), Change("two", 0, b"Z")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one").write_bytes(b"abcdef")
    (tmp_path / "two").write_bytes(b"ghi")
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_changes_are_made_and_the_note_is_gone(folder: Path) -> None:
    carry_out(folder, CHANGES)
    assert content(folder) == {"one": b"abXYef", "two": b"Zhi"}
    assert not recover(folder)


def test_a_finished_note_is_carried_out_at_the_next_start(folder: Path) -> None:
    journal._note(folder, CHANGES)
    assert recover(folder)
    assert content(folder) == {"one": b"abXYef", "two": b"Zhi"}


def test_a_note_that_was_half_carried_out_is_finished(folder: Path) -> None:
    journal._note(folder, CHANGES)
    (folder / "one").write_bytes(b"abXYef")
    assert recover(folder)
    assert content(folder) == {"one": b"abXYef", "two": b"Zhi"}


def test_a_note_that_was_not_finished_never_counted(folder: Path) -> None:
    before = content(folder)
    journal._note(folder, CHANGES)
    whole = (folder / JOURNAL).read_bytes()
    for length in range(0, len(whole), 5):
        (folder / JOURNAL).write_bytes(whole[:length])
        assert not recover(folder)
        assert content(folder) == before


def test_what_cannot_be_written_is_an_error_that_names_the_folder(folder: Path) -> None:
    before = content(folder)
    (folder / JOURNAL).mkdir()
    with pytest.raises(StoreUnavailableError, match=str(folder)):
        carry_out(folder, CHANGES)
    (folder / JOURNAL).rmdir()
    assert content(folder) == before
