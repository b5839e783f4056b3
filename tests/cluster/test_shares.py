"""No reference that belongs to the best is left out, and equals are not asked for twice."""

import numpy as np
import pytest
from numpy.typing import NDArray

from cluster.questions import Nearest
from cluster.remote_shard import _may_have_more, _merged, _pieces, share_of_partition
from gallery.index import CLASSES, Shortlist, best_of_classes
from gallery.store.slots import cut
from matcher.types import FINGERS

DEPTH = 20
SLOTS = cut(4)


def holding(ids: NDArray[np.int64], similarity: NDArray[np.float32], depth: int) -> Nearest:
    """Answer as a partition that holds these references of one class."""
    found = best_of_classes({CLASSES[0]: [(ids, similarity)]}, depth)
    return Nearest(found, found.similarity)


def dealt(similarity: NDArray[np.float32], rng: np.random.Generator, depth: int) -> list[Nearest]:
    """Deal references, whose ids are their places, to partitions as a hash does."""
    whose = rng.integers(len(SLOTS), size=len(similarity))
    return [
        holding(there, similarity[there], depth)
        for one in range(len(SLOTS))
        for there in [np.flatnonzero(whose == one)]
    ]


def merged(answers: list[Nearest]) -> Shortlist:
    return _merged(list(zip(SLOTS, answers, strict=True)), DEPTH)


@pytest.mark.parametrize("asked", [1, 5, 8, 19])
@pytest.mark.parametrize("kinds", [1, 2, 10, 10_000])
def test_nothing_of_the_best_is_left_out(asked: int, kinds: int) -> None:
    """kinds: how many different similarities there are; with few, many are equal."""
    rng = np.random.default_rng([asked, kinds])
    told = 0
    for count in rng.integers(5, 200, size=50).tolist():
        similarity = rng.integers(kinds, size=count).astype(np.float32)
        state = rng.bit_generator.state
        answers = dealt(similarity, rng, asked)
        rng.bit_generator.state = state
        whole = merged(dealt(similarity, rng, DEPTH))
        kept = merged(answers)
        if any(_may_have_more(one, asked, kept, DEPTH) for one in answers):
            told += 1
        else:
            assert np.array_equal(kept.reference_ids, whole.reference_ids)
            assert np.array_equal(kept.similarity, whole.similarity)
    assert told or asked == 19
    assert told < 50 or asked < 8


def test_equals_of_which_there_are_many_are_not_asked_for_again() -> None:
    """As all references are that have no finger of the probe."""
    rng = np.random.default_rng(1)
    answers = dealt(np.zeros(10_000, np.float32), rng, 15)
    kept = merged(answers)
    assert kept.reference_ids.tolist() == list(range(DEPTH))
    assert not any(_may_have_more(one, 15, kept, DEPTH) for one in answers)


@pytest.mark.parametrize("depth", [150, 1_000, 20_000])
@pytest.mark.parametrize("partitions", [4, 16, 64])
def test_partitions_are_asked_again_once_in_a_thousand_searches(
    depth: int, partitions: int
) -> None:
    """For one class: all are asked again if the last that one gave belongs to the best."""
    share = share_of_partition(depth, 1, partitions)
    rng = np.random.default_rng([depth, partitions])
    held = rng.multinomial(depth, np.full(partitions, 1 / partitions), size=20_000)
    assert (held.max(axis=1) >= share).mean() <= 1e-3


@pytest.mark.parametrize("most", [1, 7, 30, 10_000])
def test_questions_are_cut_to_a_size_and_lose_nothing(most: int) -> None:
    wanted = {
        FINGERS[:2]: np.arange(17),
        FINGERS: np.arange(20, 25),
        FINGERS[:7]: np.array([], np.int64),
        (): np.arange(30, 33),
    }
    pieces = list(_pieces(wanted, most))
    for fingers, ids in wanted.items():
        cut_up = [one[fingers] for one in pieces if fingers in one]
        assert np.concatenate([ids[:0], *cut_up]).tolist() == ids.tolist()
    sizes = [sum(len(ids) * max(1, len(fingers)) for fingers, ids in one.items()) for one in pieces]
    assert all(size < most + len(FINGERS) for size in sizes)
    assert all(size > most - len(FINGERS) for size in sizes[:-1])
