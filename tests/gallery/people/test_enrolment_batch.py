"""Many encounters in one transaction make what one by one makes."""

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import select

from database.connection import Database
from gallery.errors import EncounterConflictError, IdentityConflictError
from gallery.gallery import Gallery
from gallery.people.enrolment import Duplicates, enrol_batch
from gallery.store import features as feature_store
from gallery.store.references import renew_references
from gallery.store.tables import (
    EncounterRow,
    IdentityRow,
    ImpressionRow,
    ReferenceChangeRow,
    ReferenceRow,
)
from gallery.types import EncodedSample, Enrolment
from matcher import template as template_codec
from matcher.errors import CorruptRecordError
from matcher.types import Features, FingerPosition, ImpressionType
from tests.gallery.prints import (
    CALLER,
    HAND,
    NOW,
    digest,
    enrol,
    enrol_all,
    failed_sample,
    prints,
    samples,
)

ONE_FINGER = HAND[:1]


def encoded(features: Sequence[Features]) -> tuple[EncodedSample, ...]:
    return tuple(
        EncodedSample(
            one.position,
            ImpressionType.LIVESCAN_PLAIN,
            template_codec.encode(one.template),
            one.vector,
        )
        for one in features
    )


def batch(
    database: Database,
    enrolments: Sequence[Enrolment],
    duplicates: Duplicates = Duplicates.REFUSE,
) -> list[str]:
    with database.write() as session:
        return enrol_batch(
            session, "iafis", enrolments, caller=CALLER, now=NOW, duplicates=duplicates
        )


def person(seed: int, encounter_id: str = "", identity_id: str | None = None) -> Enrolment:
    name = encounter_id or f"person-{seed}"
    return Enrolment(name, encoded(prints(seed, 1, ONE_FINGER)), digest(name), identity_id)


def table(database: Database, row: type[object]) -> list[tuple[object, ...]]:
    """Read a table but for the ids that are made at random."""
    columns = [
        column
        for column in row.__table__.columns  # type: ignore[attr-defined]
        if column.name not in ("identity_id", "merged_into")
    ]
    with database.read() as session:
        return [tuple(one) for one in session.execute(select(*columns).order_by(*columns[:2]))]


TABLES = (IdentityRow, EncounterRow, ImpressionRow, ReferenceRow, ReferenceChangeRow)


def test_a_batch_makes_what_one_by_one_makes(
    iafis: Gallery, ident: Gallery, database: Database
) -> None:
    """Once in a batch, then, all deleted, one by one: rows differ in their numbers only."""
    people = [
        Enrolment(f"E{seed}", samples(prints(seed, 1, HAND)), digest(f"E{seed}"))
        for seed in range(4)
    ]
    batch(database, people)
    iafis.catch_up()
    made = [
        (row.encounter_id, row.samples, row.caller, row.create_time)
        for row in (iafis.get_encounter(one.encounter_id) for one in people)
    ]
    found = [iafis.identify(prints(seed, 2)).candidates[0].encounter_id for seed in range(4)]
    assert found == ["E0", "E1", "E2", "E3"]
    for one in people:
        iafis.delete_encounter(one.encounter_id)
    enrol_all(iafis, people)
    assert made == [
        (row.encounter_id, row.samples, row.caller, row.create_time)
        for row in (iafis.get_encounter(one.encounter_id) for one in people)
    ]


def test_what_is_encoded_already_is_stored_as_if_it_were_not(
    iafis: Gallery, database: Database
) -> None:
    features = prints(1, 1, HAND)
    batch(
        database,
        [
            Enrolment("encoded", encoded(features), digest("1")),
            Enrolment("decoded", samples(features), digest("2")),
        ],
    )
    with database.read() as session:
        first, second = (
            [
                tuple(getattr(row, name) for name in row.__mapper__.columns.keys()[1:])
                for row in session.scalars(
                    select(ImpressionRow).where(ImpressionRow.encounter_sequence == sequence)
                )
            ]
            for sequence in session.scalars(select(EncounterRow.sequence))
        )
        loaded = feature_store.load_batch(session, [1, 2])
    assert first == second
    np.testing.assert_array_equal(loaded.vectors[0], loaded.vectors[1])
    assert loaded.templates[0] == loaded.templates[1]


