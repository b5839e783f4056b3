"""How soon enrolments are visible everywhere: measured on partitions behind lines, without Ray."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from benchmarks.data import MeasurementError
from benchmarks.visibility import Watched, measured
from cluster.remote_index import RemoteIndex
from database.connection import Database
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.search import Names
from tests.cluster.lines import QUICK, LineDirectory, partitioned
from tests.cluster.people import SHALLOW, fill, probe
from tests.databases import opened_sqlite

SOME = range(2_000, 2_004)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Watched, LineDirectory]]:
    database = opened_sqlite(tmp_path / "tenprint.sqlite")
    fill(database)
    parameters = IndexParameters(background=False)
    with partitioned(database, tmp_path / "partitions", 2, 2, parameters=parameters) as directory:
        indexes: list[RemoteIndex] = []

        def opened(gallery: str, followed: Database, names: Names) -> RemoteIndex:
            indexes.append(RemoteIndex(gallery, followed, names, directory, QUICK))
            return indexes[-1]

        with Gallery("iafis", database, parameters=SHALLOW, open_index=opened) as gallery:
            gallery.catch_up(lambda *_: None)
            yield Watched(database, gallery, indexes[0]), directory
    database.close()


def test_every_replica_sees_each_enrolment(place: tuple[Watched, LineDirectory]) -> None:
    watched, directory = place
    before = [one.partition.watermark for one in directory.replicas]
    figures = measured(watched, [probe(one, 10) for one in SOME], nullcontext)
    assert figures["enrolment_count"] == len(SOME)
    assert all(len(figures[f"visible_{one}_ms"]) == 2 for one in ("alone", "beside_searches"))
    assert figures["visible_alone_ms_p50"] <= figures["visible_alone_ms_max"]
    after = [one.partition.watermark for one in directory.replicas]
    assert all(late >= early + len(SOME) for early, late in zip(before, after, strict=True))


def test_a_replica_that_does_not_see_an_enrolment_is_no_figure(
    place: tuple[Watched, LineDirectory],
) -> None:
    watched, directory = place
    directory.replicas[0].is_cut = True
    with pytest.raises(MeasurementError, match=directory.replicas[0].name):
        measured(watched, [probe(one, 10) for one in SOME], nullcontext)
