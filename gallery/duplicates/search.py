"""Look for people who are in a gallery twice, and for fingers that are in a record twice.

The search looks for every identity's best prints among all others, as they are and with the hands
exchanged. It compares the fingers of every encounter with each other. It changes nothing: the
report is for examiners, who merge, split and move.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from database.connection import Database
from database.sealing import open_record
from gallery.duplicates.report import DuplicateReport, Finding, FindingKind, save
from gallery.gallery import Gallery
from gallery.store import EncounterRow, IdentityRow, ImpressionRow, ReferenceRow
from gallery.store import features as feature_store
from gallery.types import Progress
from matcher import template as template_codec
from matcher.calibration import threshold_db
from matcher.repetition import find_repeated
from matcher.types import Features, FingerPosition

PAGE = 32
"""Identities between two savings of the report: a kill costs at most so many again."""
_MAX_CANDIDATES = 20
"""Candidates of one search; a person with more identities is found from those too."""
_HAND = 5
"""Fingers of a hand: codes 1 to 5 are the right hand's, 6 to 10 the left hand's."""


@dataclass(frozen=True)
class _Record:
    """An encounter's templates by position, as stored."""

    encounter_id: str
    templates: tuple[tuple[FingerPosition, bytes], ...]


@dataclass(frozen=True)
class _Person:
    """An identity with the prints and records that the search examines."""

    identity_id: str
    prints: tuple[Features, ...]
    records: tuple[_Record, ...]


def find_duplicates(
    gallery: Gallery,
    database: Database,
    report: DuplicateReport,
    path: Path,
    *,
    workers: int = 1,
    page_size: int = PAGE,
    progress: Progress | None = None,
) -> DuplicateReport:
    """Search from where the report ends until all identities are done; save the report at `path`.

    If the report is complete and people were enrolled since, search these people. Identities
    enrolled meanwhile are searched if their ids are still ahead, and in any case in the next round.
    """
    newest = _newest_sequence(database, gallery.name)
    if report.complete and newest > report.until_sequence:
        report.begin_round()
    if not report.after_identity_id and not report.complete:
        report.until_sequence = newest
        report.identity_count = _identity_count(database, gallery.name, report.since_sequence)
    with ThreadPoolExecutor(workers, "duplicates") as pool:
        while not report.complete:
            with database.read() as session:
                page = _read_page(session, gallery.name, report, page_size)
            for findings in pool.map(partial(_findings, gallery, report), page):
                for finding in findings:
                    report.add(finding)
            report.searched_count += len(page)
            report.after_identity_id = page[-1].identity_id if page else report.after_identity_id
            report.complete = len(page) < page_size
            save(path, report)
            if progress:
                progress(report.searched_count, max(report.identity_count, report.searched_count))
    return report


def swap_hands(prints: Sequence[Features]) -> list[Features]:
    """Give each finger the code of the same finger of the other hand."""
    return [replace(one, position=_other_hand(one.position.finger)) for one in prints]


def _other_hand(finger: FingerPosition) -> FingerPosition:
    return FingerPosition(finger + _HAND if finger <= _HAND else finger - _HAND)


def has_grown(database: Database, report: DuplicateReport) -> bool:
    """Tell whether people were enrolled since the last round of a complete report began."""
    return _newest_sequence(database, report.gallery) > report.until_sequence


def _newest_sequence(database: Database, gallery: str) -> int:
    with database.read() as session:
        newest = select(func.max(EncounterRow.sequence)).where(EncounterRow.gallery == gallery)
        return session.scalar(newest) or 0


def _identity_count(database: Database, gallery: str, since: int) -> int:
    with database.read() as session:
        there = select(func.count()).select_from(IdentityRow).where(*_searched(gallery, since))
        return session.scalar(there) or 0


def _searched(gallery: str, since: int) -> tuple[ColumnElement[bool], ...]:
    """Select the identities of a round."""
    there = (IdentityRow.gallery == gallery, IdentityRow.merged_into.is_(None))
    if not since:
        return there
    new = select(EncounterRow.identity_id).where(
        EncounterRow.gallery == gallery, EncounterRow.sequence > since
    )
    return (*there, IdentityRow.identity_id.in_(new))


