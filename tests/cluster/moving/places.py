"""A gallery in partitions without Ray, and the same gallery in one index, searched all the time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from cluster.moving import Mover, Node, Waits
from cluster.remote_index import remote_index
from database.connection import Database
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.types import Identification
from tests import waiting
from tests.cluster.ground import LineGround, Looking
from tests.cluster.people import SHALLOW, fill, probe
from tests.databases import opened_sqlite

until = partial(waiting.until, within_s=20, every_s=0.05)

WAITS = Waits(look_s=0.02, unasked_s=0.4, most_unasked_s=10.0)
PROBES = [(7, 10), (3, 2), (4, 4), (900, 10), (12, 1)]


class Place:
    """Three nodes with two partitions, and the same gallery in one index."""

    def __init__(self, database: Database, folder: Path, replica_count: int = 2) -> None:
        self.database = database
        nodes = [Node(f"node-{n}", f"10.0.0.{n}", 8) for n in range(3)]
        self.ground = LineGround(database, folder, nodes)
        self.ground.up(2, replica_count)
        self.service = Looking(self.ground)
        self.told: list[str] = []
        self.mover = Mover(self.ground, self.told.append, WAITS)
        self.gallery = Gallery(
            "iafis", database, parameters=SHALLOW, open_index=remote_index(self.service)
        )
        self.local = Gallery(
            "iafis",
            database,
            parameters=SHALLOW,
            index_parameters=IndexParameters(background=False),
        )

    @property
    def names(self) -> list[str]:
        return sorted(map(str, self.ground.replicas))

    def node(self, number: int) -> Node:
        return self.ground.layout().nodes[number]

    def of_one_index(
        self, number: int, finger_count: int, gallery: Gallery | None = None
    ) -> Callable[[], Identification]:
        """Return a search whose answer has to be that of one index.

        gallery: of another service.
        """
        searching = gallery or self.gallery
        expected = self.local.identify(probe(number, finger_count))

        def search() -> Identification:
            found = searching.identify(probe(number, finger_count))
            assert found.candidates == expected.candidates
            assert found.report.threshold_db == expected.report.threshold_db
            assert found.report.reference_count == expected.report.reference_count
            return found

        return search

    @contextmanager
    def searched(self, gallery: Gallery | None = None) -> Iterator[list[Identification]]:
        """Search all the time on two threads, and a little longer; raise what a search raised.

        gallery: of another service.
        """
        searches = [self.of_one_index(*one, gallery) for one in PROBES]
        stopped, faults, found = threading.Event(), list[BaseException](), list[Identification]()

        def run(first: int) -> None:
            number = first
            while not stopped.is_set():
                try:
                    found.append(searches[number % len(searches)]())
                except BaseException as fault:
                    faults.append(fault)
                    return
                number += 1

        threads = [threading.Thread(target=run, args=(first,)) for first in range(2)]
        for one in threads:
            one.start()
        try:
            yield found
            before = len(found)
            until(lambda: bool(faults) or len(found) > before + len(PROBES))
        finally:
            stopped.set()
            for one in threads:
                one.join()
        assert not faults, faults[0]


@contextmanager
def opened(folder: Path, replica_count: int = 2) -> Iterator[Place]:
    """Make a place, and close it at the end."""
    database = opened_sqlite(folder / "tenprint.sqlite")
    fill(database)
    made = Place(database, folder / "nodes", replica_count)
    try:
        yield made
    finally:
        made.gallery.close()
        made.local.close()
        made.service.close()
        made.ground.close()
        database.close()
