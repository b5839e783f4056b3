"""Enrolments from the rows of a file of people."""

import hashlib
import re

import numpy as np
from numpy.typing import NDArray

from gallery.transfer.file import NOT_STATED, POSITIONS, PeopleBatch
from gallery.types import EncodedSample, Enrolment
from matcher import template as template_codec
from matcher.errors import CorruptRecordError
from matcher.types import FingerPosition, ImpressionType
from matcher.vector import vector

_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def content_digest(batch: PeopleBatch, row: int) -> bytes:
    """Digest a row's content; vectors follow from templates and do not count."""
    assert batch.templates is not None
    digest = hashlib.sha256(batch.impressions[row].tobytes())
    for part in (
        batch.external_ids[row].encode(),
        batch.encounter_ids[row].encode(),
        *batch.templates[row],
    ):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def make_enrolment(batch: PeopleBatch, row: int, digest: bytes | None = None) -> Enrolment:
    """Make the enrolment of a row. Raises CorruptRecordError if the row cannot be enrolled.

    digest: of the row's content, if the caller has it already.
    """
    assert batch.templates is not None
    external_id, encounter_id = batch.external_ids[row], batch.encounter_ids[row]
    for one in (external_id, encounter_id):
        if not _ID.fullmatch(one):
            raise CorruptRecordError(f"{one!r} is not an id: 1 to 64 characters of [A-Za-z0-9._:-]")
    vectors = [None] * len(POSITIONS) if batch.vectors is None else unit_vectors(batch.vectors[row])
    samples = tuple(
        _sample(batch, row, index, vectors[index])
        for index, one in enumerate(batch.templates[row])
        if one
    )
    if not samples:
        raise CorruptRecordError(f"encounter {encounter_id} has no template of any finger")
    return Enrolment(encounter_id, samples, digest or content_digest(batch, row), external_id)


def _sample(
    batch: PeopleBatch, row: int, index: int, kept: NDArray[np.float32] | None
) -> EncodedSample:
    assert batch.templates is not None
    template = batch.templates[row][index]
    sample = EncodedSample(
        position=FingerPosition(POSITIONS[index]),
        impression=_impression(int(batch.impressions[row, index])),
        template=template,
        vector=vector(template_codec.decode(template)) if kept is None else kept,
    )
    # Raises an error now, while the row is known, if the template cannot be read.
    _ = sample.summary
    return sample


def _impression(stated: int) -> ImpressionType:
    try:
        return ImpressionType.LIVESCAN_PLAIN if stated == NOT_STATED else ImpressionType(stated)
    except ValueError as error:
        raise CorruptRecordError(f"{stated} is not an impression type: use 0 to 3") from error


def unit_vectors(quantised: NDArray[np.int8]) -> list[NDArray[np.float32] | None]:
    """Scale vectors of whole numbers, (n, VECTOR_DIMENSION), to unit length.

    A zero vector gives None.
    """
    values = quantised.astype(np.float32)
    lengths = np.sqrt(np.einsum("fd,fd->f", values, values))
    values /= np.where(lengths > 0, lengths, np.float32(1))[:, np.newaxis]
    pairs = zip(values, lengths.tolist(), strict=True)
    return [one if length else None for one, length in pairs]
