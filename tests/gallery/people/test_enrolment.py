import pytest
from sqlalchemy import func, select

from database import paging
from database.connection import Database
from database.errors import InvalidPageTokenError
from database.sealing import open_record
from gallery.errors import EncounterConflictError, EncounterNotFoundError, IdentityNotFoundError
from gallery.gallery import Gallery
from gallery.store.tables import EncounterRow, IdentityRow, ImpressionRow
from gallery.types import Enrolment, SampleSummary
from matcher.types import FingerPosition
from tests.gallery.prints import (
    CALLER,
    HAND,
    NOW,
    digest,
    enrol,
    enrol_people,
    failed_sample,
    prints,
    sample,
    samples,
)


def row_counts(database: Database) -> tuple[int, ...]:
    with database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (IdentityRow, EncounterRow, ImpressionRow)
        )


def test_an_enrolled_encounter_can_be_read(iafis: Gallery) -> None:
    features = prints(1)
    failed = failed_sample(FingerPosition.LEFT_THUMB, "NO_FOREGROUND")
    taken = Enrolment("E1", (*samples(features), failed), b"content")
    identity, encounter = iafis.enrol(taken, caller=CALLER, now=NOW)
    assert identity.identity_id.startswith("IAFIS-")
    assert (identity.gallery, identity.create_time) == ("iafis", NOW)
    assert identity.encounter_count == 1
    assert (encounter.encounter_id, encounter.identity_id) == ("E1", identity.identity_id)
    assert (encounter.caller, encounter.create_time) == (CALLER, NOW)
    assert encounter.samples == (
        *(
            SampleSummary(f.position, f.template.quality, f.template.minutia_count)
            for f in features
        ),
        SampleSummary(FingerPosition.LEFT_THUMB, 0, 0, "NO_FOREGROUND"),
    )
    assert iafis.get_identity(identity.identity_id) == identity
    assert iafis.get_encounter("E1") == encounter
    assert iafis.list_encounters(identity.identity_id) == ([encounter], "")
    assert iafis.reference_count == 1


def test_images_are_kept_as_they_came(iafis: Gallery, database: Database) -> None:
    iafis.enrol(
        Enrolment("E1", (sample(prints(1)[0], b"the image"),), b"content"), caller=CALLER, now=NOW
    )
    with database.read() as session:
        [row] = session.scalars(select(ImpressionRow))
    assert row.image is not None
    assert open_record(row.image) == b"the image"
    assert (row.encoding, row.resolution_ppi, row.gallery) == ("png", 500, "iafis")


def test_another_encounter_joins_a_known_identity(iafis: Gallery) -> None:
    identity_id = enrol(iafis, "E1", prints(1, 1))
    assert enrol(iafis, "E2", prints(1, 2), identity_id) == identity_id
    assert iafis.get_identity(identity_id).encounter_count == 2
    # Each is best in some finger, so both of them and their composite.
    assert iafis.reference_count == 3


def test_the_same_enrolment_again_gives_the_stored_answer(
    iafis: Gallery, database: Database
) -> None:
    first = enrol(iafis, "E1", prints(1))
    before = row_counts(database)
    assert enrol(iafis, "E1", prints(1)) == first
    assert row_counts(database) == before
    assert iafis.reference_count == 1


def test_the_same_id_with_other_content_is_a_conflict(iafis: Gallery, database: Database) -> None:
    enrol(iafis, "E1", prints(1))
    before = row_counts(database)
    with pytest.raises(EncounterConflictError, match="E1"):
        iafis.enrol(Enrolment("E1", samples(prints(2)), digest("other")), caller=CALLER, now=NOW)
    assert row_counts(database) == before


def test_an_unknown_identity_is_named_and_nothing_stored(
    iafis: Gallery, ident: Gallery, database: Database
) -> None:
    elsewhere = enrol(ident, "E1", prints(1))
    before = row_counts(database)
    for identity_id in ("nobody", elsewhere):
        with pytest.raises(IdentityNotFoundError, match=f"iafis has no identity {identity_id}"):
            enrol(iafis, "E1", prints(1), identity_id)
    assert row_counts(database) == before


def test_galleries_over_one_database_keep_apart(iafis: Gallery, ident: Gallery) -> None:
    in_iafis, in_ident = enrol(iafis, "E1", prints(1)), enrol(ident, "E1", prints(2))
    assert in_iafis != in_ident
    assert iafis.get_encounter("E1").identity_id == in_iafis
    assert ident.get_encounter("E1").identity_id == in_ident
    with pytest.raises(IdentityNotFoundError):
        iafis.get_identity(in_ident)
    assert [c.identity_id for c in iafis.identify(prints(2, 2)).candidates] == [in_iafis]
    assert ident.reference_count == 1


