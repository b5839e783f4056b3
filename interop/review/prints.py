"""The prints that examiners see: of the booking, and of each candidate's encounter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from database.sealing import open_record
from gallery.store import EncounterRow, ImpressionRow
from gallery.types import template_format
from interop.bookings import SubmissionSampleRow
from interop.names import encounter_id as booking_encounter_id
from interop.review.tables import ReviewItemRow
from matcher import template as template_codec
from matcher.codecs import Encoding
from matcher.comparison import compare, prepare
from matcher.decoding import DecodeImage, EncodedImage
from matcher.drawing import draw_minutiae, draw_pairs, encode_png
from matcher.errors import SampleError
from matcher.sampling import resample
from matcher.types import Features, FingerPosition, Template
from matcher.vector import vector

PrintRow = SubmissionSampleRow | ImpressionRow
_PAPER = 255


@dataclass(frozen=True)
class PrintKey:
    """The row that holds a print."""

    table: type[SubmissionSampleRow] | type[ImpressionRow]
    key: tuple[Any, ...]


Prints = Mapping[FingerPosition, PrintKey]
"""By finger, position codes 1 to 10."""


@dataclass(frozen=True, eq=False)
class ReviewPrint:
    """A print that is shown."""

    template: Template
    pixels: NDArray[np.uint8]
    """(height, width) at 500 ppi; blank paper if there is only a template."""
    has_image: bool


def probe_prints(session: Session, item: ReviewItemRow) -> Prints:
    """Find the prints of an item's probe; a finished booking may have left no prints."""
    tcn = item.tcn or item.compared_tcn
    if tcn is None:
        return encounter_prints(session, item.gallery, item.probe_encounter_id)
    return prints_of_booking(session, tcn)


def prints_of_booking(session: Session, tcn: str, *, own_only: bool = False) -> Prints:
    """Find the prints of a booking; a finished booking may have left no prints.

    own_only: not completed by prints of other encounters of the person.
    """
    return _of_booking(session, tcn) or _of_retained(session, tcn, own_only=own_only)


def encounter_prints(
    session: Session, gallery: str, encounter_id: str, *, own_only: bool = False
) -> Prints:
    """Find the prints of an encounter, completed by other prints of the identity.

    own_only: leave out the prints of other encounters.
    """
    own = EncounterRow.encounter_id == encounter_id
    asked = select(EncounterRow.identity_id).where(EncounterRow.gallery == gallery, own)
    rows = session.execute(
        select(ImpressionRow.encounter_sequence, ImpressionRow.ordinal, ImpressionRow.position)
        .join(EncounterRow, EncounterRow.sequence == ImpressionRow.encounter_sequence)
        .where(
            EncounterRow.gallery == gallery,
            own if own_only else EncounterRow.identity_id == asked.scalar_subquery(),
            ImpressionRow.template.is_not(None),
        )
        .order_by(own, ImpressionRow.quality, ImpressionRow.ordinal.desc())
    )
    # The encounter's own prints come last, and the best of them last of all: the last print stays.
    return {
        FingerPosition(position).finger: PrintKey(ImpressionRow, (sequence, ordinal))
        for sequence, ordinal, position in rows
    }


def load_print(session: Session, key: PrintKey, decode_image: DecodeImage) -> ReviewPrint:
    """Read a print with its image, if there is an image that this version decodes.

    Raises CorruptRecordError, DecoderUnavailableError.
    """
    row = _row(session, key)
    template = _template(row)
    pixels = None if row.image is None else _pixels(row, open_record(row.image), decode_image)
    if pixels is None:
        paper = np.full((template.height_px, template.width_px), _PAPER, np.uint8)
        return ReviewPrint(template, paper, has_image=False)
    return ReviewPrint(template, pixels, has_image=True)


def load_features(
    session: Session, prints: Prints, fingers: Iterable[FingerPosition]
) -> tuple[Features, ...]:
    """Read the features of fingers. Raises CorruptRecordError."""
    found = [(finger, prints[finger]) for finger in fingers if finger in prints]
    templates = [(finger, _template(_row(session, one))) for finger, one in found]
    return tuple(Features(finger, kept, vector(kept)) for finger, kept in templates)


def _row(session: Session, key: PrintKey) -> PrintRow:
    row = session.get_one(key.table, key.key)
    assert isinstance(row, SubmissionSampleRow | ImpressionRow)
    return row


def _pixels(row: PrintRow, image: bytes, decode_image: DecodeImage) -> NDArray[np.uint8] | None:
    """Decode at 500 ppi; None for an image that an earlier version took and this one refuses."""
    if template_format(row.encoding):
        return None
    size = row.width_px, row.height_px
    received = EncodedImage(image, Encoding(row.encoding), row.resolution_ppi, *size)
    try:
        return resample(decode_image(received).pixels, row.resolution_ppi)
    except SampleError:
        return None


def _template(row: PrintRow) -> Template:
    assert row.template is not None
    return template_codec.decode(open_record(row.template))


def _of_booking(session: Session, tcn: str) -> Prints:
    table = SubmissionSampleRow
    rows = session.execute(
        select(table.position, table.quality)
        .where(table.tcn == tcn, table.template.is_not(None))
        .order_by(table.quality, table.position.desc())
    )
    # The best print of a finger comes last: the last print stays.
    return {
        FingerPosition(position).finger: PrintKey(table, (tcn, position)) for position, _ in rows
    }


def _of_retained(session: Session, tcn: str, *, own_only: bool) -> Prints:
    """Find the prints of the encounter that a complete booking left in a gallery."""
    gallery = session.scalar(
        select(EncounterRow.gallery)
        .where(EncounterRow.encounter_id == booking_encounter_id(tcn))
        .order_by(EncounterRow.gallery)
        .limit(1)
    )
    if gallery is None:
        return {}
    return encounter_prints(session, gallery, booking_encounter_id(tcn), own_only=own_only)


def show(one: ReviewPrint) -> bytes:
    """Draw a print at 500 ppi as PNG; for a template without an image, draw its minutiae."""
    return encode_png(one.pixels if one.has_image else draw_minutiae(one.pixels, one.template))


def explain(probe: ReviewPrint, reference: ReviewPrint) -> bytes:
    """Draw two prints side by side, with the minutiae that the matcher paired, as PNG."""
    pairs = compare(prepare(probe.template), prepare(reference.template)).pairs
    return encode_png(
        draw_pairs(probe.pixels, probe.template, reference.pixels, reference.template, pairs)
    )
