from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from database.errors import CancelledError
from database.stopping import Check, never_stop
from gallery.search.cascade import Cascade
from gallery.search.comparing import Compared, StageClock, best_per_identity
from gallery.search.depths import Depths, SearchParameters
from gallery.search.shards import SCANNED_COUNT, Ids, Probe, Wanted
from matcher.fusion import PersonComparison, compare_people, prepare_fingers
from matcher.types import FINGERS, Features, FingerPosition
from tests.gallery.memory_shard import MemoryShard, probe_of
from tests.gallery.prints import HAND, prints

PEOPLE = range(9)
SHORT = SearchParameters(
    by_finger_count=((1, Depths(8, 6, 2, 3)),), few_cylinder_count=0, poor_cylinder_count=0
)
EIGHT = FINGERS[:8]
INDEX = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)


def shard_of(
    people: Sequence[int] = PEOPLE, positions: Sequence[FingerPosition] = EIGHT
) -> MemoryShard:
    shard = MemoryShard()
    for seed in people:
        shard.add(f"person-{seed}", prints(seed, 1, positions))
    return shard


def search(
    shard: MemoryShard,
    features: Sequence[Features],
    parameters: SearchParameters = SHORT,
    *,
    candidate_count: int = 1,
    check: Check = never_stop,
    clock: StageClock | None = None,
) -> list[Compared]:
    found = Cascade(shard, parameters).search(
        probe_of(features), candidate_count, check, clock or StageClock()
    )
    return best_per_identity(found)


def test_each_stage_keeps_as_many_as_it_should() -> None:
    shard, clock = shard_of(), StageClock()
    found = search(shard, prints(5, 2, EIGHT), clock=clock)
    kept = [(stage.name, stage.kept_count) for stage in clock.stages]
    # Three identities, and the nearest by vector is one of them.
    expected = [("shortlist", 8), ("rescore", 6), ("compare_few", 6), ("compare_all", 3)]
    assert kept == expected
    assert found[0].identity_id == "person-5"
    assert [count for count, _ in shard.compared] == [6, 3]
    (_, few), (_, more) = shard.compared
    assert (len(few), few | more, few & more) == (2, set(EIGHT), set())


def test_few_fingers_are_compared_once_and_all_references_kept() -> None:
    shard, clock = shard_of(), StageClock()
    search(shard, prints(5, 2, EIGHT[:2]), clock=clock)
    assert [stage.kept_count for stage in clock.stages] == [8, 6, 6, 6]
    assert shard.compared == [(6, set(EIGHT[:2]))]


def test_the_fingers_with_most_to_compare_come_first() -> None:
    shard, probe = shard_of(), prints(5, 2, EIGHT)
    search(shard, probe)
    counts = {finger: c.cylinder_count for finger, c in prepare_fingers(probe).items()}
    (_, few), (_, more) = shard.compared
    assert min(counts[finger] for finger in few) >= max(counts[finger] for finger in more)


def test_finalists_are_scored_as_by_one_comparison_of_all_fingers() -> None:
    probe = prints(5, 2, EIGHT)
    for one in search(shard_of(), probe, candidate_count=4):
        person = prepare_fingers(prints(int(one.identity_id.removeprefix("person-")), 1, EIGHT))
        assert one.comparison == compare_people(prepare_fingers(probe), person)


def test_as_many_identities_are_compared_fully_as_are_asked_for() -> None:
    shard = shard_of()
    assert len(search(shard, prints(5, 2, EIGHT), candidate_count=5)) == 5


def test_an_identitys_other_references_go_on_with_its_best() -> None:
    shard = shard_of(range(3))
    other = shard.add("person-1", prints(1, 3, EIGHT))
    parameters = replace(SHORT, by_finger_count=((1, Depths(8, 8, 2, 1)),))
    found = Cascade(shard, parameters).search(
        probe_of(prints(1, 2, EIGHT)), 1, never_stop, StageClock()
    )
    assert {one.reference_id for one in found} >= {11, other}
    assert search(shard, prints(1, 2, EIGHT))[0].identity_id == "person-1"


def test_two_index_fingers_have_a_quota_of_their_own() -> None:
    """Eight fingers of strangers add up to more than two of the person."""
    shard = shard_of()
    shard.add("two", prints(20, 1, INDEX))
    narrow = replace(SHORT, by_finger_count=((1, Depths(2, 2, 1, 1)),))
    found = search(shard, prints(20, 2, EIGHT), narrow)
    assert found[0].identity_id == "two"
    assert [one.position for one in found[0].comparison.fingers] == [*INDEX]


def test_whole_sets_without_the_few_fingers_go_on() -> None:
    probe = prints(20, 2, HAND)
    counts = {finger: c.cylinder_count for finger, c in prepare_fingers(probe).items()}
    few = sorted(counts, key=lambda finger: -counts[finger])[:2]
    shard = shard_of()
    shard.add("lacking", prints(20, 1, [f for f in FINGERS if f not in few]))
    wide = replace(SHORT, by_finger_count=((1, Depths(20, 20, 2, 1)),))
    found = search(shard, probe, wide)
    assert found[0].identity_id == "lacking"
    assert {one.position for one in found[0].comparison.fingers} == set(HAND) - set(few)


