"""The gallery's SQL: it takes and returns rows and types. Transactions belong to the caller."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from database.caller import Caller
from database.documents import Codec
from database.keys import RecordKey
from database.rows import caller_columns, from_row
from database.sealed_columns import doom, owned_text
from database.sealing import seal
from gallery.store.merges import ENDS_OF_MERGES
from gallery.store.references import expunge_removed, renew_references
from gallery.store.tables import (
    EncounterRow,
    IdentityRow,
    ImpressionRow,
    OriginRow,
    ReferenceRow,
)
from gallery.types import (
    EncodedSample,
    Encounter,
    Enrolment,
    ExtractedSample,
    Identity,
    MissingFinger,
    SampleSummary,
    template_format,
)
from matcher import template as template_codec
from matcher.codecs import Encoding
from matcher.types import STANDARD_PPI, Features
from matcher.vector import VECTOR_VERSION

MISSING_FINGERS = Codec[tuple[MissingFinger, ...]](tuple[MissingFinger, ...], empty=())
"""How rows store the fingers of which there is no sample."""


def database_id(session: Session) -> str:
    """Read the id of the database."""
    return session.scalars(select(OriginRow.database_id)).one()


def insert_identity(session: Session, gallery: str, identity_id: str, now: datetime) -> None:
    """Make an identity without encounters."""
    session.add(IdentityRow(gallery=gallery, identity_id=identity_id, create_time=now))
    session.flush()


def has_identity(session: Session, gallery: str, identity_id: str) -> bool:
    """Return whether the gallery has the identity; a merged identity counts too."""
    return session.get(IdentityRow, (gallery, identity_id)) is not None


def current_identity_id(session: Session, gallery: str, identity_id: str) -> str | None:
    """Follow merges to the identity that holds the encounters now; None if it is deleted."""
    return current_identity_ids(session, gallery, [identity_id]).get(identity_id)


def current_identity_ids(
    session: Session, gallery: str, identity_ids: Collection[str]
) -> dict[str, str]:
    """Follow merges of many identities in one statement; what is gone is left out."""
    given = {"gallery": gallery, "identity_ids": list(identity_ids)}
    return dict(session.execute(ENDS_OF_MERGES, given).all())


def identities_of_encounters(
    session: Session, gallery: str, encounter_ids: Collection[str]
) -> dict[str, str]:
    """Read whose encounters are now; what is gone is left out."""
    rows = session.execute(
        select(EncounterRow.encounter_id, EncounterRow.identity_id).where(
            EncounterRow.gallery == gallery, EncounterRow.encounter_id.in_(encounter_ids)
        )
    )
    return dict(rows.all())


def find_identity(session: Session, gallery: str, identity_id: str) -> Identity | None:
    """Read an identity."""
    row = session.get(IdentityRow, (gallery, identity_id))
    if row is None:
        return None
    count = session.scalar(
        select(func.count()).where(
            EncounterRow.gallery == gallery, EncounterRow.identity_id == identity_id
        )
    )
    merged_into = row.merged_into or ""
    return Identity(row.identity_id, row.gallery, row.create_time, count or 0, merged_into)


def encounter_columns(
    gallery: str,
    enrolment: Enrolment,
    identity_id: str,
    *,
    founded_identity: bool,
    caller: Caller,
    now: datetime,
    key: RecordKey | None,
) -> dict[str, object]:
    """Return the columns of a new encounter, without its number.

    key: of the encounter; None if the database is not sealed.
    """
    return {
        "gallery": gallery,
        "encounter_id": enrolment.encounter_id,
        "identity_id": identity_id,
        "founded_identity": founded_identity,
        **caller_columns(caller),
        "create_time": now,
        "content_digest": enrolment.content_digest,
        "missing_fingers": owned_text(MISSING_FINGERS.dump(enrolment.missing_fingers), key),
    }


def find_encounter(session: Session, gallery: str, encounter_id: str) -> EncounterRow | None:
    """Read the row of an encounter by its id."""
    return session.scalar(
        select(EncounterRow).where(
            EncounterRow.gallery == gallery, EncounterRow.encounter_id == encounter_id
        )
    )


def encounters_of(
    session: Session, gallery: str, identity_id: str, *, limit: int | None = None
) -> list[EncounterRow]:
    """Read encounters of an identity, oldest first."""
    return list(
        session.scalars(
            select(EncounterRow)
            .where(EncounterRow.gallery == gallery, EncounterRow.identity_id == identity_id)
            .order_by(EncounterRow.sequence)
            .limit(limit)
        )
    )


def describe(session: Session, rows: Sequence[EncounterRow]) -> list[Encounter]:
    """Turn rows into encounters with their sample summaries."""
    samples: dict[int, list[SampleSummary]] = {row.sequence: [] for row in rows}
    rows_of_samples = session.execute(
        select(
            ImpressionRow.encounter_sequence,
            ImpressionRow.position,
            ImpressionRow.encoding,
            ImpressionRow.quality,
            ImpressionRow.minutia_count,
            ImpressionRow.failure_reason,
            ImpressionRow.failure_message,
        )
        .where(ImpressionRow.encounter_sequence.in_(samples))
        .order_by(ImpressionRow.encounter_sequence, ImpressionRow.ordinal)
    )
    for row in rows_of_samples:
        samples[row.encounter_sequence].append(
            from_row(
                SampleSummary,
                row,
                likely_resolution_ppi=0,
                file_resolution_ppi=0,
                template_format=template_format(row.encoding),
            )
        )
    return [_encounter(row, samples[row.sequence]) for row in rows]


def delete_encounter(session: Session, encounter: EncounterRow, *, expunge: bool = False) -> bool:
    """Delete an encounter; True if its identity is deleted too, as it has no other encounter.

    After the commit the key of what is deleted is destroyed.
    expunge: the files of the index must not keep its prints either.
    """
    gallery, identity_id = encounter.gallery, encounter.identity_id
    session.execute(
        delete(ImpressionRow).where(ImpressionRow.encounter_sequence == encounter.sequence)
    )
    if expunge:
        expunge_removed(session, gallery, encounter.sequence)
    renew_references(session, gallery, identity_id, expunge=expunge)
    session.delete(encounter)
    session.flush()
    doom(session, encounter.owner())
    if encounters_of(session, gallery, identity_id, limit=1):
        return False
    session.execute(
        delete(IdentityRow).where(
            IdentityRow.gallery == gallery, IdentityRow.identity_id == identity_id
        )
    )
    return True


def names_of_references(
    session: Session, reference_ids: Collection[int]
) -> dict[int, tuple[str, str]]:
    """Read identity id and encounter id by reference id; deleted references are left out."""
    rows = session.execute(
        select(ReferenceRow.reference_id, ReferenceRow.identity_id, EncounterRow.encounter_id)
        .join(EncounterRow, EncounterRow.sequence == ReferenceRow.encounter_sequence)
        .where(ReferenceRow.reference_id.in_(reference_ids))
    )
    return {one: (identity_id, encounter_id) for one, identity_id, encounter_id in rows}


def impression_columns(
    gallery: str,
    sequence: int,
    ordinal: int,
    sample: ExtractedSample | EncodedSample,
    key: RecordKey | None,
) -> dict[str, object]:
    """Return a sample of an encounter as a row of `impression`.

    key: of the encounter; None if the database is not sealed.
    Raises CorruptRecordError for an encoded template that cannot be read.
    """
    place: dict[str, object] = {
        "encounter_sequence": sequence,
        "ordinal": ordinal,
        "gallery": gallery,
        "position": int(sample.position),
        "impression_type": int(sample.impression),
    }
    if isinstance(sample, EncodedSample):
        summary = sample.summary
        return place | {
            "encoding": str(Encoding.PNG),
            "resolution_ppi": STANDARD_PPI,
            "width_px": summary.width_px,
            "height_px": summary.height_px,
            "image": None,
            "failure_reason": "",
            "failure_message": "",
            **_features(
                sample.template, sample.vector, summary.quality, summary.minutia_count, key
            ),
        }
    return place | {
        "encoding": str(sample.encoding),
        "resolution_ppi": sample.resolution_ppi,
        "width_px": sample.width_px,
        "height_px": sample.height_px,
        "image": seal(sample.image, key) if sample.image else None,
        "failure_reason": sample.failure_reason,
        "failure_message": sample.failure_message,
        **extracted_columns(sample.features, key),
    }


def extracted_columns(features: Features | None, key: RecordKey | None) -> dict[str, object]:
    """Return extracted features as columns of `impression`. key: of the encounter."""
    if features is None:
        nothing: dict[str, object] = {"template": None, "vector": None, "vector_version": ""}
        return nothing | {"quality": 0, "minutia_count": 0}
    one = features.template
    stored = template_codec.encode(one)
    return _features(stored, features.vector, one.quality, one.minutia_count, key)


def _features(
    template: bytes,
    vector: NDArray[np.float32],
    quality: int,
    minutia_count: int,
    key: RecordKey | None,
) -> dict[str, object]:
    return {
        "template": seal(template, key),
        "vector": seal(vector.astype("<f4", copy=False).tobytes(), key),
        "vector_version": VECTOR_VERSION,
        "quality": quality,
        "minutia_count": minutia_count,
    }


def _encounter(row: EncounterRow, samples: Iterable[SampleSummary]) -> Encounter:
    return Encounter(
        row.encounter_id,
        row.identity_id,
        row.gallery,
        row.create_time,
        row.caller,
        tuple(samples),
        MISSING_FINGERS.load(row.missing_fingers),
    )
