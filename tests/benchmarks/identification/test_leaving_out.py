"""A search that leaves a person out is a search of a gallery in which the person never was."""

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from benchmarks.identification import features
from benchmarks.identification.features import Fingers
from benchmarks.identification.gallery import Gallery, People
from benchmarks.identification.recipe import FINGER_SETS, FingerSet
from benchmarks.identification.searching import Found, Searcher
from benchmarks.identification.shard import PackedShard, enrolled
from gallery.search.depths import Depths, SearchParameters
from matcher.types import FINGERS
from tests.benchmarks.identification.people_data import prints

PEOPLE = 24
SHALLOW = SearchParameters(
    by_finger_count=(
        (8, Depths(7, 4, 3, 2)),
        (2, Depths(7, 4, 2, 2)),
        (1, Depths(7, 4, 1, 2)),
    )
)
"""So shallow that who moves up in place of the person matters at every stage."""
EVERY = np.ones(len(FINGERS), np.bool_)


def gallery(without: int = -1) -> Gallery:
    """Enrol people of every finger class, some of them twice."""
    taken: list[tuple[int, Fingers]] = []
    for number in range(PEOPLE):
        fingers = (FINGERS, FINGERS[:5], (FINGERS[1], FINGERS[6]))[number % 5 % 3]
        for encounter in (0, 2) if number % 4 == 0 else (0,):
            taken.append((number, {f: prints(number, encounter)[f] for f in fingers}))
    kept = [one for one in taken if one[0] != without]
    made = features.describe([fingers for _, fingers in kept])
    nothing = np.zeros((made.count, len(FINGERS)), np.bool_)
    return Gallery(People(made, nothing), np.array([number for number, _ in kept]))


@pytest.fixture(scope="module")
def shard() -> Iterator[PackedShard]:
    with enrolled(gallery()) as opened:
        yield opened


def outcome(found: Found) -> Mapping[str, object]:
    """Everything but times, and how many were left out."""
    return {
        name: value
        for name, value in vars(found).items()
        if not name.endswith("_ms") and name != "left_out_count"
    }


@pytest.mark.parametrize("person", [1, 4, 8])
@pytest.mark.parametrize("fingers", FINGER_SETS.values(), ids=FINGER_SETS)
def test_it_is_as_if_the_person_had_never_been_enrolled(
    person: int, fingers: FingerSet, shard: PackedShard
) -> None:
    made = features.describe([prints(person, 1)])
    probe = People(made, np.zeros((1, len(FINGERS)), np.bool_))
    asked = probe.probe(0, fingers.mask(person, EVERY))
    found = Searcher(shard, SHALLOW).search(asked, -1, left_out=person)
    kept = (shard.shortlisted, shard.rescored)
    with enrolled(gallery(without=person)) as other:
        expected = Searcher(other, SHALLOW).search(asked, -1)
        for one, stage in zip(kept, (other.shortlisted, other.rescored), strict=True):
            assert np.array_equal(one.identity, stage.identity)
            assert np.array_equal(one.similarity, stage.similarity)
    assert outcome(found) == outcome(expected)
    assert found.left_out_count == (2 if person % 4 == 0 else 1)
    assert found.other.person != person


def test_the_next_search_finds_the_person_again(shard: PackedShard) -> None:
    made = features.describe([prints(8, 1)])
    asked = People(made, np.zeros((1, len(FINGERS)), np.bool_)).probe(0, EVERY)
    shard.begin()
    searcher, whole = Searcher(shard, SHALLOW), shard.count
    before = searcher.search(asked, 8)
    assert searcher.search(asked, -1, left_out=8).mate_rank == 0
    assert shard.count == whole - 2
    assert outcome(searcher.search(asked, 8)) == outcome(before)
    assert (before.mate.person, shard.count) == (8, whole)
