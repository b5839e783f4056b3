"""The search for what must not be there finds every place that plain reading finds."""

import random
from pathlib import Path

import pytest

from gallery.expungement import Finding, Needles, Trace, files_of, search_files, searching

SECRET = random.Random(1).randbytes(5_000)


def search(path: Path, content: bytes = SECRET) -> list[Finding]:
    return search_files(Needles([Trace("secret", content)]), files_of([path]))


@pytest.mark.parametrize("offset", [0, 1, 7, 8, 4_091, 99_999])
def test_a_trace_is_found_at_any_place(offset: int, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "in" / "it"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(offset) + SECRET)
    assert search(tmp_path) == [Finding("secret", file, offset)]


@pytest.mark.parametrize("start", [0, 500, 2_000, 3_900])
def test_a_part_of_a_page_is_enough(start: int, tmp_path: Path) -> None:
    """A file may hold a piece of a blob alone, such as a page of a database."""
    file = tmp_path / "page"
    file.write_bytes(b"x" * 100 + SECRET[start : start + 1_045])
    assert [one.file for one in search(tmp_path)] == [file]


def test_what_lies_across_two_reads_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_CHUNK_BYTES", 1_000)
    file = tmp_path / "large"
    for offset in range(970, 1_030):
        file.write_bytes(bytes(offset) + SECRET[: searching.WINDOW_BYTES] + bytes(2_000))
        assert search(tmp_path) == [Finding("secret", file, offset)], offset


def test_other_bytes_are_not_found(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(random.Random(2).randbytes(300_000))
    (tmp_path / "near").write_bytes(SECRET[: searching.WINDOW_BYTES - 1] + b"\0" * 50)
    (tmp_path / "empty").write_bytes(b"")
    assert search(tmp_path) == []


def test_plain_areas_are_no_traces(tmp_path: Path) -> None:
    """A white border is in every image."""
    (tmp_path / "white").write_bytes(b"\xff" * 5_000)
    assert search(tmp_path, b"\xff" * 5_000) == []
    assert Needles([Trace("white", b"\xff" * 5_000)]).count == 0
