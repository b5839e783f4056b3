"""What an agency gets of its own bookings: prints as pictures, and the file as it came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.sealing import open_record
from gallery.store import EncounterRow, ImpressionRow, find_encounter
from gallery.types import Candidate, read_encoding, template_format
from interop.audit import Act, Action
from interop.bookings import Booking, SubmissionRow, SubmissionSampleRow, files, store, visibility
from interop.clock import Clock
from interop.errors import BookingNotFoundError, BookingPrintNotFoundError
from interop.names import BOOKING_PREFIX, encounter_id
from interop.review import prints
from interop.roles import Operation, may_any, require
from matcher.decoding import DecodeImage
from matcher.types import FingerPosition

_MOST_ENCOUNTERS = 200
"""Of a candidate, the newest: among them the agency's own are looked for."""


class FileKind(IntEnum):
    """What an exported file is. Values are the proto's."""

    TRANSACTION = 1
    """The transaction file, byte by byte as it came."""
    TRANSACTION_TEXT = 2
    """Its Type-1 and Type-2, which stay when the prints go."""
    IMAGE = 3


@dataclass(frozen=True, eq=False)
class ExportedFile:
    """A file of an export."""

    kind: FileKind
    name: str
    content: bytes
    position: FingerPosition | None = None
    """Of an image."""

    @property
    def size_bytes(self) -> int:
        """The length of the file."""
        return len(self.content)


class BookingExports:
    """Shows agencies the prints and files of their own bookings. Safe for threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def picture(
        self,
        tcn: str,
        finger: FingerPosition,
        identity_id: str,
        viewer: Caller,
        decode_image: DecodeImage,
    ) -> bytes:
        """Show a finger of a booking, or of a candidate of its answers, as PNG; log the view.

        identity_id: of the candidate; empty: the booking itself.

        Raises PermissionDeniedError, BookingNotFoundError, BookingPrintNotFoundError.
        """
        with self._database.read() as session:
            booking = _own(session, tcn, viewer)
            found = (
                _of_candidate(session, booking, identity_id, finger, viewer)
                if identity_id
                else prints.prints_of_booking(session, tcn, own_only=True)
            )
            if finger not in found:
                raise BookingPrintNotFoundError(
                    f"booking {tcn}: no print of {finger.name.lower()} is kept that this agency "
                    "may see"
                )
            shown = prints.load_print(session, found[finger], decode_image)
        with self._database.write() as session:
            Act(session, viewer, self._clock()).log(Action.BOOKING_PRINT_VIEWED, tcn)
        return prints.show(shown)

    def files(self, tcn: str, viewer: Caller) -> Sequence[ExportedFile]:
        """Give the file in which a booking came, or what is kept of it; log the export.

        Raises PermissionDeniedError, BookingNotFoundError, BookingPrintNotFoundError.
        """
        with self._database.read() as session:
            _own(session, tcn, viewer)
            found = list(_files(session, tcn))
        if not found:
            raise BookingPrintNotFoundError(f"nothing is kept of the file of booking {tcn}")
        with self._database.write() as session:
            Act(session, viewer, self._clock()).log(Action.BOOKING_EXPORTED, tcn)
        return found


def _own(session: Session, tcn: str, viewer: Caller) -> Booking:
    """Read a booking of the viewer's agency, as the viewer sees it."""
    require(viewer, Operation.SEE_PRINTS)
    if not visibility.require_visible(session, tcn, viewer):
        raise BookingNotFoundError(f"no booking with TCN {tcn}")
    return visibility.as_seen(store.read_booking(session, tcn), viewer)


def _of_candidate(
    session: Session, booking: Booking, identity_id: str, finger: FingerPosition, viewer: Caller
) -> prints.Prints:
    """Find the prints of a candidate that a viewer may see."""
    for gallery, candidate in _candidates(booking):
        if candidate.identity_id == identity_id:
            for one in _encounters(session, gallery, candidate, booking.tcn, viewer):
                found = prints.encounter_prints(session, gallery, one, own_only=True)
                if finger in found:
                    return found
    return {}


def _candidates(booking: Booking) -> Iterator[tuple[str, Candidate]]:
    """List the candidates of a booking's answers, each with its gallery."""
    answers = [booking.first_response, *(one.response for one in booking.second_responses)]
    for one in answers:
        if one is not None and one.report is not None:
            yield from ((one.report.gallery, candidate) for candidate in one.candidates)


def _encounters(
    session: Session, gallery: str, candidate: Candidate, tcn: str, viewer: Caller
) -> Sequence[str]:
    """Name the encounters of a candidate whose prints a viewer may see, the newest first."""
    if may_any(viewer, Operation.READ_IDENTITY):
        return [candidate.encounter_id]
    known = find_encounter(session, gallery, candidate.encounter_id)
    if known is None:
        return []
    row = EncounterRow
    newest = session.scalars(
        select(row.encounter_id)
        .where(
            row.gallery == gallery,
            row.identity_id == known.identity_id,
            row.encounter_id.startswith(BOOKING_PREFIX),
            row.encounter_id != encounter_id(tcn),
        )
        .order_by(row.sequence.desc())
        .limit(_MOST_ENCOUNTERS)
    )
    tcns = [one.removeprefix(BOOKING_PREFIX) for one in newest]
    own = set(
        session.scalars(
            select(SubmissionRow.tcn).where(
                SubmissionRow.tcn.in_(tcns),
                (SubmissionRow.ori == viewer.ori) | (SubmissionRow.caller_ori == viewer.ori),
            )
        )
    )
    return [encounter_id(one) for one in tcns if one in own]


def _files(session: Session, tcn: str) -> Iterator[ExportedFile]:
    whole = files.whole(session, tcn)
    if whole:
        yield ExportedFile(FileKind.TRANSACTION, f"{tcn}.eft", whole)
        return
    text = files.text(session, tcn)
    if text:
        yield ExportedFile(FileKind.TRANSACTION_TEXT, f"{tcn}-text.eft", text)
    yield from _images(session, tcn)


def _images(session: Session, tcn: str) -> Iterator[ExportedFile]:
    """Give the images as they came; of a complete booking, as its encounter keeps them."""
    came = session.scalars(
        select(SubmissionSampleRow)
        .where(SubmissionSampleRow.tcn == tcn, SubmissionSampleRow.image.is_not(None))
        .order_by(SubmissionSampleRow.position)
    ).all()
    rows: Sequence[SubmissionSampleRow | ImpressionRow] = came or _kept(session, tcn)
    for one in rows:
        assert one.image is not None
        kind = template_format(one.encoding) or read_encoding(one.encoding)
        name = f"{tcn}-{one.position:02}.{kind.value.lower()}"
        position = FingerPosition(one.position)
        yield ExportedFile(FileKind.IMAGE, name, open_record(one.image), position)


def _kept(session: Session, tcn: str) -> Sequence[ImpressionRow]:
    """Read the images of the encounter that a complete booking left in one gallery."""
    row, encounter = ImpressionRow, EncounterRow
    sequence = session.scalar(
        select(encounter.sequence)
        .where(encounter.encounter_id == encounter_id(tcn))
        .order_by(encounter.gallery)
        .limit(1)
    )
    return session.scalars(
        select(row)
        .where(row.encounter_sequence == sequence, row.image.is_not(None))
        .order_by(row.ordinal)
    ).all()
