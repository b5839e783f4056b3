import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from database.errors import CancelledError
from database.stopping import Check, never_stop
from gallery.index.parameters import IndexParameters
from gallery.index.segmented_index import SegmentedIndex
from gallery.index.types import ReferenceBatch
from gallery.search.comparing import ten_finger_vector
from gallery.search.shards import LocalShard, Probe, Shards, Wanted, key_of
from matcher import template
from matcher.errors import CorruptRecordError
from matcher.fusion import PersonComparison, compare_people, prepare_fingers
from matcher.types import FINGERS, Features, FingerPosition
from tests.gallery.prints import HAND, prints

PARAMETERS = IndexParameters(finer="int8-32", seal_count=64, background=False)
SEEDS = range(1, 6)


def batch(ids: Sequence[int], people: Sequence[Sequence[Features]]) -> ReferenceBatch:
    templates = []
    for features in people:
        of_finger = {one.position: template.encode(one.template) for one in features}
        templates.append([of_finger.get(finger, b"") for finger in FINGERS])
    vectors = np.stack([ten_finger_vector(features) for features in people])
    return ReferenceBatch(np.array(ids), vectors, templates, [f"person-{one}" for one in ids])


def probe(seed: int, positions: Sequence[FingerPosition] = HAND) -> Probe:
    features = prints(seed, 2, positions)
    return Probe(ten_finger_vector(features), prepare_fingers(features))


def refused() -> None:
    raise CancelledError("stop")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SegmentedIndex]:
    index = SegmentedIndex(tmp_path, gallery="iafis", parameters=PARAMETERS)
    index.add(batch(list(SEEDS), [prints(seed) for seed in SEEDS]), 1)
    yield index
    index.close()


@pytest.mark.parametrize("sealed", [False, True])
def test_comparisons_are_those_of_the_templates(index: SegmentedIndex, sealed: bool) -> None:
    if sealed:
        index.seal()
    found = LocalShard(index).compare(probe(2), {HAND: [3, 2, 99]})
    assert set(found) == {2, 3}
    for seed, comparison in found.items():
        stored = [template.decode(template.encode(one.template)) for one in prints(seed)]
        reference = prepare_fingers(
            [
                Features(one.position, kept, one.vector)
                for one, kept in zip(prints(seed), stored, strict=True)
            ]
        )
        assert comparison == compare_people(probe(2).prepared, reference)
    assert found[2].score_db > found[3].score_db + 20


