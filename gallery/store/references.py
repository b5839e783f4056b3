"""The references of an identity, and the function that brings them up to date."""

import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import delete, func, insert, literal_column, select
from sqlalchemy.orm import Session

from database.sealing import CHECKSUM_OFFSET, CHECKSUM_SIZE_BYTES
from gallery.store.tables import (
    ChangeKind,
    EncounterRow,
    IdentityChangeRow,
    ImpressionRow,
    MovedEncounterRow,
    ReferenceChangeRow,
    ReferenceRow,
)
from matcher.types import FingerPosition

FURTHER_ENCOUNTERS = 2
"""How many of the newest encounters are references of their own, beside the composite."""

_MAKE_UP = struct.Struct("<BqI8s")
_MAKE_UP_SIZE_BYTES = 16


@dataclass(frozen=True)
class TemplateKey:
    """What choosing references needs of a stored template."""

    encounter_sequence: int
    ordinal: int
    finger: int
    quality: int
    checksum: bytes = b""
    """Checksum of its record: a template extracted again is another template."""


@dataclass(frozen=True)
class WantedReference:
    """A reference that an identity should have."""

    encounter_sequence: int
    composite: bool
    make_up: bytes


def best_of_fingers(templates: Iterable[TemplateKey]) -> dict[int, TemplateKey]:
    """Choose the template of the best quality of each finger; of equals, the oldest."""
    best: dict[int, TemplateKey] = {}
    for one in templates:
        kept = best.get(one.finger)
        if kept is None or _preference(one) > _preference(kept):
            best[one.finger] = one
    return best


def wanted_references(templates: Iterable[TemplateKey]) -> list[WantedReference]:
    """Choose an identity's references: the composite, then its newest encounters, newest first.

    An encounter that equals the composite gives no second reference.
    """
    encounters: dict[int, list[TemplateKey]] = {}
    for one in templates:
        encounters.setdefault(one.encounter_sequence, []).append(one)
    if not encounters:
        return []
    parts = {sequence: best_of_fingers(own) for sequence, own in encounters.items()}
    composite = best_of_fingers(one for part in parts.values() for one in part.values())
    wanted = {_make_up(composite): _main_encounter(composite)}
    for sequence in sorted(parts, reverse=True)[:FURTHER_ENCOUNTERS]:
        wanted.setdefault(_make_up(parts[sequence]), sequence)
    return [
        WantedReference(sequence, n == 0, make_up)
        for n, (make_up, sequence) in enumerate(wanted.items())
    ]


def renew_references(
    session: Session, gallery: str, identity_id: str, *, expunge: bool = False
) -> None:
    """Bring the identity's references up to its encounters; journal the differences.

    A reference of the same make-up keeps its id. Additions are journaled before removals, so that a
    search between the two steps still finds the person.
    expunge: the files of the index must not keep anything of the removed references.
    """
    wanted = {
        one.make_up: one for one in wanted_references(_templates(session, gallery, identity_id))
    }
    present = {row.make_up: row for row in _present(session, gallery, identity_id)}
    new = [one for make_up, one in wanted.items() if make_up not in present]
    gone = sorted(row.reference_id for make_up, row in present.items() if make_up not in wanted)
    added = _insert(session, gallery, identity_id, new)
    _delete(session, gone)
    _mark_composite(session, present, wanted)
    removal = ChangeKind.EXPUNGED if expunge else ChangeKind.REMOVED
    journal_changes(session, gallery, ChangeKind.ADDED, added)
    journal_changes(session, gallery, removal, gone, identity_id)


def renew_make_ups(session: Session, gallery: str, identity_id: str) -> None:
    """Compute make-ups anew after records were sealed: the same templates, other checksums."""
    wanted = {
        (one.encounter_sequence, one.composite): one.make_up
        for one in wanted_references(_templates(session, gallery, identity_id))
    }
    for row in _present(session, gallery, identity_id):
        row.make_up = wanted.get((row.encounter_sequence, row.composite), row.make_up)
    session.flush()


def reference_ids_of(session: Session, gallery: str, identity_id: str) -> list[int]:
    """Read the ids of an identity's references, oldest first."""
    return sorted(row.reference_id for row in _present(session, gallery, identity_id))


def remaining_references(session: Session, reference_ids: Sequence[int]) -> set[int]:
    """Return which of these references still exist."""
    found = select(ReferenceRow.reference_id).where(ReferenceRow.reference_id.in_(reference_ids))
    return set(session.scalars(found))


