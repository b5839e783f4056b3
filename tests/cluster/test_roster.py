"""Whom searches ask while partitions move: one whole cut, never a part of two."""

import random
import time
from collections.abc import Iterable
from concurrent.futures import Future

import pytest

from cluster.names import ReplicaName
from cluster.questions import Answer, Question
from cluster.roster import Roster, chosen
from cluster.version import search_digest
from gallery.store.slots import cut, gaps


class Said:
    """A replica that says of itself what a test has it say."""

    def __init__(self, name: ReplicaName, says: str = search_digest()) -> None:
        self.name = str(name)
        self.says: str | None = says
        """None: it is frozen."""
        self.asked_count = 0

    def ask(self, question: Question) -> "Future[Answer]":
        raise NotImplementedError

    def ready(self, digest: str) -> "Future[str]":
        self.asked_count += 1
        made: Future[str] = Future()
        if self.says == "lost":
            made.set_exception(OSError("the line is cut"))
        elif self.says is not None:
            made.set_result(self.says)
        return made


def names(count: int, replicas: int = 1, generation: int = 0) -> list[ReplicaName]:
    return [ReplicaName(slots, n, generation) for slots in cut(count) for n in range(replicas)]


def asked(found: Iterable[ReplicaName], ready: Iterable[ReplicaName]) -> set[ReplicaName]:
    return {name for some in chosen(found, set(ready)).values() for name in some}


def test_the_old_cut_is_asked_until_every_partition_of_the_new_one_is_ready() -> None:
    old, new = names(2, 2), names(4, 2, 1)
    for count in range(len(new)):
        there = [*old, *new[: count + 1]]
        ready = [*old, *new[:count]]
        # The last partition's first replica completes the new cut.
        whole = count == len(new) - 1
        assert (asked(there, ready) == set(old)) != whole, count
    assert asked([*old, *new], [*old, *new]) == set(new)


@pytest.mark.parametrize(("before", "after"), [(4, 2), (3, 4), (1, 16), (5, 7), (100, 101)])
def test_whatever_is_there_and_ready_a_whole_cut_is_asked(before: int, after: int) -> None:
    """Every slot once, also when partitions of both cuts are the same, or some are lost."""
    drawn = random.Random(before)
    old = names(before, 2)
    kept = {name.slots for name in old}
    new = [one for one in names(after, 2, 3) if one.slots not in kept]
    for _ in range(40):
        there = [*old, *drawn.sample(new, drawn.randint(0, len(new)))]
        ready = drawn.sample(there, drawn.randint(0, len(there)))
        found = chosen(there, set(ready))
        assert not gaps(tuple(found))
        assert tuple(sorted(found)) in (cut(before), cut(after))
        # No ready partition is left for one that is not.
        if set(old) <= set(ready):
            assert all(set(some) & set(ready) for some in found.values())
    both = [*old, *new]
    assert tuple(sorted(chosen(both, set(both)))) == cut(after)


def test_without_a_whole_cut_nothing_is_made_whole() -> None:
    """The asker refuses it, and names what is missing."""
    some = [*names(2)[:1], *names(4)[:3]]
    assert gaps(tuple(chosen(some, set(some))))


def test_the_newer_place_is_asked_once_it_is_ready() -> None:
    [slots] = cut(1)
    old, new, other = ReplicaName(slots, 0), ReplicaName(slots, 0, 2), ReplicaName(slots, 1)
    assert asked([old, new, other], [old, other]) == {old, other}
    assert asked([old, new, other], [old, new, other]) == {new, other}
    assert asked([new, other], [other]) == {other}
    # Nobody is ready: all are asked, and say why not.
    assert asked([old, new, other], []) == {old, new, other}


def test_a_new_place_that_fails_before_the_old_one_has_ended_is_left_again() -> None:
    old, new = names(1)[0], names(1, 1, 1)[0]
    said = {old: Said(old), new: Said(new)}
    roster = Roster()

    def copies() -> list[str]:
        roster.saw(said)
        return [one.name for some in roster.copies().values() for one in some]

    assert copies() == [str(new)]
    for fault in ("lost", "", "another version"):
        said[new].says = fault
        assert copies() == [str(old)], fault
        said[new].says = search_digest()
        assert copies() == [str(new)]
    said[new].says = None
    deadline = time.monotonic() + 20
    while copies() != [str(old)]:
        assert time.monotonic() < deadline, "a frozen one is left too"
    assert {one.name for one in roster.everyone()} == {str(old), str(new)}


def test_who_is_ready_is_not_asked_again_while_there_is_no_choice() -> None:
    found = {name: Said(name) for name in names(2, 2)}
    roster = Roster()
    for _ in range(5):
        roster.saw(found)
    assert {one.asked_count for one in found.values()} == {1}
    # What fails stays known: the asker passes it over, and tells of it.
    one = next(iter(found.values()))
    one.says = "lost"
    roster.saw(found)
    assert sum(map(len, roster.copies().values())) == 4
