"""Compares the answers of a gallery in partitions with those of one index."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cluster.remote_index import remote_index
from database.connection import Database
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.types import Identification
from tests.cluster.lines import LineDirectory, partitioned
from tests.cluster.people import SHALLOW, probe
from tests.gallery.segments import segments_of

Key = tuple[int, int, int]
"""Of a probe: number of the person, count of fingers, impression."""
STRANGER = 1_000
"""Whoever has this number or a higher one is not enrolled."""
SEALED = ("none", "some")
"""Which segments: those of no index, or of the one index and of every second replica."""
CUTS = [(1, 1), (1, 2), (4, 1), (4, 2), (16, 1), (16, 2)]
"""Partitions, and replicas of each."""
_PARAMETERS = IndexParameters(background=False)


def of_one_index(
    database: Database, keys: Iterable[Key], *, sealed: str
) -> dict[Key, Identification]:
    """Search one index for each probe."""
    with Gallery("iafis", database, parameters=SHALLOW, index_parameters=_PARAMETERS) as gallery:
        gallery.catch_up()
        if sealed == "some":
            segments_of(gallery).seal()
        return {key: gallery.identify(probe(*key)) for key in keys}


@contextmanager
def in_partitions(
    database: Database, folder: Path, cut: tuple[int, int], *, sealed: str
) -> Iterator[tuple[Gallery, LineDirectory]]:
    """Open the gallery over partitions and replicas that are filled from the database."""
    with partitioned(database, folder, *cut, parameters=_PARAMETERS) as directory:
        for number, one in enumerate(directory.replicas):
            one.partition.follow()
            if sealed == "some" and number % 2:
                one.partition.index.seal()
        opened = remote_index(directory)
        with Gallery("iafis", database, parameters=SHALLOW, open_index=opened) as gallery:
            # So that replicas tell what searches asked, and not what opening did.
            for one in directory.replicas:
                one.asked.clear()
            yield gallery, directory


def differing(
    gallery: Gallery, directory: LineDirectory, expected: Mapping[Key, Identification]
) -> Iterator[Key]:
    """Search for each probe; yields those that are answered otherwise than by one index."""
    for key, answer in expected.items():
        found = gallery.identify(probe(*key))
        if _plain(found) != _plain(answer) or not _reported(found, directory):
            yield key


def _plain(found: Identification) -> object:
    """All of an answer but how long it took and where it came from."""
    report = found.report
    stages = [(one.name, one.kept_count) for one in report.stages]
    figures = (report.reference_count, report.threshold_db, report.index_version, stages)
    return found.candidates, found.watermark, figures, report.contradicted_positions


def _reported(found: Identification, directory: LineDirectory) -> bool:
    """Tell whether the report names every partition, and replicas that there are."""
    reports = found.report.partitions
    names = {one.name for one in directory.replicas}
    return [one.partition for one in reports] == [str(one) for one in directory.by_slots] and all(
        one.replicas and set(one.replicas) <= names and one.watermark == found.watermark
        for one in reports
    )
