"""A process that is there to be killed: it seals, compacts, writes snapshots or loads in bulk.

    python -m tests.kill.gallery_worker --phase seal --data DIR --people FILE --first N --most M

Every line on standard output is a JSON object. What is about to be changed is announced before,
and acknowledged once it is durable; a phase says when it begins and ends. Beside sealing,
compaction and snapshots a thread enrols and deletes people, as a service does.
"""

import itertools
import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import click

from benchmarks.data.mixed_people import MixedPeople
from gallery.transfer.importing import import_people
from gallery.transfer.reference_sets import import_reference_set
from tests.kill.gallery_data import (
    GALLERY,
    ORI,
    PIECE_ROWS,
    OpenGallery,
    Place,
    number_of,
    opened,
    stored_encounters,
)

BATCH = 150
"""People enrolled before a segment is sealed."""
_SNAPSHOTS = 8
_DELETED_AT_ONCE = 40


class Phase(StrEnum):
    """What is being done when the kill comes."""

    SEAL = "seal"
    COMPACT = "compact"
    SNAPSHOT = "snapshot"
    LOAD_DATABASE = "load-database"
    LOAD_SET = "load-set"


LOADS = (Phase.LOAD_DATABASE, Phase.LOAD_SET)


def tell(**what: object) -> None:
    """Write a line in one piece: the pipe keeps it whatever becomes of this process."""
    os.write(sys.stdout.fileno(), (json.dumps(what) + "\n").encode())


@contextmanager
def phase_told() -> Iterator[None]:
    """Say when a phase begins, and when it is over and how long it took."""
    started = time.monotonic()
    tell(phase="begin")
    yield
    tell(phase="end", seconds=time.monotonic() - started)


class Worker:
    """Changes a gallery and keeps house, telling of both."""

    def __init__(self, gallery: OpenGallery, first: int, most: int, seed: int) -> None:
        self._gallery = gallery
        self._numbers = itertools.count(first)
        self._random = random.Random(seed)
        self._there = [number_of(one) for one in stored_encounters(gallery.database)]
        self._most = most
        self._change = threading.Lock()

    def run(self, phase: Phase) -> None:
        """Repeat a phase until killed."""
        work = {
            Phase.SEAL: self._seal,
            Phase.COMPACT: self._compact,
            Phase.SNAPSHOT: self._snapshot,
        }[phase]
        while True:
            work()

    def _seal(self) -> None:
        self._grow()
        with phase_told(), self._changing():
            self._gallery.index.seal()

    def _compact(self) -> None:
        for _ in range(2):
            self._grow()
            self._gallery.index.seal()
        with phase_told(), self._changing():
            self._gallery.index.compact(force=True)

    def _snapshot(self) -> None:
        self._grow()
        with phase_told(), self._changing():
            for _ in range(_SNAPSHOTS):
                self._delete(1)
                self._gallery.index.snapshot()

    def _grow(self) -> None:
        """Enrol people, and delete whoever is too many."""
        self._enrol(BATCH)
        while len(self._there) > self._most:
            self._delete(min(_DELETED_AT_ONCE, len(self._there) - self._most))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Enrol and delete one by one in a thread, for as long as the block runs."""
        over = threading.Event()
        thread = threading.Thread(target=self._change_until, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _change_until(self, over: threading.Event) -> None:
        while not over.wait(0.005):
            self._enrol(1)
            self._delete(1)

    def _enrol(self, count: int) -> None:
        with self._change:
            numbers = [next(self._numbers) for _ in range(count)]
            tell(enrolling=numbers)
            self._gallery.enrol(numbers)
            tell(enrolled=numbers)
            self._there += numbers

    def _delete(self, count: int) -> None:
        with self._change:
            numbers = [self._take() for _ in range(count)]
            tell(deleting=numbers)
            self._gallery.delete(numbers, expunge=self._random.random() < 0.3)
            tell(deleted=numbers)

    def _take(self) -> int:
        """Choose anybody, and those who came last more often: they are where work goes on."""
        recent = self._random.random() < 0.5
        first = max(0, len(self._there) - BATCH) if recent else 0
        return self._there.pop(self._random.randrange(first, len(self._there)))


def load_database(place: Place) -> None:
    """Import the file into the database."""

    def stored(done: int, _total: int) -> None:
        tell(stored=done)

    with place.database() as database, phase_told():
        import_people(
            database,
            GALLERY,
            place.file,
            ori=ORI,
            now=lambda: datetime.now(UTC),
            progress=stored,
        )


def load_set(place: Place) -> None:
    """Import the file into the reference set."""
    with phase_told():
        import_reference_set(place.reference_set, "national", place.file, piece_rows=PIECE_ROWS)


@click.command()
@click.option("--phase", type=click.Choice([one.value for one in Phase]), required=True)
@click.option("--data", type=click.Path(path_type=Path), required=True)
@click.option("--people", "source", type=click.Path(path_type=Path), required=True)
@click.option("--first", default=0, help="Number of the first new person; never one again.")
@click.option("--most", default=0, help="People who stay when others come.")
@click.option("--seed", default=1)
def main(phase: str, data: Path, source: Path, first: int, most: int, seed: int) -> None:
    """Do one thing, again and again where that makes sense."""
    place = Place(data)
    if phase == Phase.LOAD_DATABASE:
        load_database(place)
    elif phase == Phase.LOAD_SET:
        load_set(place)
    else:
        with opened(place, MixedPeople(source)) as gallery:
            Worker(gallery, first, most, seed).run(Phase(phase))


if __name__ == "__main__":
    main()