def _findings(gallery: Gallery, report: DuplicateReport, person: _Person) -> list[Finding]:
    own = person.identity_id
    alike = _search(gallery, report, person, person.prints, FindingKind.SAME_PERSON)
    found = [one for one in alike if one.other_identity_id != own]
    if report.swapped_hands:
        # Of this identity too, if two of its encounters differ.
        prints = swap_hands(person.prints)
        found += _search(gallery, report, person, prints, FindingKind.SWAPPED_HANDS)
    for record in person.records:
        found += _repeated_fingers(report, own, record)
    return found


def _search(
    gallery: Gallery,
    report: DuplicateReport,
    person: _Person,
    prints: Sequence[Features],
    kind: FindingKind,
) -> Iterator[Finding]:
    found = gallery.identify(prints, target_fpir=report.target_fpir, max_candidates=_MAX_CANDIDATES)
    for candidate in found.candidates:
        if candidate.above_threshold:
            yield Finding(
                kind=kind,
                identity_id=person.identity_id,
                other_identity_id=candidate.identity_id,
                other_encounter_id=candidate.encounter_id,
                score_db=candidate.score_db,
                threshold_db=found.report.threshold_db,
                extrapolated=candidate.extrapolated,
            )


def _repeated_fingers(
    report: DuplicateReport, identity_id: str, record: _Record
) -> Iterator[Finding]:
    prints = [
        (position, template_codec.decode(template)) for position, template in record.templates
    ]
    threshold = threshold_db(1, report.finger_fmr)
    for repeated in find_repeated(prints, report.finger_fmr):
        yield Finding(
            kind=FindingKind.REPEATED_FINGER,
            identity_id=identity_id,
            encounter_id=record.encounter_id,
            other_identity_id=identity_id,
            other_encounter_id=record.encounter_id,
            threshold_db=threshold,
            **vars(repeated),
        )


def _read_page(
    session: Session, gallery: str, report: DuplicateReport, limit: int
) -> list[_Person]:
    identity_ids = list(
        session.scalars(
            select(IdentityRow.identity_id)
            .where(
                *_searched(gallery, report.since_sequence),
                IdentityRow.identity_id > report.after_identity_id,
            )
            .order_by(IdentityRow.identity_id)
            .limit(limit)
        )
    )
    prints, records = (
        _prints(session, gallery, identity_ids),
        _records(session, gallery, identity_ids),
    )
    return [_Person(one, prints.get(one, ()), tuple(records.get(one, ()))) for one in identity_ids]


def _prints(
    session: Session, gallery: str, identity_ids: Sequence[str]
) -> dict[str, tuple[Features, ...]]:
    """Read each identity's composite reference: the best print of each finger."""
    composites = session.execute(
        select(ReferenceRow.reference_id, ReferenceRow.identity_id).where(
            ReferenceRow.gallery == gallery,
            ReferenceRow.identity_id.in_(identity_ids),
            ReferenceRow.composite,
        )
    )
    owners = {row.reference_id: row.identity_id for row in composites}
    stored = feature_store.load_references(session, owners.keys())
    return {
        owners[reference_id]: tuple(finger.features() for finger in fingers)
        for reference_id, fingers in stored.items()
    }


def _records(
    session: Session, gallery: str, identity_ids: Sequence[str]
) -> dict[str, list[_Record]]:
    rows = session.execute(
        select(
            EncounterRow.identity_id,
            EncounterRow.encounter_id,
            ImpressionRow.position,
            ImpressionRow.template,
        )
        .join(ImpressionRow, ImpressionRow.encounter_sequence == EncounterRow.sequence)
        .where(
            EncounterRow.gallery == gallery,
            EncounterRow.identity_id.in_(identity_ids),
            ImpressionRow.template.is_not(None),
        )
        .order_by(EncounterRow.sequence, ImpressionRow.ordinal)
    )
    encounters: dict[tuple[str, str], list[tuple[FingerPosition, bytes]]] = {}
    for identity_id, encounter_id, position, template in rows:
        assert template is not None
        stored = encounters.setdefault((identity_id, encounter_id), [])
        stored.append((FingerPosition(position), open_record(template)))
    records: dict[str, list[_Record]] = {}
    for (identity_id, encounter_id), templates in encounters.items():
        records.setdefault(identity_id, []).append(_Record(encounter_id, tuple(templates)))
    return records
