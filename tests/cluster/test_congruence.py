"""A gallery in partitions answers as one index does: candidates, scores, order, threshold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.remote_index import remote_index
from database.connection import Database
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.types import Identification
from tests.cluster.lines import LineDirectory, partitioned
from tests.cluster.people import PEOPLE, SHALLOW, fill, probe
from tests.databases import opened_sqlite
from tests.gallery.segments import segments_of

PARAMETERS = IndexParameters(background=False)
STRANGER = 1_000
CUTS = [(1, 1), (1, 2), (4, 1), (4, 2), (16, 1), (16, 2)]


@pytest.fixture(scope="module", params=["open", "sealed"])
def sealed(request: pytest.FixtureRequest) -> bool:
    """Whether the segments are sealed.

    Products of open rows are rounded, so which of two twins takes the last place of a shortlist
    depends on who lies beside them. Only codes of sealed rows have sums without rounding.
    """
    return bool(request.param == "sealed")


@pytest.fixture(scope="module")
def database(sealed: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = opened_sqlite(tmp_path_factory.mktemp("people") / "tenprint.sqlite")
    fill(opened, twins=sealed)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def expected(sealed: bool, database: Database) -> dict[tuple[int, int], Identification]:
    """Answers of the one index."""
    with Gallery("iafis", database, parameters=SHALLOW, index_parameters=PARAMETERS) as gallery:
        gallery.catch_up()
        if sealed:
            segments_of(gallery).seal()
        return {key: gallery.identify(probe(*key)) for key in _probes()}


def _probes() -> Iterator[tuple[int, int]]:
    for finger_count in range(1, 11):
        for number in (finger_count % PEOPLE, (finger_count * 5) % PEOPLE, STRANGER):
            yield number, finger_count


def _plain(found: Identification) -> object:
    """All of an answer but how long it took and where it came from."""
    report = found.report
    stages = [(one.name, one.kept_count) for one in report.stages]
    figures = (report.reference_count, report.threshold_db, report.index_version, stages)
    return found.candidates, found.watermark, figures, report.contradicted_positions


@pytest.mark.parametrize(("partitions", "replicas"), CUTS)
def test_answers_are_those_of_one_index(
    expected: dict[tuple[int, int], Identification],
    sealed: bool,
    database: Database,
    partitions: int,
    replicas: int,
    tmp_path: Path,
) -> None:
    with partitioned(database, tmp_path, partitions, replicas, parameters=PARAMETERS) as directory:
        for one in directory.replicas:
            one.partition.follow()
            if sealed:
                one.partition.index.seal()
        with Gallery(
            "iafis", database, parameters=SHALLOW, open_index=remote_index(directory)
        ) as gallery:
            for key, answer in expected.items():
                found = gallery.identify(probe(*key))
                assert _plain(found) == _plain(answer), key
                assert _reported(found, directory)
            assert gallery.reference_count == expected[STRANGER, 1].report.reference_count
            status = gallery.status()
            assert status.reference_count == gallery.reference_count
            assert (status.watermark, status.lag_count) == (found.watermark, 0)
            assert not status.housekeeping_error and not status.damaged
        if replicas == 2:
            assert all(one.asked for one in directory.replicas), "replicas take turns"


def _reported(found: Identification, directory: LineDirectory) -> bool:
    """Tell whether the report names every partition, and replicas that there are."""
    reports = found.report.partitions
    names = {one.name for one in directory.replicas}
    return [one.partition for one in reports] == [str(one) for one in directory.by_slots] and all(
        one.replicas and set(one.replicas) <= names and one.watermark == found.watermark
        for one in reports
    )


def test_the_answers_that_are_compared_say_something(
    expected: dict[tuple[int, int], Identification], sealed: bool
) -> None:
    """Mates above the threshold, strangers below, twins equal, and stages that leave out."""
    answers = expected
    first = {key: one.candidates[0] for key, one in answers.items() if one.candidates}
    above = [key for key, one in first.items() if one.above_threshold]
    assert len(above) > len(answers) / 3
    assert not any(key[0] == STRANGER for key in above)
    assert sealed == any(
        one.candidates[0].score_db == one.candidates[1].score_db
        for one in answers.values()
        if len(one.candidates) > 1
    )
    shortlists = {one.report.stages[0].kept_count for one in answers.values()}
    assert min(shortlists) < next(iter(answers.values())).report.reference_count