def test_its_references_are_what_renewing_them_asks_for(iafis: Gallery, database: Database) -> None:
    enrolments = [
        Enrolment("A1", encoded(prints(1, 1)), digest("A1"), "A"),
        Enrolment("B1", encoded(prints(2, 1)), digest("B1"), "B"),
        Enrolment("A2", encoded(prints(1, 2)), digest("A2"), "A"),
        Enrolment("N", (failed_sample(FingerPosition.LEFT_THUMB, "NO_FOREGROUND"),), digest("N")),
    ]
    identity_ids = batch(database, enrolments)
    assert identity_ids[:3] == ["A", "B", "A"]
    assert [iafis.get_identity(one).encounter_count for one in ("A", "B")] == [2, 1]
    before = table(database, ReferenceRow), table(database, ReferenceChangeRow)
    assert len(before[0]) == 4
    with database.write() as session:
        for identity_id in set(identity_ids):
            renew_references(session, "iafis", identity_id)
    assert (table(database, ReferenceRow), table(database, ReferenceChangeRow)) == before


def test_who_is_there_gets_another_encounter(iafis: Gallery, database: Database) -> None:
    known = enrol(iafis, "E1", prints(1, 1, ONE_FINGER))
    identity_ids = batch(database, [person(1, "E2", known), person(2)])
    assert identity_ids[0] == known
    assert iafis.get_identity(known).encounter_count == 2
    assert iafis.catch_up() == 2


def test_only_the_first_encounter_of_a_new_identity_founds_it(
    iafis: Gallery, database: Database
) -> None:
    known = enrol(iafis, "E1", prints(1, 1, ONE_FINGER))
    batch(database, [person(1, "E2", known), person(2, "A1", "A"), person(2, "A2", "A")])
    with database.read() as session:
        founded = select(EncounterRow.encounter_id).where(EncounterRow.founded_identity)
        assert set(session.scalars(founded)) == {"E1", "A1"}


@pytest.mark.parametrize("again", ["person-0", "person-2"])
def test_a_duplicate_is_named_and_nothing_stored(
    iafis: Gallery, database: Database, again: str
) -> None:
    batch(database, [person(0), person(1)])
    before = [table(database, one) for one in TABLES]
    with pytest.raises(EncounterConflictError, match=again):
        batch(database, [person(2), person(3), person(4, again)])
    assert [table(database, one) for one in TABLES] == before


def test_duplicates_are_skipped_as_asked(iafis: Gallery, database: Database) -> None:
    batch(database, [person(0), person(1)])
    stored = batch(database, [person(0), person(2), person(3, "person-2")], Duplicates.SKIP)
    assert len(stored) == 1
    assert iafis.get_encounter("person-2").identity_id == stored[0]
    assert batch(database, [person(0), person(2)], Duplicates.SKIP) == []


def test_the_same_names_in_another_gallery_are_no_duplicates(
    ident: Gallery, iafis: Gallery, database: Database
) -> None:
    enrol(ident, "person-0", prints(5, 1, ONE_FINGER))
    batch(database, [person(0)])
    assert iafis.catch_up() == 1
    assert ident.catch_up() == 0


def test_a_damaged_template_refuses_the_batch(iafis: Gallery, database: Database) -> None:
    good = person(0)
    [one] = good.samples
    assert isinstance(one, EncodedSample)
    cut = EncodedSample(one.position, one.impression, one.template[:-1], one.vector)
    with pytest.raises(CorruptRecordError):
        batch(database, [person(1), Enrolment("cut", (cut,), digest("cut"))])
    assert table(database, EncounterRow) == []


def test_nobody_is_added_to_an_identity_that_was_merged_away(
    iafis: Gallery, database: Database
) -> None:
    batch(database, [person(0, "A1", "A"), person(1, "B1", "B")])
    with database.write() as session:
        session.get_one(IdentityRow, ("iafis", "A")).merged_into = "B"
    with pytest.raises(IdentityConflictError, match=r"A .*merged into B"):
        batch(database, [person(2, "A2", "A")])


def test_no_enrolments_are_nothing_to_do(database: Database) -> None:
    assert batch(database, []) == []
