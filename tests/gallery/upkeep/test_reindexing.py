"""Stored vectors are renewed while searches go on, and a stopped run goes on where it ended."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from sqlalchemy import func, select, update

from database.connection import Database
from database.sealing import open_record, seal
from gallery.gallery import Gallery
from gallery.store.tables import ImpressionRow
from gallery.types import Enrolment, ExtractedSample, ReceivedSample
from gallery.upkeep.reindexing import pending_count, reindex
from matcher import template as template_codec
from matcher.errors import QualityError
from matcher.interchange import TemplateFormat, export_template
from matcher.types import Features, FingerPosition, ImpressionType, Sample, Template
from matcher.vector import vector
from synthesis.minutiae import minutiae_template
from synthesis.people import person
from tests.gallery.conftest import OpenGallery
from tests.gallery.prints import HAND, digest, enrol_all, enrol_people, finger, prints, sample
from tests.images import print_png

PEOPLE = range(60)
INDEX = FingerPosition.RIGHT_INDEX


class StopError(Exception):
    """Raised to cut a run short."""


def age(database: Database, **columns: object) -> None:
    """Make everything stored look as an older program left it: other vectors, other length."""
    older = seal(np.ones(7, "<f4").tobytes())
    with database.write() as session:
        session.execute(
            update(ImpressionRow).values(vector=older, vector_version="older-1", **columns)
        )


def stored_vectors(database: Database) -> list[tuple[bytes, bytes]]:
    """Read template and vector of every row."""
    with database.read() as session:
        rows = session.execute(
            select(ImpressionRow.template, ImpressionRow.vector).order_by(
                ImpressionRow.encounter_sequence, ImpressionRow.ordinal
            )
        ).all()
    return [(open_record(t), open_record(v)) for t, v in rows if t is not None and v is not None]


def test_every_vector_is_that_of_its_template(database: Database, iafis: Gallery) -> None:
    enrol_people(iafis, PEOPLE)
    age(database)
    assert pending_count(database) == len(PEOPLE) * len(HAND)
    report = reindex(database)
    assert (report.vectors, report.templates, report.current) == (len(PEOPLE) * len(HAND), 0, 0)
    assert pending_count(database) == 0
    for template, stored in stored_vectors(database):
        expected = vector(template_codec.decode(template))
        np.testing.assert_array_equal(np.frombuffer(stored, "<f4"), expected)
    again = reindex(database)
    assert (again.vectors, again.current) == (0, len(PEOPLE) * len(HAND))


def test_both_galleries_find_their_people_during_and_after(
    database: Database, iafis: Gallery, ident: Gallery, open_gallery: OpenGallery
) -> None:
    expected = {g.name: enrol_people(g, PEOPLE)[17] for g in (iafis, ident)}
    seen = []

    def search(done: int, total: int) -> None:
        assert total == 2 * len(PEOPLE) * len(HAND)
        for gallery in (iafis, ident):
            first = gallery.identify(prints(17, 2)).candidates[0]
            seen.append((done, gallery.name, first.identity_id))

    age(database)
    reindex(database, progress=search)
    assert len({done for done, _, _ in seen}) > 1
    assert {(name, found) for _, name, found in seen} == set(expected.items())
    fresh = open_gallery("ident")
    assert fresh.identify(prints(17, 2)).candidates[0].identity_id == expected["ident"]


def test_a_run_cut_short_goes_on_where_it_ended(database: Database, iafis: Gallery) -> None:
    enrol_people(iafis, PEOPLE)
    age(database)

    def stop(done: int, total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        reindex(database, progress=stop)
    pending = pending_count(database)
    assert 0 < pending < len(PEOPLE) * len(HAND)
    report = reindex(database)
    assert report.vectors == pending
    assert report.current == len(PEOPLE) * len(HAND) - pending


def test_an_encounter_deleted_meanwhile_stays_deleted(database: Database, iafis: Gallery) -> None:
    enrol_people(iafis, range(3))
    age(database)
    gone: list[str] = []

    class Deleting:
        """An extractor that takes so long that somebody deletes the encounter."""

        digest = b"another!"

        def extract(self, sample: Sample) -> Template:
            iafis.delete_encounter("person-1")
            gone.append("person-1")
            return finger(1, 1, INDEX).template

    image = seal(print_png(5))
    with database.write() as session:
        one = select(func.min(ImpressionRow.encounter_sequence)).scalar_subquery() + 1
        session.execute(
            update(ImpressionRow)
            .where(ImpressionRow.encounter_sequence == one, ImpressionRow.ordinal == 0)
            .values(image=image, width_px=0, height_px=0)
        )
    reindex(database, extractor=Deleting())
    assert gone == ["person-1"]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ImpressionRow)) == 2 * len(HAND)


def test_damage_is_told_and_left_alone_and_a_damaged_vector_is_made_again(
    database: Database, iafis: Gallery
) -> None:
    enrol_people(iafis, range(2))
    with database.write() as session:
        by_ordinal = update(ImpressionRow).where(ImpressionRow.encounter_sequence == 1)
        session.execute(by_ordinal.where(ImpressionRow.ordinal == 0).values(template=b"broken"))
        session.execute(by_ordinal.where(ImpressionRow.ordinal == 1).values(vector=b"broken"))
    report = reindex(database)
    [damaged] = report.damaged
    assert "encounter number 1" in damaged
    assert (report.vectors, report.current) == (1, 2 * len(HAND) - 2)
    with database.read() as session:
        broken = session.scalar(
            select(ImpressionRow.template).where(
                ImpressionRow.encounter_sequence == 1, ImpressionRow.ordinal == 0
            )
        )
    assert broken == b"broken"


class Renewing:
    """An extractor of another version: finds what another impression of the finger shows."""

    digest = b"renewed!"

    def __init__(self, failing: bool = False) -> None:
        self.calls = 0
        self._failing = failing

    def extract(self, sample: Sample) -> Template:
        self.calls += 1
        if self._failing:
            raise QualityError("too little of a print")
        found = minutiae_template(person(5).finger(sample.position), 2)
        return replace(found, extractor_digest=self.digest)


def enrol_with_image(gallery: Gallery) -> None:
    """Enrol one finger with an image and one without."""
    png = print_png(5)
    first, second = prints(5)[:2]
    samples: tuple[ExtractedSample, ...] = (sample(first, png), sample(second))
    one = replace(samples[0], width_px=0, height_px=0)
    enrol_all(gallery, [Enrolment("with-image", (one, samples[1]), digest("with-image"))])


def test_templates_come_from_images_where_there_are_any(database: Database, iafis: Gallery) -> None:
    enrol_with_image(iafis)
    extractor = Renewing()
    report = reindex(database, extractor=extractor)
    assert (report.templates, report.vectors, report.current) == (1, 1, 1)
    digests = [template_codec.decode(t).extractor_digest for t, _ in stored_vectors(database)]
    assert [digest == b"renewed!" for digest in digests] == [True, False]
    assert reindex(database, extractor=extractor).templates == 0
    assert extractor.calls == 1


def test_templates_of_other_systems_stay_as_they_came(database: Database, iafis: Gallery) -> None:
    [own] = prints(5)[:1]
    form = TemplateFormat.ISO_19794_2_2005
    sent = ReceivedSample(
        position=own.position,
        impression=ImpressionType.LIVESCAN_PLAIN,
        image=export_template(own.template, form, own.position),
        encoding=form,
        resolution_ppi=500,
    )
    read = sent.read()
    assert isinstance(read, Features)
    enrol_all(iafis, [Enrolment("foreign", (sent.extracted(read),), digest("foreign"))])
    age(database)
    extractor = Renewing()
    report = reindex(database, extractor=extractor)
    assert (report.templates, report.vectors, extractor.calls) == (0, 1, 0)
    [(template, _)] = stored_vectors(database)
    assert template_codec.decode(template).extractor_digest == b"ISO-2005"
    assert iafis.identify([read]).candidates[0].above_threshold


def test_an_index_follows_new_templates_and_leaves_new_vectors_alone(
    database: Database, iafis: Gallery
) -> None:
    enrol_with_image(iafis)
    # The impression that the new extractor makes out of the image.
    exactly = (finger(5, 2, HAND[0]),)
    before = iafis.identify(exactly).candidates[0].fingers[0].score
    age(database)
    reindex(database)
    assert iafis.catch_up() == 0
    reindex(database, extractor=Renewing())
    assert iafis.identify(exactly).candidates[0].fingers[0].score > before
    assert iafis.reference_count == 1


def test_what_cannot_be_extracted_again_keeps_its_template(
    database: Database, iafis: Gallery
) -> None:
    enrol_with_image(iafis)
    before = {template for template, _ in stored_vectors(database)}
    age(database)
    report = reindex(database, extractor=Renewing(failing=True))
    assert (report.templates, report.vectors) == (0, 2)
    [kept] = report.kept_templates
    assert "too little of a print" in kept
    assert {template for template, _ in stored_vectors(database)} == before


def test_a_damaged_image_is_told_and_its_vector_renewed_from_the_template(
    database: Database, iafis: Gallery
) -> None:
    enrol_with_image(iafis)
    age(database)
    with database.write() as session:
        with_image = update(ImpressionRow).where(ImpressionRow.image.is_not(None))
        session.execute(with_image.values(image=b"broken"))
    extractor = Renewing()
    report = reindex(database, extractor=extractor)
    [damaged] = report.damaged
    assert "image" in damaged
    assert (report.templates, report.vectors, extractor.calls) == (0, 2, 0)
    assert pending_count(database) == 0


def test_few_images_are_in_memory_at_a_time(database: Database, iafis: Gallery) -> None:
    enrol_people(iafis, range(6))
    told: list[int] = []
    reindex(database, extractor=Renewing(), progress=lambda done, total: told.append(done))
    assert told[-1] == 6 * len(HAND)
    assert max(after - before for before, after in pairwise([0, *told])) <= 20
