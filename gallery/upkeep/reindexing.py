"""Bring stored impressions up to this program's matcher: new vectors, and new templates if asked.

Pages are derived outside any transaction and written in short transactions, so a service on the
same database keeps serving. Its index already holds the new vectors, because the follower derives
vectors of another version itself (`feature_store`); an index of another version is not used. A new
template makes new references, which every index follows. The versions in the rows show what is
done: an interrupted run continues where it ended, and two runs at once only repeat each other.
"""

from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlalchemy.orm import Session, defer

from database.connection import Database
from database.sealed_columns import key_of
from database.sealing import open_record
from gallery.store import EncounterRow, ImpressionRow, renew_references
from gallery.store import rows as store
from gallery.types import Progress, template_format
from matcher import template as template_codec
from matcher.codecs import Encoding
from matcher.errors import CorruptRecordError, SampleError
from matcher.sampling import make_sample
from matcher.types import Features, FingerPosition, ImpressionType, Sample, Template
from matcher.vector import VECTOR_VERSION, vector

_PAGE = 200
"""Impressions derived between two transactions: 0.2 s of vectors."""
_PAGE_OF_IMAGES = 20
"""The same if images are read. An image may take 20 MB; extraction takes 3 s."""


class TemplateExtractor(Protocol):
    """Extracts a template again: `matcher.extraction.Extractor`."""

    digest: bytes

    def extract(self, sample: Sample) -> Template:
        """Find the minutiae. Raises SampleError."""
        ...


@dataclass
class ReindexReport:
    """What a run did, in impressions."""

    current: int = 0
    """Already up to date."""
    vectors: int = 0
    """With a new vector."""
    templates: int = 0
    """Impressions among these that were extracted again from the image."""
    kept_templates: list[str] = field(default_factory=list)
    """Old templates that stay because extraction failed: place and reason."""
    damaged: list[str] = field(default_factory=list)
    """Templates and images that could not be read and stay unchanged: place and reason."""


def pending_count(database: Database) -> int:
    """Count the impressions with a vector of another version."""
    stale = ImpressionRow.vector_version != VECTOR_VERSION
    with database.read() as session:
        return session.scalar(select(func.count()).where(_stored(), stale)) or 0


def reindex(
    database: Database,
    *,
    extractor: TemplateExtractor | None = None,
    progress: Progress | None = None,
) -> ReindexReport:
    """Renew the vectors of all galleries, from templates or, given an extractor, from images.

    An impression stored without its image keeps its template. Raises StoreUnavailableError.
    """
    report, after, done = ReindexReport(), (-1, -1), 0
    with database.read() as session:
        total = session.scalar(select(func.count()).where(_stored())) or 0
    while True:
        with database.read() as session:
            page = _page(session, after, images=extractor is not None)
        if not page:
            return report
        renewals = [(row, renewal) for row in page if (renewal := _renew(row, extractor, report))]
        if renewals:
            _write(database, renewals)
        after = (page[-1].encounter_sequence, page[-1].ordinal)
        done += len(page)
        if progress:
            progress(done, max(done, total))


def _stored() -> ColumnElement[bool]:
    return ImpressionRow.template.is_not(None)


def _page(session: Session, after: tuple[int, int], *, images: bool) -> list[ImpressionRow]:
    key = ImpressionRow.encounter_sequence, ImpressionRow.ordinal
    page = select(ImpressionRow).where(_stored(), tuple_(*key) > after).order_by(*key)
    if images:
        return list(session.scalars(page.limit(_PAGE_OF_IMAGES)))
    return list(session.scalars(page.limit(_PAGE).options(defer(ImpressionRow.image))))


def _renew(
    row: ImpressionRow, extractor: TemplateExtractor | None, report: ReindexReport
) -> Template | None:
    """Return the template that the row should hold, or None if the row stays unchanged."""
    assert row.template is not None
    try:
        stored = template_codec.decode(open_record(row.template))
    except CorruptRecordError as error:
        report.damaged.append(f"{_name(row)}: {error}")
        return None
    extracted = _extract(row, stored, extractor, report)
    if extracted is not None:
        report.templates += 1
    elif _is_current(row):
        report.current += 1
        return None
    report.vectors += 1
    return extracted or stored


def _extract(
    row: ImpressionRow,
    stored: Template,
    extractor: TemplateExtractor | None,
    report: ReindexReport,
) -> Template | None:
    """Extract again if another extractor made the template and the image is stored."""
    if extractor is None or row.image is None or template_format(row.encoding):
        return None
    if stored.extractor_digest == extractor.digest:
        return None
    try:
        sample = make_sample(
            open_record(row.image),
            Encoding(row.encoding),
            resolution_ppi=row.resolution_ppi,
            position=FingerPosition(row.position),
            impression=ImpressionType(row.impression_type),
            width_px=row.width_px,
            height_px=row.height_px,
        )
        return extractor.extract(sample)
    except SampleError as error:
        report.kept_templates.append(f"{_name(row)}: {error}")
    except CorruptRecordError as error:
        # The template is sound, so its vector can be renewed all the same.
        report.damaged.append(f"{_name(row)}, image: {error}")
    return None


def _is_current(row: ImpressionRow) -> bool:
    """Return whether the vector has this version and is sound; a damaged vector is renewed."""
    if row.vector is None or row.vector_version != VECTOR_VERSION:
        return False
    try:
        open_record(row.vector)
    except CorruptRecordError:
        return False
    return True


def _write(database: Database, renewals: list[tuple[ImpressionRow, Template]]) -> None:
    """Write a page; an encounter deleted since it was read stays deleted."""
    changes = [
        (row, Features(FingerPosition(row.position), one, vector(one))) for row, one in renewals
    ]
    with database.write() as session:
        sequences = {row.encounter_sequence for row, _ in renewals}
        there = set(
            session.scalars(
                select(EncounterRow.sequence).where(EncounterRow.sequence.in_(sequences))
            )
        )
        for row, features in changes:
            if row.encounter_sequence not in there:
                continue
            session.execute(
                update(ImpressionRow)
                .where(
                    ImpressionRow.encounter_sequence == row.encounter_sequence,
                    ImpressionRow.ordinal == row.ordinal,
                )
                .values(**store.extracted_columns(features, key_of(session, row.owner())))
                .execution_options(synchronize_session=False)
            )
        _renew_references(session, [row for row, one in renewals if _is_other(row, one)])


def _is_other(row: ImpressionRow, renewed: Template) -> bool:
    assert row.template is not None
    return open_record(row.template) != template_codec.encode(renewed)


def _renew_references(session: Session, rows: list[ImpressionRow]) -> None:
    """Renew the references of these people, so that indexes take the new templates."""
    identities = select(EncounterRow.gallery, EncounterRow.identity_id).where(
        EncounterRow.sequence.in_({row.encounter_sequence for row in rows})
    )
    for gallery, identity_id in session.execute(identities.distinct()).all():
        renew_references(session, gallery, identity_id)


def _name(row: ImpressionRow) -> str:
    position = FingerPosition(row.position).name.lower().replace("_", " ")
    return f"gallery {row.gallery}, encounter number {row.encounter_sequence}, {position}"
