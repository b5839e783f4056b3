"""A gallery in partitions answers as one index does: candidates, scores, order, threshold.

`python -m tests.cluster.congruence_soak` compares 2,000 probes a cut.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.questions import Kind
from database.connection import Database
from gallery.types import Identification
from tests.cluster.congruence import (
    CUTS,
    SEALED,
    STRANGER,
    Key,
    differing,
    in_partitions,
    of_one_index,
)
from tests.cluster.people import PEOPLE, fill
from tests.databases import opened_sqlite

IMPRESSION = 2


@pytest.fixture(scope="module", params=SEALED)
def sealed(request: pytest.FixtureRequest) -> str:
    """Which segments are sealed: an answer does not depend on it."""
    return str(request.param)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = opened_sqlite(tmp_path_factory.mktemp("people") / "tenprint.sqlite")
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def expected(sealed: str, database: Database) -> dict[Key, Identification]:
    """Answers of the one index."""
    return of_one_index(database, _probes(), sealed=sealed)


def _probes() -> Iterator[Key]:
    for finger_count in range(1, 11):
        for number in (finger_count % PEOPLE, (finger_count * 5) % PEOPLE, STRANGER):
            yield number, finger_count, IMPRESSION


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: "{}-{}".format(*cut))
def test_answers_are_those_of_one_index(
    expected: dict[Key, Identification],
    sealed: str,
    database: Database,
    cut: tuple[int, int],
    tmp_path: Path,
) -> None:
    with in_partitions(database, tmp_path, cut, sealed=sealed) as (gallery, directory):
        assert list(differing(gallery, directory, expected)) == []
        for replicas in directory.by_slots.values():
            asked = Counter(kind for one in replicas for kind in one.asked)
            # A slow answer may have a second replica asked.
            assert asked[Kind.COMPARE] <= 2 * len(expected) * cut[1], "a question a stage"
            assert asked[Kind.PAIRS] <= len(expected) * cut[1]
        report = expected[STRANGER, 1, IMPRESSION].report
        status = gallery.status()
        assert gallery.reference_count == status.reference_count == report.reference_count
        assert (status.watermark, status.lag_count) == (database_watermark(expected), 0)
        assert not status.housekeeping_error and not status.damaged
        if cut[1] == 2:
            assert all(one.asked for one in directory.replicas), "replicas take turns"


def test_answers_do_not_depend_on_the_pieces_of_a_comparison(
    expected: dict[Key, Identification],
    sealed: str,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cluster.remote_shard._MOST_FINGERS", 4)
    with in_partitions(database, tmp_path, (4, 1), sealed=sealed) as (gallery, directory):
        assert list(differing(gallery, directory, expected)) == []
        compared = sum(one.asked.count(Kind.COMPARE) for one in directory.replicas)
        assert compared > 2 * len(expected) * len(directory.replicas)


@pytest.mark.parametrize("share", ["one", "even", "with room"])
def test_a_partition_that_may_hold_more_of_the_best_than_its_share_is_asked_for_all(
    share: str,
    expected: dict[Key, Identification],
    sealed: str,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However little is asked for at first: one reference, the even share, or a little more."""
    shares = {"one": lambda _, __, ___: 1, "even": _even, "with room": lambda *of: _even(*of) + 3}
    monkeypatch.setattr("cluster.remote_shard.share_of_partition", shares[share])
    with in_partitions(database, tmp_path, (4, 1), sealed=sealed) as (gallery, directory):
        assert list(differing(gallery, directory, expected)) == []
        asked = [Counter(one.asked) for one in directory.replicas]
        assert all(Kind.RESCORE not in one for one in asked), "it comes with the shortlist"
        times = {one[Kind.SHORTLIST] / len(expected) for one in asked}
        assert len(times) == 1, "all are asked again, or none"
        assert 1 <= times.pop() <= 2
        if share == "one":
            assert asked[0][Kind.SHORTLIST] > len(expected), "one is never enough"


def _even(depth: int, part: int, whole: int) -> int:
    return max(1, depth * part // whole)


def database_watermark(expected: dict[Key, Identification]) -> int:
    """Up to where every answer has seen the database, which does not change here."""
    [watermark] = {one.watermark for one in expected.values()}
    return watermark


def test_the_answers_that_are_compared_say_something(
    expected: dict[Key, Identification],
) -> None:
    """Mates above the threshold, strangers below, twins equal, and stages that leave out."""
    answers = expected
    first = {key: one.candidates[0] for key, one in answers.items() if one.candidates}
    above = [key for key, one in first.items() if one.above_threshold]
    assert len(above) > len(answers) / 3
    assert not any(key[0] == STRANGER for key in above)
    assert any(
        one.candidates[0].score_db == one.candidates[1].score_db
        for one in answers.values()
        if len(one.candidates) > 1
    )
    shortlists = {one.report.stages[0].kept_count for one in answers.values()}
    assert min(shortlists) < next(iter(answers.values())).report.reference_count
