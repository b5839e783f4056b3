"""Which references an identity has, and that what is journaled is what changed."""

import itertools
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from database.connection import Database
from gallery.gallery import Gallery
from gallery.store import journal as reference_journal
from gallery.store import rows as store
from gallery.store.references import (
    TemplateKey,
    WantedReference,
    best_of_fingers,
    renew_references,
    wanted_references,
)
from gallery.store.tables import ChangeKind, ReferenceChangeRow, ReferenceRow
from tests.gallery.prints import enrol, prints

KEYS = st.builds(
    TemplateKey, st.integers(1, 5), st.integers(0, 9), st.integers(1, 10), st.integers(0, 3)
)


def key(sequence: int, finger: int, quality: int, ordinal: int | None = None) -> TemplateKey:
    return TemplateKey(sequence, finger if ordinal is None else ordinal, finger, quality)


def outline(wanted: Sequence[WantedReference]) -> list[tuple[int, bool]]:
    return [(one.encounter_sequence, one.composite) for one in wanted]


def test_nothing_gives_no_reference() -> None:
    assert wanted_references([]) == []


def test_one_encounter_is_its_own_composite() -> None:
    assert outline(wanted_references([key(7, 1, 50), key(7, 2, 40)])) == [(7, True)]


def test_a_composite_takes_the_best_of_each_finger_and_the_oldest_of_equals() -> None:
    best = best_of_fingers([key(2, 1, 50), key(1, 1, 50), key(1, 2, 10), key(2, 2, 60)])
    assert {finger: one.encounter_sequence for finger, one in best.items()} == {1: 1, 2: 2}
    twice = best_of_fingers([key(1, 1, 50, 3), key(1, 1, 50, 2), key(1, 1, 70, 9)])
    assert twice[1].ordinal == 9


def test_a_composite_is_named_by_the_encounter_that_gives_most_the_newest_of_equals() -> None:
    most_of_first = [key(1, 1, 9), key(1, 2, 9), key(1, 3, 9), key(2, 4, 9)]
    assert wanted_references(most_of_first)[0].encounter_sequence == 1
    equal = [key(1, 1, 9), key(2, 4, 9)]
    assert wanted_references(equal)[0].encounter_sequence == 2


def test_further_encounters_are_the_two_newest_but_for_the_composite_itself() -> None:
    mixed = [key(n, finger, 10 * finger == n) for n in (10, 20, 30, 40) for finger in (1, 2, 3)]
    assert outline(wanted_references(mixed))[1:] == [(40, False), (30, False)]
    second_is_best = [key(1, 1, 5), key(2, 1, 9), key(3, 1, 5)]
    assert outline(wanted_references(second_is_best)) == [(2, True), (3, False)]


@given(st.lists(KEYS, unique_by=lambda one: (one.encounter_sequence, one.ordinal)))
def test_references_do_not_depend_on_order_and_never_repeat(keys: list[TemplateKey]) -> None:
    wanted = wanted_references(keys)
    assert wanted == wanted_references(keys[::-1])
    assert len({one.make_up for one in wanted}) == len(wanted) <= 3
    assert [one.composite for one in wanted] == [n == 0 for n in range(len(wanted))]
    assert bool(wanted) == bool(keys)


def test_other_impressions_are_another_reference() -> None:
    def make_up(*keys: TemplateKey) -> bytes:
        return wanted_references(keys)[0].make_up

    one = TemplateKey(1, 0, 1, 50, b"checksum")
    others = [
        TemplateKey(2, 0, 1, 50, b"checksum"),
        TemplateKey(1, 1, 1, 50, b"checksum"),
        TemplateKey(1, 0, 2, 50, b"checksum"),
        TemplateKey(1, 0, 1, 50, b"extracts"),
    ]
    assert len({make_up(each) for each in [one, *others]}) == 5
    # Quality chooses; what was chosen is the same.
    assert make_up(one) == make_up(TemplateKey(1, 0, 1, 90, b"checksum"))


def rows(database: Database) -> dict[int, tuple[str, int, bool]]:
    with database.read() as session:
        return {
            row.reference_id: (row.identity_id, row.encounter_sequence, row.composite)
            for row in session.scalars(select(ReferenceRow))
        }