def test_many_are_enrolled_in_order_and_again_without_harm(
    iafis: Gallery, database: Database
) -> None:
    started = enrol_people(iafis, range(3))
    identity_ids = enrol_people(iafis, range(5))
    assert identity_ids[:3] == started
    assert len(set(identity_ids)) == 5
    assert row_counts(database) == (5, 5, 5 * len(HAND))
    assert [iafis.get_encounter(f"person-{n}").identity_id for n in range(5)] == identity_ids
    assert iafis.reference_count == 5


def test_encounters_are_listed_in_pages(iafis: Gallery) -> None:
    identity_id = enrol(iafis, "E0", prints(1))
    for n in range(1, 5):
        enrol(iafis, f"E{n}", prints(1, n), identity_id)
        enrol(iafis, f"X{n}", prints(2, n))
    pages, token = [], ""
    for _ in range(3):
        page, token = iafis.list_encounters(identity_id, paging.Page(2, token))
        pages.append([encounter.encounter_id for encounter in page])
    assert pages == [["E0", "E1"], ["E2", "E3"], ["E4"]]
    assert token == ""


def test_a_page_token_of_another_list_is_refused(iafis: Gallery) -> None:
    first, second = enrol(iafis, "E1", prints(1)), enrol(iafis, "F1", prints(2))
    enrol(iafis, "E2", prints(1, 2), first)
    _, token = iafis.list_encounters(first, paging.Page(1))
    assert token
    for wrong in (token, "?", "AAAA", "é", token[:-3]):
        with pytest.raises(InvalidPageTokenError, match="page_token"):
            iafis.list_encounters(second, paging.Page(1, wrong))


@pytest.mark.parametrize("sequence", [-1, 2**63, 10**30])
def test_a_page_token_beyond_any_row_is_refused(iafis: Gallery, sequence: int) -> None:
    identity_id = enrol(iafis, "E1", prints(1))
    token = paging.make_token(identity_id, sequence)
    with pytest.raises(InvalidPageTokenError, match="page_token"):
        iafis.list_encounters(identity_id, paging.Page(1, token))


def test_what_is_not_there_is_named(iafis: Gallery) -> None:
    with pytest.raises(IdentityNotFoundError, match="iafis has no identity nobody"):
        iafis.get_identity("nobody")
    with pytest.raises(IdentityNotFoundError, match="nobody"):
        iafis.list_encounters("nobody")
    with pytest.raises(EncounterNotFoundError, match="iafis has no encounter nothing"):
        iafis.get_encounter("nothing")
    with pytest.raises(EncounterNotFoundError, match="nothing"):
        iafis.delete_encounter("nothing")


def test_an_identity_goes_with_its_last_encounter(iafis: Gallery, database: Database) -> None:
    identity_id = enrol(iafis, "E1", prints(1))
    enrol(iafis, "E2", prints(1, 2), identity_id)
    assert not iafis.delete_encounter("E1")
    assert iafis.get_identity(identity_id).encounter_count == 1
    assert iafis.reference_count == 1
    assert iafis.delete_encounter("E2")
    with pytest.raises(IdentityNotFoundError):
        iafis.get_identity(identity_id)
    assert row_counts(database) == (0, 0, 0)
    assert iafis.reference_count == 0


def test_a_deleted_encounter_is_not_found_and_its_id_is_free(iafis: Gallery) -> None:
    enrol(iafis, "E1", prints(1))
    other = enrol(iafis, "E2", prints(2))
    assert len(iafis.identify(prints(1, 2)).candidates) == 2
    iafis.delete_encounter("E1")
    assert [c.identity_id for c in iafis.identify(prints(1, 2)).candidates] == [other]
    again = enrol(iafis, "E1", prints(1))
    assert iafis.identify(prints(1, 2)).candidates[0].identity_id == again


def test_what_was_enrolled_is_found_by_its_content(iafis: Gallery) -> None:
    assert iafis.find_enrolled("E1", b"content") is None
    stored = iafis.enrol(Enrolment("E1", samples(prints(1)), b"content"), caller=CALLER, now=NOW)
    assert iafis.find_enrolled("E1", b"content") == stored
    with pytest.raises(EncounterConflictError):
        iafis.find_enrolled("E1", b"other content")
