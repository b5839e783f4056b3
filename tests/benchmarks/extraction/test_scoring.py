from pathlib import Path

import numpy as np

from benchmarks.data.datasets import Dataset, Print
from benchmarks.extraction import scoring
from matcher.comparison import prepare, score
from matcher.types import FINGERS
from synthesis.minutiae import minutiae_template
from synthesis.people import person


def dataset(fingers: int, impressions: int) -> Dataset:
    prints = [Print(f, i, Path("unread")) for f in range(fingers) for i in range(impressions)]
    return Dataset("made", tuple(prints))


def test_a_small_set_gives_all_pairs_and_a_large_one_some_strangers() -> None:
    small = scoring.pairs_of(dataset(5, 3))
    assert (len(small.probe), small.mated.sum()) == (15 * 14 / 2, 5 * 3)
    large = scoring.pairs_of(dataset(150, 2))
    assert large.mated.sum() == 150
    strangers = ~large.mated
    assert 0.98 * 300 * 20 < strangers.sum() <= 300 * 20
    assert np.array_equal(large.mated, large.probe // 2 == large.reference // 2)
    assert np.array_equal(large.probe, scoring.pairs_of(dataset(150, 2)).probe)


def test_scores_are_those_of_the_matcher_and_failures_are_lowest() -> None:
    someone = person(3)
    prints = [
        minutiae_template(someone.finger(FINGERS[finger]), impression)
        for finger in range(2)
        for impression in range(2)
    ]
    pairs = scoring.pairs_of(dataset(2, 2))
    found = scoring.compare(pairs, prints, [*prints[:3], None])
    assert found.mated[0] == np.float32(score(prepare(prints[0]), prepare(prints[1])))
    assert (found.mated[1], found.mated_db[1]) == (scoring.FAILED_SCORE, scoring.FAILED_DB)
    assert found.mated_db[0] > found.nonmated_db.max()
    assert (found.nonmated == scoring.FAILED_SCORE).sum() == 2
    pooled = scoring.pool([found, found])
    assert (len(pooled.mated), len(pooled.nonmated)) == (4, 8)