def journal(database: Database) -> list[tuple[int, ChangeKind]]:
    with database.read() as session:
        changes = session.scalars(select(ReferenceChangeRow).order_by(ReferenceChangeRow.change))
        return [(one.reference_id, ChangeKind(one.kind)) for one in changes]


def test_the_journal_leads_to_what_is_there(iafis: Gallery, database: Database) -> None:
    first = enrol(iafis, "E1", prints(1))
    other = enrol(iafis, "F1", prints(2))
    for n in (2, 3, 4):
        enrol(iafis, f"E{n}", prints(1, n), first)
    iafis.delete_encounter("E3")
    iafis.delete_encounter("F1")
    there: set[int] = set()
    for reference_id, kind in journal(database):
        if kind == ChangeKind.ADDED:
            there.add(reference_id)
        else:
            there.remove(reference_id)
    assert there == set(rows(database))
    added = [one for one, kind in journal(database) if kind == ChangeKind.ADDED]
    assert added == sorted(set(added)), "in order, and never twice"
    assert {identity_id for identity_id, _, _ in rows(database).values()} == {first}
    assert other != first


def test_a_reference_that_stays_keeps_its_id(iafis: Gallery, database: Database) -> None:
    [index, *_] = prints(1)
    identity_id = enrol(iafis, "E1", [index])
    [(first, _)] = rows(database).items()
    # Of the same quality: the older one stays the composite.
    enrol(iafis, "E2", [index], identity_id)
    after = rows(database)
    assert after[first] == (identity_id, 1, True)
    assert sorted(after.values()) == [(identity_id, 1, True), (identity_id, 2, False)]
    before = journal(database)
    with database.write() as session:
        renew_references(session, "iafis", identity_id)
    assert journal(database) == before


def test_an_encounter_without_templates_gives_no_reference(
    iafis: Gallery, database: Database
) -> None:
    enrol(iafis, "E1", [])
    assert rows(database) == {}
    assert journal(database) == []


def test_what_is_added_is_journaled_before_what_is_removed(
    iafis: Gallery, database: Database
) -> None:
    identity_id = enrol(iafis, "E1", prints(1))
    enrol(iafis, "E2", prints(1, 2), identity_id)
    start = len(journal(database))
    iafis.delete_encounter("E1")
    kinds = [kind for _, kind in journal(database)[start:]]
    assert kinds == sorted(kinds)
    assert ChangeKind.REMOVED in kinds


def test_expunging_reaches_what_was_removed_before(iafis: Gallery, database: Database) -> None:
    """The first composite held prints of an encounter that is expunged later."""
    identity_id = enrol(iafis, "E1", prints(1))
    for n in (2, 3, 4):
        enrol(iafis, f"E{n}", prints(1, n), identity_id)
    held = {one for one, kind in journal(database) if kind == ChangeKind.ADDED}
    with database.write() as session:
        row = store.find_encounter(session, "iafis", "E2")
        assert row is not None
        store.delete_encounter(session, row, expunge=True)
    expunged = {one for one, kind in journal(database) if kind == ChangeKind.EXPUNGED}
    assert expunged == held - rows(database).keys()
    assert len(expunged) > 2


def test_names_follow_the_identity(iafis: Gallery, database: Database) -> None:
    identity_id = enrol(iafis, "E1", prints(1))
    enrol(iafis, "E2", prints(1, 2)[:1], identity_id)
    ids = list(rows(database))
    with database.read() as session:
        names = store.names_of_references(session, [*ids, 10_000])
    assert names.keys() == set(ids)
    assert {one for one, _ in names.values()} == {identity_id}
    assert names[ids[0]] == (identity_id, "E1")


def test_only_what_came_in_since_is_told(iafis: Gallery, database: Database) -> None:
    enrol(iafis, "E1", prints(1))
    with database.read() as session:
        watermark = reference_journal.last_change(session, "iafis")
    known = set(rows(database))
    enrol(iafis, "E2", prints(2))
    enrol(iafis, "gone", prints(3))
    iafis.delete_encounter("gone")
    with database.read() as session:
        newer = reference_journal.reference_ids_after(session, "iafis", watermark)
        assert reference_journal.last_change(session, "ident") == 0
        assert reference_journal.reference_ids_after(session, "ident", 0) == []
    assert set(newer) == rows(database).keys() - known
    assert list(itertools.accumulate(newer, max)) == newer
