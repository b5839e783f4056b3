"""Every reference lies in one partition, whatever the cut, and everywhere the same."""

import numpy as np
import pytest
from sqlalchemy import select

from database.connection import Database
from gallery.people.enrolment import enrol_batch
from gallery.people.identities import ChangeRequest
from gallery.store import journal as reference_journal
from gallery.store import rows as store
from gallery.store.follower import IndexFollower
from gallery.store.slots import ALL_SLOTS, SLOT_COUNT, Slots, cut, gaps, slots_of
from gallery.store.tables import ReferenceChangeRow
from gallery.types import Enrolment
from tests.gallery.prints import CALLER, HAND, NOW, administration, digest, prints, samples
from tests.gallery.store.test_follower import KeptIndex

IDS = np.array([1, 2, 3, 99, 4_097, 2**31 - 1, 2**31, 2**40 + 7, 2**47 - 1])


@pytest.mark.parametrize("count", [1, 2, 3, 4, 16, 4_096])
def test_a_cut_holds_every_slot_once(count: int) -> None:
    partitions = cut(count)
    assert gaps(partitions) == ""
    assert partitions[0].first == 0 and partitions[-1].end == SLOT_COUNT
    sizes = [one.end - one.first for one in partitions]
    assert max(sizes) - min(sizes) <= 1
    assert [Slots.parse(str(one)) for one in partitions] == list(partitions)


def test_what_is_missing_or_twice_is_named() -> None:
    first, second, third, fourth = cut(4)
    assert "no partition holds slots 2048-3071" in gaps([first, second, fourth])
    assert "no partition holds slots 3072-4095" in gaps([third, first, second])
    assert "slots 1024-2047 lie in several" in gaps([*cut(2), second])
    assert "no partition holds slots 0000-4095" in gaps([])


@pytest.mark.parametrize("count", [0, -1, SLOT_COUNT + 1])
def test_impossible_cuts_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="partitions"):
        cut(count)


def test_slots_are_what_they_were() -> None:
    """A promise: the folders of partitions hold what these numbers said."""
    assert slots_of(IDS).tolist() == [2531, 966, 3498, 759, 349, 3612, 0, 1336, 3612]


def test_ids_in_a_row_and_ids_with_gaps_fill_all_partitions_evenly() -> None:
    for step in (1, 2, 3, 7, 16, 4_096):
        ids = np.arange(1, 20_001, dtype=np.int64) * step
        counts = np.histogram(slots_of(ids), np.linspace(0, SLOT_COUNT, 17))[0]
        assert counts.max() < 1.1 * counts.min(), step


def test_the_database_and_numpy_say_the_same(database: Database) -> None:
    with database.write() as session:
        for one in IDS.tolist():
            session.add(
                ReferenceChangeRow(gallery="iafis", reference_id=one, kind=1, identity_id="")
            )
    for slots in cut(5):
        with database.read() as session:
            held = select(ReferenceChangeRow.reference_id).where(
                slots.hold(ReferenceChangeRow.reference_id)
            )
            found = sorted(session.scalars(held))
        expected = [
            one
            for one, slot in zip(IDS.tolist(), slots_of(IDS), strict=True)
            if slots.first <= slot < slots.end
        ]
        assert found == expected


def test_followers_of_all_partitions_hold_together_what_one_holds(database: Database) -> None:
    """People are enrolled, merged, moved and expunged, and each partition reaches the end."""
    whole = KeptIndex()
    parts = {slots: KeptIndex() for slots in cut(3)}
    followers = [IndexFollower("iafis", database, whole)] + [
        IndexFollower("iafis", database, index, slots) for slots, index in parts.items()
    ]

    def enrol(encounter_id: str, seed: int, impression: int, identity_id: str) -> None:
        one = Enrolment(
            encounter_id,
            samples(prints(seed, impression, HAND[:1])),
            digest(encounter_id),
            identity_id,
        )
        with database.write() as session:
            enrol_batch(session, "iafis", [one], caller=CALLER, now=NOW)

    def caught_up() -> None:
        for one in followers:
            one.catch_up()
            with database.read() as session:
                assert one.watermark == reference_journal.last_change(session, "iafis")
        held = [set(index.vectors) for index in parts.values()]
        assert set.union(*held) == set(whole.vectors)
        assert sum(map(len, held)) == len(whole.vectors)
        for slots, index in parts.items():
            of = slots_of(sorted(index.vectors))
            assert np.all((slots.first <= of) & (of < slots.end))

    for number in range(130):
        enrol(f"E{number}", number % 13, 1, f"ID-{number}")
    caught_up()
    for number in range(20):
        enrol(f"F{number}", number % 13, 2, f"ID-{number}")
    people = administration(database, "iafis")
    people.merge("ID-1", "ID-2", ChangeRequest("M1", CALLER, NOW))
    people.move_encounter("F3", "ID-3", "ID-4", ChangeRequest("M2", CALLER, NOW))
    with database.write() as session:
        row = store.find_encounter(session, "iafis", "F5")
        assert row is not None
        store.delete_encounter(session, row, expunge=True)
    caught_up()
    assert ALL_SLOTS in cut(1)
