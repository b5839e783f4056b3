"""Who is asked first: replicas take turns, suspects come last."""

from collections import Counter
from dataclasses import dataclass

import pytest

from cluster.replicas import MOST_SUSPECTED_S, SUSPECTED_S, Turns


@dataclass(frozen=True)
class Copy:
    name: str


def copies(partitions: int, replicas: int) -> list[list[Copy]]:
    return [[Copy(f"{one}/{number}") for number in range(replicas)] for one in range(partitions)]


@pytest.mark.parametrize("partitions", [1, 2, 3, 4, 16])
@pytest.mark.parametrize("replicas", [1, 2, 3])
def test_every_replica_of_every_partition_is_asked_first_as_often(
    partitions: int, replicas: int
) -> None:
    turns, asked = Turns(), Counter[str]()
    parts = copies(partitions, replicas)
    for _ in range(6):
        for one in parts:
            asked[turns.in_order(one)[0].name] += 1
    assert set(asked.values()) == {6 // replicas}
    assert len(asked) == partitions * replicas


def test_a_suspect_is_asked_last_for_longer_each_time_until_it_answers() -> None:
    now_s = 0.0
    turns = Turns(lambda: now_s)
    [[bad, good]] = copies(1, 2)
    for number in range(8):
        turns.failed(bad)
        away_s = min(SUSPECTED_S * 2**number, MOST_SUSPECTED_S)
        now_s += away_s - 0.01
        assert [turns.in_order([bad, good])[0] for _ in range(4)] == [good] * 4
        now_s += 0.02
        assert {turns.in_order([bad, good])[0] for _ in range(4)} == {bad, good}
    turns.failed(bad)
    turns.answered(bad)
    assert {turns.in_order([bad, good])[0] for _ in range(2)} == {bad, good}
