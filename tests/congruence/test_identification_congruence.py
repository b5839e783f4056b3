"""The identification benchmark and a gallery, asked for the same people, give the same candidates.

The benchmark keeps prepared templates in memory, and vectors in bytes as a file of people does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.identification import features
from benchmarks.identification.features import Fingers, as_stored
from benchmarks.identification.gallery import Gallery as Enrolled
from benchmarks.identification.gallery import People
from benchmarks.identification.recipe import FINGER_SETS, TARGET_FPIR, FingerSet
from benchmarks.identification.searching import CANDIDATES, Best, Searcher
from benchmarks.identification.shard import PackedShard, enrolled
from benchmarks.identification.sources import capture_shares, minutiae_source
from database.connection import open_database
from database.stopping import never_stop
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.search.cascade import Cascade
from gallery.search.comparing import StageClock, best_per_identity
from gallery.search.depths import Depths, SearchParameters
from gallery.search.shards import Probe
from gallery.types import Candidate, Enrolment
from matcher.calibration import threshold_db
from matcher.types import FINGERS, Features, FingerPosition, ImpressionType, Template
from matcher.vector import dequantise, quantise, small_code, vector
from tests.gallery.prints import digest, enrol_all, samples

PEOPLE = 60
PARAMETERS = SearchParameters(
    by_finger_count=(
        (8, Depths(16, 5, 3, 2)),
        (5, Depths(16, 6, 3, 2)),
        (2, Depths(8, 6, 2, 2)),
        (1, Depths(8, 6, 1, 2)),
    ),
    poor_factor=2,
)
"""So shallow that among so few people every stage leaves somebody out."""
SEALED = IndexParameters(tail_count=1, background=False)
"""Closing seals all that is open, as happens to every reference by and by."""
EVERY = np.ones(len(FINGERS), np.bool_)
POOR_MINUTIAE = 12
NOTHING_LACKING = np.zeros((PEOPLE, len(FINGERS)), np.bool_)
ROUNDING = 1e-5


def thin(template: Template, minutia_count: int) -> Template:
    """Leave the best minutiae."""
    columns = ("x_px", "y_px", "direction_rad", "type", "minutia_quality")
    return replace(template, **{name: getattr(template, name)[:minutia_count] for name in columns})


def reference(number: int, prints: Fingers) -> Fingers:
    """Of every ten people one has index fingers alone, one a hand, one a finger of no use."""
    if number % 10 == 3:
        return {finger: prints[finger] for finger in (FINGERS[1], FINGERS[6])}
    if number % 10 == 4:
        return {finger: prints[finger] for finger in FINGERS[:5]}
    if number % 10 == 5:
        return {**prints, FINGERS[7]: thin(prints[FINGERS[7]], 1)}
    return prints


def probe(number: int, prints: Fingers) -> Fingers:
    """Round as the benchmark does, which searches with what is stored."""
    stored = as_stored(prints)
    if number % 3:
        return stored
    return {finger: thin(one, POOR_MINUTIAE) for finger, one in stored.items()}


def is_poor(asked: Probe) -> bool:
    count = sum(one.cylinder_count for one in asked.prepared.values())
    return count < PARAMETERS.poor_cylinder_count * len(asked.prepared)


def described(prints: Fingers, chosen: Sequence[FingerPosition] = FINGERS) -> list[Features]:
    return [Features(f, one, in_bytes(vector(one))) for f, one in prints.items() if f in chosen]


def in_bytes(whole: NDArray[np.float32]) -> NDArray[np.float32]:
    return dequantise(quantise(whole))


@pytest.fixture(scope="module")
def prints() -> tuple[list[Fingers], list[Fingers]]:
    """References and probes."""
    source = minutiae_source("first", ImpressionType.LIVESCAN_PLAIN, capture_shares(None))
    taken = [source.encounters(number, (0, 1)) for number in range(PEOPLE)]
    references = [reference(number, one) for number, (one, _) in enumerate(taken)]
    return references, [probe(number, one) for number, (_, one) in enumerate(taken)]


@pytest.fixture(scope="module")
def gallery(
    prints: tuple[list[Fingers], list[Fingers]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gallery]:
    """Those people in a database with an index of its own; identity ids are their numbers."""
    folder: Path = tmp_path_factory.mktemp("gallery")
    database = open_database(f"sqlite:///{folder / 'tenprint.sqlite'}")
    numbers = iter(range(PEOPLE))

    def opened() -> Gallery:
        return Gallery(
            "iafis",
            database,
            folder=folder / "index",
            parameters=PARAMETERS,
            index_parameters=SEALED,
            make_id=lambda: str(next(numbers)),
        )

    with opened() as filled:
        enrolments = [
            Enrolment(f"person-{number}", samples(described(one)), digest(str(number)))
            for number, one in enumerate(prints[0])
        ]
        assert enrol_all(filled, enrolments)[-1] == str(PEOPLE - 1)
        filled.catch_up()
    with opened() as searched:
        yield searched
    database.close()


@pytest.fixture(scope="module")
def shard(prints: tuple[list[Fingers], list[Fingers]]) -> Iterator[PackedShard]:
    people = People(features.describe(prints[0]), NOTHING_LACKING)
    with enrolled(Enrolled(people, np.arange(PEOPLE))) as opened:
        yield opened


@pytest.fixture(scope="module")
def probes(prints: tuple[list[Fingers], list[Fingers]]) -> People:
    return People(features.describe(prints[1]), NOTHING_LACKING)


def best(candidates: Sequence[Candidate], threshold: float) -> Best:
    """Say of the best candidate what the benchmark would keep."""
    if not candidates:
        return Best()
    one = candidates[0]
    assert one.above_threshold == (one.score_db >= threshold)
    llr = sum(finger.llr for finger in one.fingers)
    return Best(int(one.identity_id), one.score_db, llr, len(one.fingers), one.extrapolated)


def alike(one: Best, other: Best) -> bool:
    near = pytest.approx((other.db, other.llr), rel=ROUNDING)
    return (one.db, one.llr) == near and replace(one, db=0, llr=0) == replace(other, db=0, llr=0)


@pytest.mark.parametrize("fingers", FINGER_SETS.values(), ids=FINGER_SETS)
def test_every_stage_keeps_as_many_and_candidates_and_scores_agree(
    fingers: FingerSet,
    prints: tuple[list[Fingers], list[Fingers]],
    gallery: Gallery,
    shard: PackedShard,
    probes: People,
) -> None:
    searcher, cascade = Searcher(shard, PARAMETERS), Cascade(shard, PARAMETERS)
    kept: dict[bool, set[int]] = {True: set(), False: set()}
    for number in range(PEOPLE):
        mask = fingers.mask(number, EVERY)
        chosen = [FINGERS[column] for column in np.flatnonzero(mask)]
        asked = probes.probe(number, mask)
        expected = gallery.identify(described(prints[1][number], chosen), target_fpir=TARGET_FPIR)

        clock = StageClock()
        found = best_per_identity(cascade.search(asked, CANDIDATES, never_stop, clock))
        stages = [(one.name, one.kept_count) for one in clock.stages]
        assert stages == [(one.name, one.kept_count) for one in expected.report.stages][:-1]
        assert [one.identity_id for one in found[:CANDIDATES]] == [
            one.identity_id for one in expected.candidates
        ]
        for one, other in zip(found, expected.candidates, strict=False):
            assert one.comparison.fingers == other.fingers
            assert one.comparison.score_db == other.score_db
        kept[is_poor(asked)].add(dict(stages)["shortlist"])

        assert expected.report.threshold_db == threshold_db(PEOPLE, TARGET_FPIR)
        own = [one for one in expected.candidates if one.identity_id == str(number)]
        others = [one for one in expected.candidates if one.identity_id != str(number)]
        outcome = searcher.search(asked, number)
        assert outcome.probe_finger_count == len(asked.prepared)
        assert alike(outcome.mate, best(own, expected.report.threshold_db))
        assert alike(outcome.other, best(others, expected.report.threshold_db))
    assert min(kept[True]) > max(kept[False]), "poor probes are searched deeper"


def test_poor_probes_lose_mates_where_they_are_not_searched_deeper(
    shard: PackedShard, probes: People
) -> None:
    one = FINGER_SETS["one"]
    shallow = SearchParameters(by_finger_count=((1, Depths(1, 1, 1, 1)),))
    found = []
    for parameters in (shallow, replace(shallow, poor_factor=1)):
        searcher = Searcher(shard, parameters)
        asked = [probes.probe(number, one.mask(number, EVERY)) for number in range(PEOPLE)]
        outcomes = [searcher.search(p, number) for number, p in enumerate(asked) if is_poor(p)]
        found.append(sum(one.mate_rank > 0 for one in outcomes))
    assert found[0] > found[1]


def test_bytes_hardly_change_what_the_shortlist_sees_of_a_vector(
    prints: tuple[list[Fingers], list[Fingers]],
) -> None:
    whole = np.stack([vector(finger) for one in prints[1][:20] for finger in one.values()])
    exact, kept = small_code(whole), small_code(in_bytes(whole))
    lengths = np.linalg.norm(exact, axis=1) * np.linalg.norm(kept, axis=1)
    assert ((exact * kept).sum(1) / lengths).min() > 0.999
