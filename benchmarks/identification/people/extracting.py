"""Templates of people's prints, kept by the digests of image and extractor.

One bad print ends nothing: not one that cannot be read, not one on which the extractor fails, not
one that ends the process of the extractor. What was extracted is kept at once, so an interrupted
run continues.
"""

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from benchmarks.data import (
    UNMOVED,
    Extraction,
    Extracts,
    MeasurementError,
    PersonPrint,
    Recipe,
    Skipped,
    image_of,
    keep_first,
    measure,
    track,
    write_atomically,
)
from matcher.containers import MAX_DECODED_PIXELS
from matcher.extraction import Extractor
from matcher.types import Template

MOST_BYTES = 4 * MAX_DECODED_PIXELS
"""Of an image file: the most pixels that are decoded, uncompressed in colour, and some more."""
NOT_TAKEN = frozenset(
    {
        "EMPTY_IMAGE",
        "IMAGE_SIZE_MISMATCH",
        "IMAGE_TOO_LARGE",
        "RESOLUTION_MISSING",
        "RESOLUTION_OUT_OF_RANGE",
        "TRUNCATED_IMAGE",
        "UNDECODABLE_IMAGE",
        "UNSUPPORTED_ENCODING",
        "UNSUPPORTED_PIXEL_FORMAT",
    }
)
"""Reasons by which a file says nothing of a finger. Such a print is skipped. A print that is
refused for another reason counts as a print without template."""

_AT_ONCE = 32
"""Prints that a process gets in one part. A part is done again if a process ends."""
_MOST_ENDED = 3
"""Processes that end in a row before it is the machine's fault, and not that of a print."""


@dataclass(frozen=True)
class Extracted:
    """A print and where its template is kept, or why there is none."""

    print: PersonPrint
    kept: Path
    failure: str = ""
    """The reason; empty if there is a template."""
    quality: int = 0
    """0 to 100, of the sample."""

    @property
    def template(self) -> Template | None:
        """Read the template, if there is one."""
        return None if self.failure else _read(self.kept).template


@dataclass(frozen=True)
class _Work:
    print: PersonPrint
    kept: Path


def extract_people(
    prints: Sequence[PersonPrint],
    *,
    cache: Path,
    workers: int = 1,
    make: Callable[[], Extracts] = Extractor,
) -> tuple[list[Extracted], list[Skipped]]:
    """Extract all prints, or read what was extracted before; shows the remaining time.

    make: makes the extractor, in each process. Raises MeasurementError if the cache cannot be
    written, ModelError if the extractor cannot be made.
    """
    work, skipped = _locate(prints, cache / "templates", make().digest.hex())
    missing = [one for one in work if not one.kept.is_file()]
    try:
        failed = _Processes(make, workers).extract(missing)
    except OSError as error:
        raise MeasurementError(f"{cache} cannot be written: {error.strerror}") from error
    extracted = []
    for one in work:
        made = _extracted(one, failed.get(one.kept, ""))
        if made.failure in NOT_TAKEN:
            skipped.append(Skipped(made.failure, one.print.path, one.print.line, one.print.record))
        else:
            extracted.append(made)
    return extracted, skipped


def _locate(
    prints: Sequence[PersonPrint], folder: Path, extractor_digest: str
) -> tuple[list[_Work], list[Skipped]]:
    """Read the images, and name the file that keeps each template."""
    kept: dict[PersonPrint, Path] = {}
    unread = []
    for one in track(prints, "reading images"):
        recipe = Recipe(Extractor, one.ppi, UNMOVED, extractor_digest)
        try:
            kept[one] = folder / recipe.key(_bytes(one))
        except (OSError, ValueError) as error:
            detail = error.strerror if isinstance(error, OSError) else str(error)
            unread.append(Skipped("UNREADABLE_FILE", one.path, one.line, detail or ""))
    read = [one for one in prints if one in kept]
    once, repeated = keep_first(read, lambda one: kept[one].name, "SAME_IMAGE")
    return [_Work(one, kept[one]) for one in once], [*unread, *repeated]


def _bytes(one: PersonPrint) -> bytes:
    path = one.path
    if one.record:
        return image_of(path, one.record).data
    if not path.exists():
        raise ValueError("there is no such file")
    # A device or a pipe may never end.
    if not path.is_file():
        raise ValueError("it is no file")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
    return path.read_bytes()


def _extracted(one: _Work, failure: str) -> Extracted:
    if failure:
        return Extracted(one.print, one.kept, failure)
    made = _read(one.kept)
    quality = made.template.quality if made.template else 0
    return Extracted(one.print, one.kept, made.failure_reason, quality)


def _read(kept: Path) -> Extraction:
    return Extraction(**json.loads(kept.read_text()))


class _Processes:
    """Processes that extract. A process that ends is replaced."""

    def __init__(self, make: Callable[[], Extracts], count: int) -> None:
        start = partial(_start, make)
        context = multiprocessing.get_context("spawn")
        self._make_pool = partial(ProcessPoolExecutor, count, context, initializer=start)
        self._part = _AT_ONCE * count

    def extract(self, work: Sequence[_Work]) -> dict[Path, str]:
        """Extract and keep; return why what has no template has none, other than a bad sample."""
        if not work:
            return {}
        outcomes = zip(work, self._outcomes(work), strict=True)
        return {one.kept: failure for one, failure in track(outcomes, "extracting", len(work))}

    def _outcomes(self, work: Sequence[_Work]) -> Iterator[str]:
        self._pool = self._make_pool()
        try:
            for start in range(0, len(work), self._part):
                part = work[start : start + self._part]
                try:
                    yield from list(self._pool.map(_extract, part))
                except BrokenProcessPool:
                    # Nobody says which print it was, so they are done again, one after the other.
                    self._pool = self._make_pool()
                    yield from self._one_by_one(part)
        finally:
            self._pool.shutdown(cancel_futures=True)

    def _one_by_one(self, part: Sequence[_Work]) -> Iterator[str]:
        in_a_row = 0
        for one in part:
            try:
                yield "" if one.kept.is_file() else self._pool.submit(_extract, one).result()
                in_a_row = 0
            except BrokenProcessPool as error:
                in_a_row += 1
                if in_a_row == _MOST_ENDED:
                    raise MeasurementError(
                        f"{_MOST_ENDED} processes ended one after the other, the last with "
                        f"{one.print.path}: is there enough memory? Try fewer --workers"
                    ) from error
                self._pool = self._make_pool()
                yield "CRASHED"


_extractor: Extracts | None = None


def _start(make: Callable[[], Extracts]) -> None:
    """Prepare a process: an interruption is for the parent, with whom the process ends."""
    global _extractor  # noqa: PLW0603 - a process pool has no other place for what a worker keeps
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _extractor = make()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _extract(work: _Work) -> str:
    """Extract one print and keep the result; return the name of an unexpected error."""
    assert _extractor is not None
    one = work.print
    try:
        made = measure(_extractor, one.path, one.ppi, record=one.record)
    except Exception as error:
        return f"INTERNAL: {type(error).__name__}"
    write_atomically(work.kept, json.dumps(asdict(made)))
    return ""
