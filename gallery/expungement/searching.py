"""Search files for bytes that must not be there."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

WINDOW_BYTES = 24
"""How much of a trace is looked for at a place: nothing else has the same 24 bytes by chance."""

_STEP_BYTES = 1_021
"""Between windows. SQLite parts a blob into pages of 4,092 bytes, so that each has some windows."""
_MOST_WINDOWS = 256
_LEAST_DIFFERENT = 10
"""Different bytes of a window; a window of one colour would be found everywhere."""
_CHUNK_BYTES = 2**23
_WORD_BYTES = 8


@dataclass(frozen=True)
class Trace:
    """Bytes that a file may hold of a record."""

    what: str
    content: bytes
    is_text: bool = False
    """Whether the bytes are words in clear, which somebody could guess."""
    is_image: bool = False
    """Whether images of one format and size begin with the same bytes, whomever they show."""


@dataclass(frozen=True)
class Finding:
    """A trace that a file still holds."""

    what: str
    file: Path
    offset: int


class Searched(Protocol):
    """What is looked for in files."""

    def find(self, data: bytes) -> Iterator[tuple[int, str]]:
        """Yield where something begins that must not be there, and what it is of."""


class Needles:
    """What is looked for: windows of traces, all at once."""

    def __init__(self, traces: Iterable[Trace]) -> None:
        self._windows: dict[bytes, str] = {}
        for trace in traces:
            for window in windows(trace):
                self._windows.setdefault(window, trace.what)
        starts = np.frombuffer(b"".join(self._windows), np.uint8).reshape(-1, WINDOW_BYTES)
        self._pairs = np.zeros(2**16, np.bool_)
        self._pairs[starts[:, 0] + (starts[:, 1].astype(np.uint16) << 8)] = True
        self._words = np.unique(np.ascontiguousarray(starts[:, :_WORD_BYTES]).view("<u8"))

    @property
    def count(self) -> int:
        """How many windows are looked for."""
        return len(self._windows)

    def find(self, data: bytes) -> Iterator[tuple[int, str]]:
        """Yield where a window begins, and of which trace it is."""
        if len(data) < WINDOW_BYTES or not self._windows:
            return
        content = np.frombuffer(data, np.uint8)[: len(data) - WINDOW_BYTES + 2]
        likely = np.flatnonzero(self._pairs[content[:-1] + (content[1:].astype(np.uint16) << 8)])
        words = np.ndarray(len(content) - 1, "<u8", data, strides=(1,))[likely]
        at = np.minimum(np.searchsorted(self._words, words), len(self._words) - 1)
        for offset in likely[self._words[at] == words].tolist():
            what = self._windows.get(data[offset : offset + WINDOW_BYTES])
            if what is not None:
                yield offset, what


def files_of(folders: Iterable[Path]) -> list[Path]:
    """List every file in folders and in the folders inside them; a file stands for itself."""
    found = set[Path]()
    for folder in folders:
        inside = folder.rglob("*") if folder.is_dir() else [folder]
        found |= {path for path in inside if path.is_file() and not path.is_symlink()}
    return sorted(found)


def search_files(needles: Searched, files: Sequence[Path]) -> list[Finding]:
    """Read files whole; list each trace once for each file that holds it."""
    found: dict[tuple[str, Path], Finding] = {}
    for path in files:
        # An index deletes files that it has merged.
        with suppress(FileNotFoundError):
            for offset, what in _search(needles, path):
                found.setdefault((what, path), Finding(what, path, offset))
    return list(found.values())


def _search(needles: Searched, path: Path) -> Iterator[tuple[int, str]]:
    start, before = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            data = before + chunk
            yield from ((start + offset, what) for offset, what in needles.find(data))
            before = data[-(WINDOW_BYTES - 1) :]
            start += len(data) - len(before)


def windows(trace: Trace) -> Iterator[bytes]:
    """Cut the pieces out of a trace that are looked for at every place."""
    content = trace.content
    last = len(content) - WINDOW_BYTES
    first = _STEP_BYTES if trace.is_image and last > 2 * _STEP_BYTES else 0
    places = [*range(first, last + 1, _STEP_BYTES)][:_MOST_WINDOWS]
    for place in [*places, last] if last >= 0 else []:
        window = content[place : place + WINDOW_BYTES]
        if len(set(window)) >= _LEAST_DIFFERENT:
            yield window
