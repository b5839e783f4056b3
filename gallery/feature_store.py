"""What a search reads of the store: templates and vectors, checked and decoded."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, select
from sqlalchemy.orm import Session

from gallery.records import open_record
from gallery.tables import ImpressionRow
from matcher import template as template_codec
from matcher.types import FINGERS, FingerPosition, Template
from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION, vector


@dataclass(frozen=True)
class StoredTemplate:
    """A template with the encounter and finger that it belongs to."""

    encounter_sequence: int
    position: FingerPosition
    template: Template


def load_templates(
    session: Session, sequences: Collection[int], positions: Collection[FingerPosition]
) -> list[StoredTemplate]:
    """Read the best template of each finger at these positions, in one query.

    Of several impressions of a finger only the best is decoded.
    """
    if not sequences:
        return []
    rows = session.execute(
        select(ImpressionRow.encounter_sequence, ImpressionRow.position, ImpressionRow.template)
        .where(
            ImpressionRow.encounter_sequence.in_(sequences),
            ImpressionRow.position.in_([int(position) for position in positions]),
            ImpressionRow.template.is_not(None),
        )
        .order_by(
            ImpressionRow.encounter_sequence, ImpressionRow.quality.desc(), ImpressionRow.ordinal
        )
    )
    best: dict[tuple[int, FingerPosition], tuple[FingerPosition, bytes]] = {}
    for sequence, code, template in rows:
        assert template is not None
        position = FingerPosition(code)
        best.setdefault((sequence, position.finger), (position, template))
    return [
        StoredTemplate(sequence, position, template_codec.decode(open_record(template)))
        for (sequence, _), (position, template) in best.items()
    ]


def load_vectors(
    session: Session, gallery: str, first: int, last: int
) -> tuple[list[int], NDArray[np.float32]]:
    """Read the ten-finger vectors of encounters `first` to `last`, both included.

    Of several impressions of a finger the best counts, as in `composite`. Encounters without a
    template are left out. A vector of another version is derived again from its template.
    Returns sequence numbers in order and (n, 10, VECTOR_DIMENSION).
    """
    current = ImpressionRow.vector_version == VECTOR_VERSION
    rows = session.execute(
        select(
            ImpressionRow.encounter_sequence,
            ImpressionRow.position,
            case((current, ImpressionRow.vector)),
            case((current, None), else_=ImpressionRow.template),
        )
        .where(
            ImpressionRow.encounter_sequence.between(first, last),
            ImpressionRow.gallery == gallery,
            ImpressionRow.template.is_not(None),
        )
        # Worst first: the last one of a finger stays.
        .order_by(
            ImpressionRow.encounter_sequence, ImpressionRow.quality, ImpressionRow.ordinal.desc()
        )
    )
    blobs: dict[int, dict[int, tuple[bytes | None, bytes | None]]] = {}
    for sequence, code, stored, template in rows:
        blobs.setdefault(sequence, {})[FingerPosition(code).finger - 1] = (stored, template)
    vectors = np.zeros((len(blobs), len(FINGERS), VECTOR_DIMENSION), np.float32)
    for row, fingers in enumerate(blobs.values()):
        for finger, (stored, template) in fingers.items():
            vectors[row, finger] = _vector(stored, template)
    return list(blobs), vectors


def _vector(stored: bytes | None, template: bytes | None) -> NDArray[np.float32]:
    if stored is not None:
        return np.frombuffer(open_record(stored), "<f4").astype(np.float32, copy=False)
    assert template is not None
    return vector(template_codec.decode(open_record(template)))
