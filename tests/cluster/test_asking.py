"""What breaks between a search and its partitions never makes an answer smaller."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cluster.asking import Asker
from cluster.errors import PartitionUnavailableError
from cluster.pace import Patience
from cluster.partition import MOST_BEHIND
from cluster.questions import Fault, Kind, Question, packed, question_in
from cluster.remote_index import RemoteIndex, remote_index
from cluster.version import Version
from database.connection import Database
from database.errors import CancelledError
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.people.enrolment import enrol_batch
from gallery.search import ten_finger_vector
from gallery.search.shards import Ids, LocalShard
from gallery.store import journal as reference_journal
from gallery.store.slots import slots_of
from gallery.store.tables import ImpressionRow
from gallery.types import Enrolment, Identification
from matcher.errors import CorruptRecordError
from matcher.fusion import PersonComparison, prepare_fingers
from matcher.types import FINGERS
from tests.cluster.lines import QUICK, LineDirectory, partitioned
from tests.cluster.people import SHALLOW, fill, probe
from tests.databases import opened_sqlite
from tests.gallery.prints import CALLER, NOW, digest, enrol, prints, samples

PARAMETERS = IndexParameters(background=False)
MATE = 7


def state(watermark: int, within_s: float) -> Question:
    return Question("iafis", Kind.STATE, watermark, within_s)


class Place:
    """A gallery of two partitions with two replicas each, and the same gallery in one index."""

    def __init__(self, database: Database, directory: LineDirectory) -> None:
        self.database = database
        self.directory = directory
        self.gallery = Gallery(
            "iafis", database, parameters=SHALLOW, open_index=remote_index(directory, QUICK)
        )
        self.local = Gallery("iafis", database, parameters=SHALLOW, index_parameters=PARAMETERS)

    def assert_whole(self) -> Identification:
        found, expected = (
            self.gallery.identify(probe(MATE, 10)),
            self.local.identify(probe(MATE, 10)),
        )
        assert found.candidates == expected.candidates
        assert found.report.threshold_db == expected.report.threshold_db
        assert found.report.reference_count == expected.report.reference_count
        return found

    def asker(self, patience: Patience = QUICK) -> Asker:
        return Asker("iafis", self.directory, patience)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    database = opened_sqlite(tmp_path / "tenprint.sqlite")
    fill(database)
    with partitioned(database, tmp_path / "partitions", 2, 2, parameters=PARAMETERS) as directory:
        made = Place(database, directory)
        made.assert_whole()
        yield made
        made.gallery.close()
        made.local.close()
    database.close()


def test_a_lost_replica_of_each_partition_changes_nothing(place: Place) -> None:
    for replicas in place.directory.by_slots.values():
        replicas[0].is_cut = True
    for _ in range(3):
        found = place.assert_whole()
        assert all(one.replicas[0].endswith("/1") for one in found.report.partitions)
    assert place.directory.looked_count == 0, "the other replica answered at once"


def test_an_answer_of_another_digest_is_none(place: Place) -> None:
    """Even if it is taken for one of the same digest: its process may just have begun again."""
    for replicas in place.directory.by_slots.values():
        replicas[0].version = Version("other", "other")
    for _ in range(3):
        found = place.assert_whole()
        assert all(one.replicas[0].endswith("/1") for one in found.report.partitions)
    # Commits are told to it all the same: what is expunged must go there too.
    enrol(place.gallery, "N50", prints(50, 1, FINGERS))
    assert not place.gallery.status().following_error
    place.local.catch_up()
    for replicas in place.directory.by_slots.values():
        replicas[1].version = Version("other", "other")
    with pytest.raises(PartitionUnavailableError, match="it answers as other, the service"):
        place.gallery.identify(probe(MATE, 10))


@pytest.mark.parametrize("how", ["cut", "frozen", "unknown"])
def test_a_partition_without_replicas_makes_the_gallery_unavailable(place: Place, how: str) -> None:
    slots, replicas = next(iter(place.directory.by_slots.items()))
    if how == "unknown":
        del place.directory.by_slots[slots]
    for one in replicas:
        one.is_cut = how == "cut"
        if how == "frozen":
            one.thawed.clear()
    for finger_count in (1, 10):
        with pytest.raises(PartitionUnavailableError, match=str(slots)):
            place.gallery.identify(probe(MATE, finger_count))
    # Only the other partition would answer; the count is not known without this one.
    with pytest.raises(PartitionUnavailableError, match=str(slots)):
        _ = place.gallery._shards.of_search(10**9).shard.count
    place.directory.by_slots[slots] = replicas
    for one in replicas:
        one.is_cut = False
        one.thawed.set()
    place.assert_whole()


def test_a_replica_that_is_lost_between_two_stages_passes_the_search_on(place: Place) -> None:
    """The shortlist comes from a replica that answers nothing more."""
    for replicas in place.directory.by_slots.values():
        replicas[0].serves = frozenset({Kind.STATE, Kind.SHORTLIST})
    for _ in range(3):
        place.assert_whole()


def test_a_slow_replica_competes_with_another(place: Place) -> None:
    for replicas in place.directory.by_slots.values():
        replicas[0].delay_s = 5.0
    patience = Patience(within_s=50.0, first_hedge_s=0.1)
    index = RemoteIndex("iafis", place.database, lambda ids: {}, place.directory, patience)
    started = time.monotonic()
    for _ in range(2):
        assert index.shard.of_search(0).count == place.local.reference_count
        index.asker.ask(dict.fromkeys(place.directory.by_slots, state(0, 50.0)))
    assert time.monotonic() - started < 5.0, "nobody waited for the slow one"
    assert 0 < index.asker.pace.hedged_count <= patience.hedged_at_once


def test_a_frozen_replica_is_passed_over_even_if_nothing_more_may_be_asked_twice(
    place: Place,
) -> None:
    for replicas in place.directory.by_slots.values():
        replicas[0].thawed.clear()
    patience = Patience(within_s=9.0, silent_s=0.4, hedged_share=0.0, hedged_at_once=0)
    asker, seconds = place.asker(patience), []
    for _ in range(6):
        started = time.monotonic()
        asker.ask(dict.fromkeys(place.directory.by_slots, state(0, 5.0)))
        seconds.append(time.monotonic() - started)
    assert asker.pace.hedged_count == 0
    # Once it was silent it is asked last.
    assert sum(one > 0.3 for one in seconds) <= 2, seconds


def test_a_replica_that_was_overtaken_is_asked_last(place: Place) -> None:
    """Otherwise each search waits for it until no more questions may be asked twice."""
    for replicas in place.directory.by_slots.values():
        replicas[0].thawed.clear()
    asker = place.asker(Patience(within_s=90.0, silent_s=50.0, first_hedge_s=0.2))
    started = time.monotonic()
    for _ in range(8):
        asker.ask(dict.fromkeys(place.directory.by_slots, state(0, 50.0)))
    assert time.monotonic() - started < 20.0, "each search would wait for silence"
    assert asker.pace.hedged_count == len(place.directory.by_slots)


def test_not_more_is_asked_twice_than_the_bound_allows(place: Place) -> None:
    for one in place.directory.replicas:
        one.delay_s = 0.3
    patience = Patience(within_s=5.0, first_hedge_s=0.01, hedged_share=0.0, hedged_at_once=1)
    asker = place.asker(patience)
    asker.ask(dict.fromkeys(place.directory.by_slots, state(0, 5.0)))
    assert asker.pace.hedged_count == 1


def test_a_search_sees_what_was_committed_before_it(place: Place) -> None:
    """No replica follows by itself here, so each must catch up for the search."""
    for seed in range(40, 46):
        enrol(place.gallery, f"N{seed}", prints(seed, 1, FINGERS))
        found = place.gallery.identify(prints(seed, 2, FINGERS))
        assert found.candidates[0].encounter_id == f"N{seed}"
        with place.database.read() as session:
            last = reference_journal.last_change(session, "iafis")
        assert found.watermark == last
        assert all(one.watermark >= last for one in found.report.partitions)
    place.gallery.delete_encounter("N40", expunge=True)
    for one in place.directory.replicas:
        assert one.partition.index.watermark > last, "a deletion waits for every replica"
    found = place.gallery.identify(prints(40, 2, FINGERS))
    assert all(one.encounter_id != "N40" for one in found.candidates)
    place.assert_whole()


def test_a_replica_far_behind_passes_the_search_on(place: Place) -> None:
    (_, replicas), *_ = place.directory.by_slots.items()
    behind, other = replicas
    answer = behind.partition.answer(state(behind.partition.index.watermark + MOST_BEHIND + 1, 1.0))
    assert (answer.fault, answer.value) == (Fault.BEHIND, None)
    # What the database does not have cannot be reached either.
    answer = other.partition.answer(state(other.partition.index.watermark + 1, 1.0))
    assert answer.fault is Fault.BEHIND
    assert "database ends at change" in answer.message


def test_a_cancelled_search_does_not_wait(place: Place) -> None:
    for one in place.directory.replicas:
        one.thawed.clear()
    gone = threading.Event()
    threading.Timer(0.2, gone.set).start()

    def check() -> None:
        if gone.is_set():
            raise CancelledError("the caller went away")

    asker = place.asker(Patience(within_s=30.0))
    started = time.monotonic()
    with pytest.raises(CancelledError):
        asker.ask(dict.fromkeys(place.directory.by_slots, state(0, 30.0)), check)
    assert time.monotonic() - started < 5


def test_damage_in_one_folder_is_passed_on_and_damage_in_the_database_is_told(
    place: Place, tmp_path: Path
) -> None:
    """A template that the database holds damaged is damaged in every replica."""
    one = Enrolment("DAMAGED", samples(prints(60, 1, FINGERS)), digest("DAMAGED"), "ID-60")
    with place.database.write() as session:
        enrol_batch(session, "iafis", [one], caller=CALLER, now=NOW)
        newest = max(row.encounter_sequence for row in session.query(ImpressionRow))
        for row in session.query(ImpressionRow).filter_by(encounter_sequence=newest):
            assert row.template is not None
            row.template = row.template[:40] + bytes([row.template[40] ^ 1]) + row.template[41:]
    with pytest.raises(CorruptRecordError):
        place.local.identify(prints(60, 2, FINGERS))
    with pytest.raises(CorruptRecordError):
        place.gallery.identify(prints(60, 2, FINGERS))


def test_a_folder_of_another_cut_is_filled_anew(place: Place, tmp_path: Path) -> None:
    """Nothing of a former cut stays in a partition: it would be found twice."""
    with partitioned(place.database, tmp_path / "again", 2, 1, parameters=PARAMETERS) as two:
        for one in two.replicas:
            one.partition.follow()
            one.partition.index.seal()
    first = tmp_path / "again" / "iafis" / "0000-2047"
    first.rename(first.with_name("0000-1023"))
    with partitioned(place.database, tmp_path / "again", 4, 1, parameters=PARAMETERS) as four:
        held = []
        for slots, [one] in four.by_slots.items():
            one.partition.follow()
            found = one.partition.index.scan(np.ones((10, 512), np.float32), 1_000)
            of = slots_of(found.reference_ids)
            assert np.all((slots.first <= of) & (of < slots.end))
            held += found.reference_ids.tolist()
    assert len(held) == len(set(held)) == place.local.reference_count


def test_arrays_come_over_a_line_as_ones_that_can_be_written_to() -> None:
    """Loops for arrays that cannot be written to would be compiled by the first search."""
    one = probe(MATE, 2)
    prepared = prepare_fingers(one)
    sent = Question(
        *("iafis", Kind.COMPARE, 0, 1.0),
        vectors=ten_finger_vector(one),
        reference_ids=np.array([1, 2]),
        wanted={tuple(prepared): np.array([3])},
        prepared=prepared,
    )

    def arrays(question: Question) -> list[np.ndarray[Any, Any]]:
        of_fingers = [(it.words, it.frame, it.minutia_index) for it in question.prepared.values()]
        ids = [question.reference_ids, *question.wanted.values()]
        return [question.vectors, *ids, *(it for ten in of_fingers for it in ten)]

    for it in arrays(sent):
        it.flags.writeable = False
    came = question_in(packed(sent))
    assert all(it.flags.writeable for it in arrays(came))
    for it, other in zip(arrays(sent), arrays(came), strict=True):
        assert np.array_equal(it, other) and it.dtype == other.dtype


def test_a_partition_stops_when_nobody_waits_any_more(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of its comparisons: it looks before each few of them."""
    partition = place.directory.replicas[0].partition
    prepared = prepare_fingers(prints(MATE, 1, FINGERS))
    wanted = {FINGERS: np.arange(1, 30)}
    question = Question("iafis", Kind.COMPARE, 0, 5.0, wanted=wanted, prepared=prepared)
    monkeypatch.setattr("gallery.search.shards.FINGERS_PER_CHECK", len(FINGERS))
    assert not partition.answer(question).fault
    compared: list[int] = []

    def slowly(_shard: LocalShard, _asked: object, ids: Ids) -> dict[int, PersonComparison]:
        compared.extend(ids)
        time.sleep(0.4)
        return {}

    monkeypatch.setattr(LocalShard, "_compare_few", slowly)
    assert partition.answer(replace(question, within_s=1.0)).fault is Fault.EXPIRED
    assert 0 < len(compared) <= 3
