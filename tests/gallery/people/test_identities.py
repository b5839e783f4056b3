"""Changes of identities: whole or not made, kept, and taken back."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest

from database.connection import Database
from database.paging import Page
from gallery.errors import (
    EncounterNotFoundError,
    IdentityChangeNotFoundError,
    IdentityConflictError,
    IdentityNotFoundError,
)
from gallery.gallery import Gallery
from gallery.people import ChangeRequest
from gallery.people.enrolment import random_identity_id
from gallery.store import rows as store
from gallery.types import IdentityChange, IdentityChangeKind
from tests.gallery.prints import CALLER, HAND, NOW, administration, enrol, prints

ONE_FINGER = HAND[:1]


class Desk:
    """Asks for changes, each in a transaction of its own."""

    def __init__(self, database: Database, gallery: str = "iafis") -> None:
        make_id = partial(random_identity_id, gallery)
        self.administration = administration(database, gallery, make_id)
        self._requests = count(1)

    def merge(self, source: str, target: str, request_id: str = "") -> IdentityChange:
        return self.administration.merge(source, target, self._request(request_id))

    def split(self, source: str, *encounter_ids: str, request_id: str = "") -> IdentityChange:
        return self.administration.split(source, encounter_ids, self._request(request_id))

    def move(
        self, encounter_id: str, source: str, target: str, request_id: str = ""
    ) -> IdentityChange:
        request = self._request(request_id)
        return self.administration.move_encounter(encounter_id, source, target, request)

    def undo(self, change: IdentityChange, request_id: str = "") -> IdentityChange:
        request = self._request(request_id, NOW + timedelta(hours=1))
        return self.administration.undo(change.change_id, request)

    def history(self, identity_id: str = "") -> list[IdentityChange]:
        return self.administration.changes(identity_id, Page(100))[0]

    def _request(self, request_id: str, now: datetime = NOW) -> ChangeRequest:
        request_id = request_id or f"request-{next(self._requests)}"
        return ChangeRequest(request_id, CALLER, now)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def two(iafis: Gallery) -> tuple[str, str]:
    """One person under two identities: A1 and A2 under the first, B1 under the second."""
    first = enrol(iafis, "A1", prints(1, 1, ONE_FINGER))
    enrol(iafis, "A2", prints(1, 2, ONE_FINGER), first)
    return first, enrol(iafis, "B1", prints(1, 3, ONE_FINGER))


def where(gallery: Gallery, *encounter_ids: str) -> list[str]:
    return [gallery.get_encounter(one).identity_id for one in encounter_ids]


def found(gallery: Gallery) -> set[str]:
    """Search for the person: which identities are above the threshold or close to it."""
    return {c.identity_id for c in gallery.identify(prints(1, 4, ONE_FINGER)).candidates}


def test_merged_identities_are_one_and_the_old_id_is_explained(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    change = desk.merge(first, second)
    assert change == IdentityChange(
        change.change_id,
        "request-1",
        IdentityChangeKind.MERGE,
        first,
        second,
        ("A1", "A2"),
        CALLER,
        NOW,
    )
    assert where(iafis, "A1", "A2", "B1") == [second] * 3
    gone = iafis.get_identity(first)
    assert (gone.encounter_count, gone.merged_into) == (0, second)
    assert iafis.get_identity(second).encounter_count == 3
    assert found(iafis) == {second}
    assert desk.history() == desk.history(first) == desk.history(second) == [change]
    with pytest.raises(IdentityNotFoundError, match="nobody"):
        desk.history("nobody")


def test_an_identity_merged_away_takes_nothing_in(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    third = enrol(iafis, "C1", prints(2, 1, ONE_FINGER))
    desk.merge(first, second)
    desk.merge(second, third)
    before = desk.history()
    with pytest.raises(IdentityConflictError, match=f"{first} .*merged into {third}: use that"):
        enrol(iafis, "A3", prints(1, 5, ONE_FINGER), first)
    refusals = [
        partial(desk.merge, first, third),
        partial(desk.merge, third, first),
        partial(desk.move, "C1", third, second),
        partial(desk.split, first, "A1"),
    ]
    for refused in refusals:
        with pytest.raises(IdentityConflictError, match=f"merged into {third}"):
            refused()
    assert desk.history() == before
    assert where(iafis, "A1", "B1", "C1") == [third] * 3


def test_what_a_merge_cannot_be_made_of_is_named(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, _ = two
    with pytest.raises(IdentityConflictError, match="named twice"):
        desk.merge(first, first)
    with pytest.raises(IdentityNotFoundError, match="nobody"):
        desk.merge(first, "nobody")
    with pytest.raises(IdentityNotFoundError, match="nobody"):
        desk.merge("nobody", first)
    assert desk.history() == []


def test_a_merge_is_taken_back(iafis: Gallery, desk: Desk, two: tuple[str, str]) -> None:
    first, second = two
    change = desk.merge(first, second)
    back = desk.undo(change)
    assert (back.kind, back.reverses) == (IdentityChangeKind.UNDO, change.change_id)
    assert (back.from_identity_id, back.to_identity_id) == (second, first)
    assert where(iafis, "A1", "A2", "B1") == [first, first, second]
    assert iafis.get_identity(first).merged_into == ""
    assert found(iafis) == {first, second}
    assert [one.reversed_by for one in desk.history()] == [back.change_id, None]
    with pytest.raises(IdentityConflictError, match=f"undone before, by change {back.change_id}"):
        desk.undo(change)
    with pytest.raises(IdentityConflictError, match="is an undo"):
        desk.undo(back)
    again = desk.merge(first, second)
    assert again.change_id > back.change_id


def test_a_split_makes_a_new_identity_and_is_taken_back(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, _ = two
    change = desk.split(first, "A2")
    assert change.to_identity_id not in two
    assert where(iafis, "A1", "A2") == [first, change.to_identity_id]
    desk.undo(change)
    assert where(iafis, "A1", "A2") == [first, first]
    assert iafis.get_identity(change.to_identity_id).merged_into == first


def test_a_split_leaves_something_on_both_sides(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    for wrong in ([], ["A1", "A2"], ["A2", "A1", "A2"]):
        with pytest.raises(IdentityConflictError, match="of the 2 encounters"):
            desk.split(first, *wrong)
    with pytest.raises(IdentityConflictError, match=f"B1 is under identity {second}"):
        desk.split(first, "B1")
    with pytest.raises(EncounterNotFoundError, match="nothing"):
        desk.split(first, "nothing")
    with pytest.raises(IdentityNotFoundError, match="nobody"):
        desk.split("nobody", "A1")
    assert where(iafis, "A1", "A2") == [first, first]
    assert desk.history() == []


def test_an_encounter_is_moved_and_an_emptied_identity_says_where_it_went(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    change = desk.move("B1", second, first)
    assert where(iafis, "B1") == [first]
    assert iafis.get_identity(second).merged_into == first
    assert found(iafis) == {first}
    kept = desk.move("A1", first, enrol(iafis, "C1", prints(2, 1, ONE_FINGER)))
    assert iafis.get_identity(first).merged_into == ""
    desk.undo(kept)
    desk.undo(change)
    assert where(iafis, "A1", "B1") == [first, second]
    assert iafis.get_identity(second).merged_into == ""


def test_a_move_from_elsewhere_is_a_conflict(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    with pytest.raises(IdentityConflictError, match=f"A1 is under identity {first}"):
        desk.move("A1", second, first)
    with pytest.raises(EncounterNotFoundError, match="nothing"):
        desk.move("nothing", first, second)
    with pytest.raises(IdentityConflictError, match="named twice"):
        desk.move("A1", first, first)
    assert desk.history() == []


def test_an_undo_names_what_has_moved_or_gone_since(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    change = desk.merge(first, second)
    third = desk.split(second, "A1").to_identity_id
    iafis.delete_encounter("A2")
    before = desk.history()
    with pytest.raises(IdentityConflictError, match=rf"A1 \(under {third}\), A2 \(deleted\)"):
        desk.undo(change)
    assert desk.history() == before
    assert iafis.get_identity(first).merged_into == second


def test_an_undo_does_not_wake_an_identity_that_was_merged_since(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    moved = desk.move("A1", first, second)
    merged = desk.merge(first, second)
    with pytest.raises(IdentityConflictError, match=f"merged into {second} since"):
        desk.undo(moved)
    desk.undo(merged)
    desk.undo(moved)
    assert where(iafis, "A1", "A2", "B1") == [first, first, second]


def test_an_undo_needs_the_identity_it_returns_to(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    moved = desk.move("A1", first, second)
    iafis.delete_encounter("A2")
    with pytest.raises(IdentityConflictError, match=f"{first} was deleted"):
        desk.undo(moved)


def test_an_unknown_change_is_named(
    iafis: Gallery, desk: Desk, two: tuple[str, str], database: Database
) -> None:
    change = desk.merge(*two)
    with pytest.raises(IdentityChangeNotFoundError, match="iafis has no change 12345"):
        desk.undo(replace(change, change_id=12345))
    with pytest.raises(IdentityChangeNotFoundError, match="ident has no change"):
        Desk(database, "ident").undo(change)


def test_the_same_request_again_is_answered_and_not_done_again(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    merged = desk.merge(first, second, "R1")
    assert desk.merge(first, second, "R1") == merged
    back = desk.undo(merged, "R2")
    assert desk.undo(merged, "R2") == back
    split = desk.split(first, "A2", request_id="R3")
    assert desk.split(first, "A2", request_id="R3") == split
    moved = desk.move("A2", split.to_identity_id, first, "R4")
    assert desk.move("A2", split.to_identity_id, first, "R4") == moved
    assert len(desk.history()) == 4
    others = [
        partial(desk.merge, second, first, "R1"),
        partial(desk.merge, first, "nobody", "R1"),
        partial(desk.split, first, "A1", request_id="R3"),
        partial(desk.move, "A1", split.to_identity_id, first, "R4"),
        partial(desk.undo, split, "R2"),
        partial(desk.split, first, "A1", request_id="R1"),
    ]
    for other in others:
        with pytest.raises(IdentityConflictError, match="asked for another change before"):
            other()
    assert len(desk.history()) == 4


def test_history_outlives_the_people_and_comes_in_pages(
    iafis: Gallery, desk: Desk, two: tuple[str, str]
) -> None:
    first, second = two
    made = [desk.merge(first, second)]
    made += [desk.undo(made[0]), desk.merge(second, first)]
    for encounter_id in ("A1", "A2", "B1"):
        iafis.delete_encounter(encounter_id)
    with pytest.raises(IdentityNotFoundError):
        iafis.get_identity(first)
    assert [one.change_id for one in desk.history()] == [one.change_id for one in made]
    _, token = desk.administration.changes(page=Page(1))
    page, _ = desk.administration.changes(page=Page(1, token))
    assert [one.change_id for one in page] == [made[1].change_id]
    with pytest.raises(IdentityConflictError, match="deleted since"):
        enrol(iafis, "B2", prints(1, 5, ONE_FINGER), second)


def test_a_candidate_merged_since_the_search_is_followed(
    iafis: Gallery, desk: Desk, two: tuple[str, str], database: Database
) -> None:
    first, second = two
    desk.merge(first, second)
    with database.read() as session:
        assert store.current_identity_id(session, "iafis", first) == second
        assert store.current_identity_id(session, "iafis", "nobody") is None
