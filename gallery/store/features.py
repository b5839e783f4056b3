"""What a search reads from the store: templates and vectors, checked and decoded."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, select
from sqlalchemy.orm import Session

from database.connection import Database
from database.errors import DestroyedKeyError
from database.sealing import StoredRecord, open_all_sealed, open_record
from gallery.index import ReferenceBatch
from gallery.store.references import TemplateKey, best_of_fingers
from gallery.store.tables import EncounterRow, ImpressionRow, ReferenceRow
from matcher import template as template_codec
from matcher.errors import CorruptRecordError
from matcher.types import FINGERS, Features, FingerPosition
from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION, vector

UNREADABLE = b"damaged"
"""Stands for a template that cannot be read; decoding it fails."""


@dataclass(frozen=True, eq=False)
class StoredFinger:
    """A finger of a reference: its template as `matcher.template.encode` writes it, its vector."""

    position: FingerPosition
    template: bytes
    """UNREADABLE if the record is damaged, so that a comparison with it fails."""
    vector: NDArray[np.float32]
    fault: str = ""
    """Names the damaged record and the damage."""
    sealed: bytes = b""
    """The template's record in a sealed database, as an index stores it; else empty."""

    def features(self) -> Features:
        """Decode the template. Raises CorruptRecordError."""
        if self.fault:
            raise CorruptRecordError(self.fault)
        return Features(self.position, template_codec.decode(self.template), self.vector)


_Key = tuple[int, int]
"""Encounter sequence and ordinal of an impression."""


def load_references(
    session: Session,
    reference_ids: Collection[int],
    fingers: Collection[FingerPosition] | None = None,
) -> dict[int, tuple[StoredFinger, ...]]:
    """Read the fingers of references; deleted references are left out.

    fingers: codes 1 to 10; None reads all. Raises CorruptRecordError.
    """
    chosen = _choose(session, reference_ids, fingers)
    wanted = {key for keys in chosen.values() for key in keys}
    stored = _read_fingers(session, wanted)
    return {
        reference_id: tuple(stored[key] for key in keys if key in stored)
        for reference_id, keys in chosen.items()
    }


def load_batch(session: Session, reference_ids: Collection[int]) -> ReferenceBatch:
    """Read references as the index takes them; deleted references are left out."""
    people = sorted(load_references(session, reference_ids).items())
    vectors = np.zeros((len(people), len(FINGERS), VECTOR_DIMENSION), np.float32)
    templates = [[b""] * len(FINGERS) for _ in people]
    for row, (_, fingers) in enumerate(people):
        for one in fingers:
            vectors[row, one.position.finger - 1] = one.vector
            templates[row][one.position.finger - 1] = one.sealed or one.template
    ids = np.array([reference_id for reference_id, _ in people], np.int64)
    return ReferenceBatch(ids, vectors, templates, [""] * len(people))


def _choose(
    session: Session, reference_ids: Collection[int], fingers: Collection[FingerPosition] | None
) -> dict[int, list[_Key]]:
    """Choose the impressions of each reference by the policy that made the reference."""
    own = ReferenceRow.composite | (EncounterRow.sequence == ReferenceRow.encounter_sequence)
    rows = session.execute(
        select(
            ReferenceRow.reference_id,
            ImpressionRow.encounter_sequence,
            ImpressionRow.ordinal,
            ImpressionRow.position,
            ImpressionRow.quality,
        )
        .join(
            EncounterRow,
            (EncounterRow.gallery == ReferenceRow.gallery)
            & (EncounterRow.identity_id == ReferenceRow.identity_id),
        )
        .join(ImpressionRow, ImpressionRow.encounter_sequence == EncounterRow.sequence)
        .where(
            ReferenceRow.reference_id.in_(reference_ids), own, ImpressionRow.template.is_not(None)
        )
    )
    templates: dict[int, list[TemplateKey]] = {}
    for reference_id, sequence, ordinal, position, quality in rows:
        finger = FingerPosition(position).finger
        if fingers is None or finger in fingers:
            key = TemplateKey(sequence, ordinal, finger, quality)
            templates.setdefault(reference_id, []).append(key)
    return {
        reference_id: [(k.encounter_sequence, k.ordinal) for k in best_of_fingers(keys).values()]
        for reference_id, keys in templates.items()
    }


def _read_fingers(session: Session, wanted: Collection[_Key]) -> dict[_Key, StoredFinger]:
    current = ImpressionRow.vector_version == VECTOR_VERSION
    rows = session.execute(
        select(
            ImpressionRow.encounter_sequence,
            ImpressionRow.ordinal,
            ImpressionRow.position,
            ImpressionRow.template,
            case((current, ImpressionRow.vector)),
        )
        .where(
            ImpressionRow.encounter_sequence.in_({sequence for sequence, _ in wanted}),
            ImpressionRow.template.is_not(None),
        )
        # An encounter may hold many impressions that were not chosen, so rows are read one by one.
        .execution_options(yield_per=1_000)
    )
    # A damaged record ends the reading early: PostgreSQL's cursor must not stay open.
    with rows:
        found = {
            (sequence, ordinal): _finger(sequence, position, template, vector)
            for sequence, ordinal, position, template, vector in rows
            if (sequence, ordinal) in wanted and template is not None
        }
    return {key: finger for key, finger in found.items() if finger is not None}


def template_opener(database: Database) -> Callable[[Sequence[bytes]], list[bytes | None]]:
    """Return what opens templates that an index of the database stores; None: expunged."""
    keys = database.keys
    return list if keys is None else partial(open_all_sealed, keys=keys)


def _finger(
    sequence: int, position: int, template: bytes, stored: bytes | None
) -> StoredFinger | None:
    """Read a finger; None if its key was destroyed after the reading of rows began.

    A finger with a damaged template is kept, because its vector is sound.

    A search that meets the finger fails until it is deleted, or restored and the index rebuilt; all
    other searches work. Raises CorruptRecordError if there is no sound vector either.
    """
    finger = FingerPosition(position)
    name = f"encounter number {sequence}, {finger.name.lower().replace('_', ' ')}"
    sealed = bytes(template) if isinstance(template, StoredRecord) else b""
    try:
        of_finger = _vector(stored, template)
    except DestroyedKeyError:
        return None
    except CorruptRecordError as error:
        raise CorruptRecordError(f"{name}: {error}") from error
    try:
        return StoredFinger(finger, open_record(template), of_finger, sealed=sealed)
    except DestroyedKeyError:
        return None
    except CorruptRecordError as error:
        return StoredFinger(finger, UNREADABLE, of_finger, f"{name}: {error}")


def _vector(stored: bytes | None, template: bytes) -> NDArray[np.float32]:
    if stored is not None:
        return np.frombuffer(open_record(stored), "<f4").astype(np.float32, copy=False)
    return vector(template_codec.decode(open_record(template)))