@pytest.mark.parametrize("at_once", [1, 2 * len(HAND), 1_000])
def test_a_check_comes_before_every_few_comparisons_which_stay_the_same(
    index: SegmentedIndex, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shard, ids = LocalShard(index), list(SEEDS)
    one_by_one = [shard.compare(probe(2), {HAND: [one]})[one] for one in ids]
    monkeypatch.setattr("gallery.search.shards.FINGERS_PER_CHECK", at_once)
    calls: list[None] = []
    found = shard.compare(probe(2), {HAND: ids}, lambda: calls.append(None))
    assert [found[one] for one in ids] == one_by_one
    assert len(calls) == {1: 5, 2 * len(HAND): 3, 1_000: 1}[at_once]
    with pytest.raises(CancelledError):
        shard.compare(probe(2), {HAND: ids}, refused)


def test_only_the_fingers_asked_for_are_compared(index: SegmentedIndex) -> None:
    shard = LocalShard(index)
    found = shard.compare(probe(2), {HAND[1:3]: [2]})
    assert [one.position for one in found[2].fingers] == list(HAND[1:3])
    assert shard.compare(probe(2), {FINGERS[8:]: [2]}) == {}
    assert shard.compare(probe(2), {HAND: []}) == {}


def test_references_are_compared_each_by_its_own_fingers(index: SegmentedIndex) -> None:
    shard, few = LocalShard(index), HAND[1:3]
    found = shard.compare(probe(2), {HAND: [2, 3], few: [4], FINGERS[8:]: [5]})
    assert found == shard.compare(probe(2), {HAND: [2, 3]}) | shard.compare(probe(2), {few: [4]})
    assert set(found) == {2, 3, 4}


def test_a_template_that_cannot_be_read_is_an_error_that_names_it(index: SegmentedIndex) -> None:
    damaged = batch([50], [prints(7)])
    torn = [[b"torn" if one else b"" for one in damaged.templates[0]]]
    index.add(ReferenceBatch(damaged.reference_ids, damaged.vectors, torn, ["x"]), 2)
    with pytest.raises(CorruptRecordError, match="reference 50, finger 1"):
        LocalShard(index).compare(probe(2), {HAND: [2, 50]})


def test_names_come_from_the_record_or_the_database(index: SegmentedIndex) -> None:
    assert LocalShard(index).names([2, 99]) == {2: ("person-2", "person-2")}
    known = {2: ("identity", "encounter")}
    looked_up = LocalShard(index, lambda ids: {one: known[one] for one in ids if one in known})
    assert looked_up.names(np.array([1, 2])) == known


@pytest.mark.parametrize("positions", [HAND[:1], HAND])
def test_a_mate_is_first_on_the_shortlist(
    index: SegmentedIndex, positions: Sequence[FingerPosition]
) -> None:
    """A single finger by finer codes, a hand by small ones."""
    found = LocalShard(index).shortlist(probe(4, positions), 3)
    assert found.reference_ids[0] == 4
    assert len(found.reference_ids) == 3


def test_several_shards_compare_as_each_does(index: SegmentedIndex, tmp_path: Path) -> None:
    other = SegmentedIndex(tmp_path / "other", gallery="iafis", parameters=PARAMETERS)
    other.add(batch([2, 3], [prints(12), prints(13)]), 1)
    shards = Shards([LocalShard(index), LocalShard(other)])
    keys = [3, int(key_of(1, np.array([3]))[0])]
    found = shards.compare(probe(13), {HAND: keys})
    assert set(found) == set(keys)
    assert found[keys[1]] == LocalShard(other).compare(probe(13), {HAND: [3]})[3]
    assert found[keys[1]].score_db > found[keys[0]].score_db + 20
    assert shards.shortlist(probe(13), 2).reference_ids[0] == keys[1]
    assert shards.count == index.count + 2
    by_own = shards.compare(probe(13), {HAND: keys[1:], HAND[1:3]: [2, *keys[:1]]})
    assert by_own[keys[1]] == found[keys[1]]
    assert by_own[2] == LocalShard(index).compare(probe(13), {HAND[1:3]: [2]})[2]
    assert set(by_own) == {2, *keys}
    shards.close()
    other.close()


def test_an_error_of_one_shard_is_an_error(index: SegmentedIndex) -> None:
    damaged = batch([50], [prints(7)])
    torn = [[b"torn" if one else b"" for one in damaged.templates[0]]]
    index.add(ReferenceBatch(damaged.reference_ids, damaged.vectors, torn, ["x"]), 2)
    shards = Shards([LocalShard(index), LocalShard(index)])
    with pytest.raises(CorruptRecordError):
        shards.compare(probe(2), {HAND: key_of(1, np.array([2, 50]))})
    shards.close()


class _Standing(LocalShard):
    """Compares nothing before it may."""

    def __init__(self, index: SegmentedIndex) -> None:
        super().__init__(index)
        self.may = threading.Event()
        self.asked = 0

    def compare(
        self, probe: Probe, wanted: Wanted, check: Check = never_stop
    ) -> dict[int, PersonComparison]:
        self.asked += 1
        assert self.may.wait(30)
        return super().compare(probe, wanted, check)


def test_who_stops_does_not_wait_for_the_searches_of_others(index: SegmentedIndex) -> None:
    """Whose questions keep all threads, so that this one's shards are not asked at all."""
    standing = _Standing(index)
    shards = Shards([standing])
    started, calls = threading.Event(), list[None]()

    def other() -> None:
        shards.compare(probe(2), {HAND: [2]}, started.set)

    def stop() -> None:
        calls.append(None)
        if len(calls) > 2:
            raise CancelledError("stop")

    busy = [threading.Thread(target=other) for _ in range(4)]
    for one in busy:
        one.start()
    assert started.wait(30)
    try:
        with pytest.raises(CancelledError):
            shards.compare(probe(2), {HAND: [3]}, stop)
    finally:
        standing.may.set()
        for one in busy:
            one.join()
        shards.close()
    assert standing.asked == len(busy)


def test_an_error_of_one_shard_does_not_wait_for_the_others(index: SegmentedIndex) -> None:
    class Failing(LocalShard):
        def compare(
            self, probe: Probe, wanted: Wanted, check: Check = never_stop
        ) -> dict[int, PersonComparison]:
            raise CorruptRecordError("torn")

    standing = _Standing(index)
    shards = Shards([standing, Failing(index)])
    try:
        with pytest.raises(CorruptRecordError):
            shards.compare(probe(2), {HAND: [2, int(key_of(1, np.array([2]))[0])]})
        assert not standing.may.is_set()
    finally:
        standing.may.set()
        shards.close()


def test_there_is_a_shard_at_least() -> None:
    with pytest.raises(ValueError, match="0 shards"):
        Shards([])