def expunge_removed(session: Session, gallery: str, encounter_sequence: int) -> None:
    """Journal removed references as expunged, for every identity that ever had the encounter.

    These references may hold its prints, and lie in the files of the index until compaction.
    """
    moves = (
        select(IdentityChangeRow.from_identity_id, IdentityChangeRow.to_identity_id)
        .join(MovedEncounterRow, MovedEncounterRow.change_id == IdentityChangeRow.change_id)
        .where(MovedEncounterRow.encounter_sequence == encounter_sequence)
    )
    identity_ids = {identity_id for move in session.execute(moves) for identity_id in move}
    identity_ids |= set(
        session.scalars(
            select(EncounterRow.identity_id).where(EncounterRow.sequence == encounter_sequence)
        )
    )
    removed = (
        select(ReferenceChangeRow)
        .where(
            ReferenceChangeRow.gallery == gallery,
            ReferenceChangeRow.identity_id.in_(identity_ids),
            # A literal: with a parameter PostgreSQL would not use the index of removals.
            ReferenceChangeRow.kind == literal_column(str(int(ChangeKind.REMOVED))),
        )
        .order_by(ReferenceChangeRow.change)
    )
    for change in session.scalars(removed).all():
        journal_changes(
            session, gallery, ChangeKind.EXPUNGED, [change.reference_id], change.identity_id
        )


def _preference(one: TemplateKey) -> tuple[int, int, int]:
    return one.quality, -one.encounter_sequence, -one.ordinal


def _make_up(fingers: Mapping[int, TemplateKey]) -> bytes:
    digest = blake2b(digest_size=_MAKE_UP_SIZE_BYTES)
    for finger, one in sorted(fingers.items()):
        digest.update(_MAKE_UP.pack(finger, one.encounter_sequence, one.ordinal, one.checksum))
    return digest.digest()


def _main_encounter(fingers: Mapping[int, TemplateKey]) -> int:
    """Find the encounter that gives most fingers; of equals, the newest."""
    given = Counter(one.encounter_sequence for one in fingers.values())
    return max(given, key=lambda sequence: (given[sequence], sequence))


def _templates(session: Session, gallery: str, identity_id: str) -> list[TemplateKey]:
    checksum = func.substr(ImpressionRow.template, CHECKSUM_OFFSET + 1, CHECKSUM_SIZE_BYTES)
    rows = session.execute(
        select(
            ImpressionRow.encounter_sequence,
            ImpressionRow.ordinal,
            ImpressionRow.position,
            ImpressionRow.quality,
            checksum,
        )
        .join(EncounterRow, EncounterRow.sequence == ImpressionRow.encounter_sequence)
        .where(
            EncounterRow.gallery == gallery,
            EncounterRow.identity_id == identity_id,
            ImpressionRow.template.is_not(None),
        )
    )
    return [
        TemplateKey(sequence, ordinal, FingerPosition(position).finger, quality, bytes(mark))
        for sequence, ordinal, position, quality, mark in rows
    ]


def _present(session: Session, gallery: str, identity_id: str) -> Sequence[ReferenceRow]:
    return session.scalars(
        select(ReferenceRow).where(
            ReferenceRow.gallery == gallery, ReferenceRow.identity_id == identity_id
        )
    ).all()


def _insert(
    session: Session, gallery: str, identity_id: str, wanted: Sequence[WantedReference]
) -> list[int]:
    rows = [
        ReferenceRow(
            gallery=gallery,
            identity_id=identity_id,
            encounter_sequence=one.encounter_sequence,
            composite=one.composite,
            make_up=one.make_up,
        )
        for one in wanted
    ]
    session.add_all(rows)
    session.flush()
    return sorted(row.reference_id for row in rows)


def _delete(session: Session, reference_ids: Sequence[int]) -> None:
    if reference_ids:
        session.execute(delete(ReferenceRow).where(ReferenceRow.reference_id.in_(reference_ids)))


def _mark_composite(
    session: Session,
    present: Mapping[bytes, ReferenceRow],
    wanted: Mapping[bytes, WantedReference],
) -> None:
    """Mark which of the unchanged references is the composite now."""
    for make_up in present.keys() & wanted.keys():
        present[make_up].composite = wanted[make_up].composite
    session.flush()


def journal_changes(
    session: Session,
    gallery: str,
    kind: ChangeKind,
    reference_ids: Sequence[int],
    identity_id: str = "",
) -> None:
    """Write what happened to references into the journal."""
    rows = [
        {"gallery": gallery, "reference_id": one, "kind": int(kind), "identity_id": identity_id}
        for one in reference_ids
    ]
    if rows:
        session.execute(insert(ReferenceChangeRow), rows)