def test_what_has_no_finger_in_common_is_left_out() -> None:
    shard = shard_of(range(3), [FingerPosition.RIGHT_INDEX])
    assert search(shard, prints(1, 2, [FingerPosition.LEFT_INDEX])) == []


class Leaving(MemoryShard):
    """A shard that a reference leaves before one of the stages."""

    def __init__(self, stage: str) -> None:
        super().__init__()
        self._stage = stage

    def rescore(self, probe: Probe, reference_ids: Ids) -> NDArray[np.float32]:
        # The shortlist asks too, for its own sake.
        if self.depths and self._stage == "rescore":
            self._leave()
        return super().rescore(probe, reference_ids)

    def compare(
        self, probe: Probe, wanted: Wanted, check: Check = never_stop
    ) -> dict[int, PersonComparison]:
        if self._stage == ("compare_all" if self.compared else "compare_few"):
            self._leave()
        return super().compare(probe, wanted, check)

    def names(self, reference_ids: Ids) -> dict[int, tuple[str, str]]:
        if self._stage == "names":
            self._leave()
        return super().names(reference_ids)

    def _leave(self) -> None:
        self._stage = ""
        self.remove(11)


@pytest.mark.parametrize("stage", ["rescore", "compare_few", "names", "compare_all"])
def test_what_goes_between_two_stages_is_left_out(stage: str) -> None:
    shard = Leaving(stage)
    for seed in range(3):
        shard.add(f"person-{seed}", prints(seed, 1, EIGHT))
    found = search(shard, prints(1, 2, EIGHT), candidate_count=3)
    assert {one.identity_id for one in found} == {"person-0", "person-2"}
    assert shard.count == 2


def test_a_probe_of_nothing_finds_nobody() -> None:
    clock = StageClock()
    assert search(shard_of(range(3)), [], clock=clock) == []
    assert [(stage.name, stage.kept_count) for stage in clock.stages] == [
        ("shortlist", 0),
        ("rescore", 0),
        ("compare_few", 0),
        ("compare_all", 0),
    ]


def test_the_check_comes_between_stages_and_in_them_and_stops_the_work() -> None:
    shard, calls = shard_of(), list[None]()

    def check() -> None:
        calls.append(None)

    search(shard, prints(5, 2, EIGHT), check=check)
    assert shard.checks == [check, check], "whoever compares checks as well"
    assert len(calls) > len(shard.checks), "also between stages"

    def stop() -> None:
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        search(shard, prints(5, 2, EIGHT), check=stop)


@pytest.mark.parametrize(
    ("finger_count", "shortlist"), [(1, 500), (2, 200), (4, 200), (5, 2_000), (8, 1_000)]
)
def test_depths_go_by_the_fingers_that_can_be_compared(finger_count: int, shortlist: int) -> None:
    shard = shard_of(range(2))
    search(shard, prints(1, 2, FINGERS[:finger_count]), SearchParameters(poor_cylinder_count=0))
    assert shard.depths == [shortlist]


def test_a_poor_probe_keeps_more() -> None:
    shard, probe = shard_of(), prints(5, 2, HAND)
    mean = sum(c.cylinder_count for c in prepare_fingers(probe).values()) / len(HAND)
    for least in (int(mean), int(mean) + 1):
        search(shard, probe, replace(SHORT, poor_cylinder_count=least, poor_factor=3))
    assert shard.depths == [8, 24]
    assert [count for count, _ in shard.compared] == [6, 3, len(PEOPLE), len(PEOPLE)]


def test_fingers_join_until_there_is_enough_to_compare() -> None:
    shard, probe = shard_of(), prints(5, 2, HAND)
    counts = sorted(c.cylinder_count for c in prepare_fingers(probe).values())
    for wanted in (sum(counts[2:]), sum(counts[2:]) + 1, sum(counts) + 1):
        search(shard, probe, replace(SHORT, few_cylinder_count=wanted))
    assert [len(fingers) for _, fingers in shard.compared] == [2, 2, 3, 1, 4]


class Vast(MemoryShard):
    """A shard that says it holds more than can be scanned."""

    @property
    def count(self) -> int:
        return SCANNED_COUNT + 1


def test_few_fingers_go_deeper_where_a_shard_is_too_large_to_be_scanned() -> None:
    shard = Vast()
    parameters = SearchParameters(poor_cylinder_count=0)
    search(shard, prints(1, 2, HAND), parameters)
    search(shard, prints(1, 2, EIGHT), parameters)
    assert shard.depths == [parameters.unscanned_shortlist, 1_000]


def test_a_shortlist_has_more_places_among_more_references() -> None:
    parameters = SearchParameters()
    depths = [parameters.shortlist_depth(10, count) for count in (0, 10**6, 10**7, 7 * 10**7)]
    assert depths == [1_000, 1_000, 2_000, 14_000]
    assert parameters.shortlist_depth(10, 10**9) == parameters.most_places
    assert parameters.shortlist_depth(2, 10**7, unscanned=True) == parameters.unscanned_shortlist
