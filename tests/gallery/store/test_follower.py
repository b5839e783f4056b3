"""The follower gives an index, step by step, what the database holds."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import update

from database.connection import Database
from database.errors import CancelledError
from gallery.errors import IndexFaultError
from gallery.index.types import ReferenceBatch
from gallery.people.enrolment import enrol_batch
from gallery.search.comparing import ten_finger_vector
from gallery.store import features as feature_store
from gallery.store import journal as reference_journal
from gallery.store import rows as store
from gallery.store.follower import IndexFollower
from gallery.store.tables import ImpressionRow
from gallery.types import Enrolment
from matcher import template as template_codec
from matcher.types import Features
from tests.gallery.prints import CALLER, HAND, NOW, digest, prints, samples

ONE_FINGER = HAND[:1]


class KeptIndex:
    """Keeps what it is given, and refuses what an index must never be given."""

    def __init__(self) -> None:
        self.watermark = 0
        self.vectors: dict[int, NDArray[np.float32]] = {}
        self.templates: dict[int, Sequence[bytes]] = {}
        self.steps: list[tuple[str, int]] = []

    def add(self, batch: ReferenceBatch, watermark: int) -> None:
        """Add references."""
        newest = max(self.vectors, default=0)
        for row, reference_id in enumerate(batch.reference_ids.tolist()):
            assert reference_id > newest, "ids grow"
            self.vectors[reference_id] = batch.vectors[row]
            self.templates[reference_id] = batch.templates[row]
        self._reach("add", batch.count, watermark)

    def remove(self, reference_ids: Sequence[int], watermark: int) -> None:
        """Take references out."""
        for reference_id in reference_ids:
            self.vectors.pop(reference_id, None)
        self._reach("remove", len(reference_ids), watermark)

    def expunge(self, reference_ids: Sequence[int], watermark: int) -> None:
        """Take references out for good."""
        for reference_id in reference_ids:
            self.vectors.pop(reference_id, None)
        self._reach("expunge", len(reference_ids), watermark)

    def rebuild(self) -> None:
        """Begin anew."""
        self.vectors.clear()
        self.templates.clear()
        self.watermark = 0

    def _reach(self, step: str, count: int, watermark: int) -> None:
        assert watermark > self.watermark, "every step leads on"
        self.watermark = watermark
        self.steps.append((step, count))


class Followed:
    """A gallery of nothing but database, follower and index."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.index = KeptIndex()
        self.follower = IndexFollower("iafis", database, self.index)

    def enrol(self, encounter_id: str, features: Sequence[Features], identity_id: str) -> Self:
        enrolment = Enrolment(encounter_id, samples(features), digest(encounter_id), identity_id)
        with self.database.write() as session:
            enrol_batch(session, "iafis", [enrolment], caller=CALLER, now=NOW)
        return self

    def delete(self, encounter_id: str, *, expunge: bool = False) -> None:
        with self.database.write() as session:
            row = store.find_encounter(session, "iafis", encounter_id)
            assert row is not None
            store.delete_encounter(session, row, expunge=expunge)

    def assert_holds_what_is_there(self) -> None:
        with self.database.read() as session:
            ids = reference_journal.reference_ids_after(session, "iafis", 0)
        assert sorted(self.index.vectors) == ids


@pytest.fixture
def followed(database: Database) -> Followed:
    return Followed(database)


def test_a_composite_holds_the_best_of_all_encounters(followed: Followed) -> None:
    first, second = prints(1, 1), prints(1, 2)
    followed.enrol("E1", first, "A").enrol("E2", second, "A")
    # The one that was the composite at first is there no longer, or is an encounter now.
    assert followed.follower.catch_up() == len(followed.index.vectors)
    expected = ten_finger_vector([*first, *second])
    [composite] = [
        reference_id
        for reference_id, vectors in followed.index.vectors.items()
        if np.array_equal(vectors, expected)
    ]
    best = [
        max(pair, key=lambda one: one.template.quality) for pair in zip(first, second, strict=True)
    ]
    stored = followed.index.templates[composite]
    assert len(stored) == 10
    for one in best:
        assert stored[one.position.finger - 1] == template_codec.encode(one.template)
    assert sum(bool(one) for one in stored) == len(HAND)
    followed.assert_holds_what_is_there()


def test_steps_come_in_the_order_of_their_changes(followed: Followed) -> None:
    followed.enrol("E1", prints(1, 1, ONE_FINGER), "A").enrol("F1", prints(2, 1, ONE_FINGER), "B")
    assert followed.follower.catch_up() == 2
    followed.delete("E1")
    followed.enrol("G1", prints(3, 1, ONE_FINGER), "C")
    followed.delete("F1", expunge=True)
    assert followed.follower.catch_up() == 1
    assert followed.index.steps == [("add", 2), ("remove", 1), ("add", 1), ("expunge", 1)]
    followed.assert_holds_what_is_there()
    with followed.database.read() as session:
        assert followed.follower.watermark == reference_journal.last_change(session, "iafis")
    assert followed.follower.catch_up() == 0


def test_what_came_and_went_is_never_added(followed: Followed) -> None:
    followed.enrol("E1", prints(1, 1, ONE_FINGER), "A")
    followed.delete("E1")
    assert followed.follower.catch_up() == 0
    assert followed.index.steps == [("remove", 1)]
    followed.assert_holds_what_is_there()


def test_long_journals_are_read_in_pages_and_can_be_stopped(followed: Followed) -> None:
    one = samples(prints(1, 1, ONE_FINGER))
    many = [Enrolment(f"E{n}", one, digest(str(n))) for n in range(450)]
    with followed.database.write() as session:
        enrol_batch(session, "iafis", many, caller=CALLER, now=NOW)

    def stop(done: int, total: int) -> None:
        assert total == 450
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        followed.follower.catch_up(stop)
    assert 0 < len(followed.index.vectors) < 450
    steps: list[tuple[int, int]] = []
    followed.follower.catch_up(lambda *step: steps.append(step))
    assert len(steps) > 1
    assert steps[-1][0] == steps[-1][1]
    followed.assert_holds_what_is_there()


def test_a_vector_of_another_version_is_derived_again(followed: Followed) -> None:
    features = prints(1, 1, ONE_FINGER)
    followed.enrol("E1", features, "A")
    with followed.database.write() as session:
        session.execute(update(ImpressionRow).values(vector_version="old", vector=b"old"))
    followed.follower.catch_up()
    [vectors] = followed.index.vectors.values()
    np.testing.assert_allclose(vectors, ten_finger_vector(features), atol=1e-2)


def test_an_index_ahead_of_the_database_is_named(followed: Followed) -> None:
    followed.enrol("E1", prints(1, 1, ONE_FINGER), "A")
    followed.index.watermark = 1_000
    with pytest.raises(IndexFaultError, match="iafis is at change 1000, the database ends at 1"):
        followed.follower.catch_up()


def test_only_the_fingers_asked_for_are_read(followed: Followed) -> None:
    followed.enrol("E1", prints(1), "A")
    with followed.database.read() as session:
        [reference_id] = reference_journal.reference_ids_after(session, "iafis", 0)
        loaded = feature_store.load_references(session, [reference_id, 99], HAND[1:3])
    assert loaded.keys() == {reference_id}
    assert {one.position for one in loaded[reference_id]} == set(HAND[1:3])
    for one in loaded[reference_id]:
        assert one.features().template.minutia_count > 0
