"""The flow's tables: bookings, their history, the outbox to the LESC and the answers from it."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import Base, UtcDateTime
from database.keys import Owner
from database.leases import Leased
from database.sealed_columns import Sealed, SealedBlob, SealedText, SearchedText
from interop.attempts import Attempts
from interop.delivery import Deliverable

BOOKING_NUMBER_LENGTH = 128
TCN_LENGTH = 40
_PRINTS = "prints"
"""Prints of a booking have a key of their own."""
MESSAGE_ID_LENGTH = 128


def prints_owner(tcn: str) -> Owner:
    """Name the owner of the key under which the prints of a booking are sealed."""
    return _PRINTS, tcn


class SubmissionRow(Attempts, Leased, Sealed, Base):
    """A booking. Its results so far are stored as documents (see `documents.py`).

    The columns of `Attempts` are about the next step, those of `Leased` about who runs it.
    """

    __tablename__ = "submission"
    owned_by = ("booking", "tcn")
    __table_args__ = (
        Index("submission_by_next_attempt", "next_attempt_time"),
        Index("submission_by_time", "receive_time", "tcn"),
        Index("submission_by_ori", "ori", "receive_time", "tcn"),
        Index("submission_by_caller", "caller_ori", "receive_time", "tcn"),
    )

    tcn: Mapped[str] = mapped_column(String(TCN_LENGTH), primary_key=True)
    ori: Mapped[str] = mapped_column(String(9))
    caller_ori: Mapped[str] = mapped_column(String(64))
    caller_roles: Mapped[str] = mapped_column(Text)
    caller_purpose: Mapped[str] = mapped_column(Text)
    state: Mapped[int] = mapped_column(SmallInteger)
    content_digest: Mapped[bytes] = mapped_column(LargeBinary)
    receive_time: Mapped[datetime] = mapped_column(UtcDateTime)
    arrest_date: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))
    """Where the agency's days begin and end, by the registry of that time; empty in bookings of
    earlier versions: by the agency's State."""
    agency_case_number: Mapped[str] = mapped_column(SealedText)
    extract_duration_ms: Mapped[float] = mapped_column(Double, default=0.0)
    iafis_search: Mapped[str | None] = mapped_column(SealedText)
    iafis_retention: Mapped[str | None] = mapped_column(SealedText)
    details: Mapped[str | None] = mapped_column(SealedText)
    """Type of transaction, RET, subject, charges (see `documents.Details`).

    Null: the booking is older than these details.
    """
    first_response: Mapped[str | None] = mapped_column(SealedText)
    ident_search: Mapped[str | None] = mapped_column(SealedText)
    missing_fingers: Mapped[str] = mapped_column(SealedText, default="", server_default=text("''"))
    """As `gallery.store.MISSING_FINGERS` writes them."""


class SubmissionSampleRow(Sealed, Base):
    """A sample of a booking. The blobs are sealed records (see `database.sealing`)."""

    __tablename__ = "submission_sample"
    owned_by = (_PRINTS, "tcn")

    tcn: Mapped[str] = mapped_column(ForeignKey("submission.tcn"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    impression_type: Mapped[int] = mapped_column(SmallInteger)
    encoding: Mapped[str] = mapped_column(String(16))
    resolution_ppi: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]
    image: Mapped[bytes | None] = mapped_column(SealedBlob)
    """Null once the booking is complete: from then on only the gallery holds the prints."""
    template: Mapped[bytes | None] = mapped_column(SealedBlob)
    vector: Mapped[bytes | None] = mapped_column(SealedBlob)
    vector_version: Mapped[str] = mapped_column(String(32), default="")
    quality: Mapped[int] = mapped_column(SmallInteger, default=0)
    minutia_count: Mapped[int] = mapped_column(SmallInteger, default=0)
    failure_reason: Mapped[str] = mapped_column(String(64), default="")
    failure_message: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))


class TransactionFileRow(Sealed, Base):
    """The transaction file that a booking came as (see `files.py`)."""

    __tablename__ = "transaction_file"
    owned_by = ("booking", "tcn")

    tcn: Mapped[str] = mapped_column(ForeignKey("submission.tcn"), primary_key=True)
    text: Mapped[bytes] = mapped_column(SealedBlob)
    """Type-1 and Type-2."""
    file: Mapped[bytes | None] = mapped_column(SealedBlob)
    """The whole file; null once the booking is complete, as for the images of samples."""

    def owner(self, attribute: str = "") -> Owner:
        """The whole file has the key of the prints, which is destroyed when the prints go."""
        return prints_owner(self.tcn) if attribute == "file" else super().owner(attribute)


class BookingNumberRow(Base):
    """A number of the person or of the arrest, as the agency stated it, to find the booking by."""

    __tablename__ = "booking_number"
    __table_args__ = (Index("booking_number_by_number", "number", "kind"),)

    tcn: Mapped[str] = mapped_column(
        ForeignKey("submission.tcn", name="booking_number_booking"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    """`fbi_number`, `state_id`, `alien_number` or `agency_case_number`."""
    number: Mapped[str] = mapped_column(SearchedText)
    """In capitals, without spaces at its ends."""


class StateChangeRow(Base):
    """A state that a booking has reached."""

    __tablename__ = "state_change"

    tcn: Mapped[str] = mapped_column(ForeignKey("submission.tcn"), primary_key=True)
    state: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    change_time: Mapped[datetime] = mapped_column(UtcDateTime)


class SecondResponseRow(Sealed, Base):
    """A version of a booking's second response; rows are added, never changed."""

    __tablename__ = "second_response"
    owned_by = ("booking", "tcn")

    tcn: Mapped[str] = mapped_column(ForeignKey("submission.tcn"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(SealedText)
    cause: Mapped[str] = mapped_column(String(16))
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledge_time: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboxRow(Deliverable, Sealed, Base):
    """A message that leaves at least once; the other side drops repetitions by its id."""

    __tablename__ = "outbox"
    owned_by = ("booking", "tcn")
    __table_args__ = (
        # A booking has one query, however often the step runs.
        Index(
            "outbox_query_of_booking",
            "tcn",
            unique=True,
            sqlite_where=text("kind = 'IAQ'"),
            postgresql_where=text("kind = 'IAQ'"),
        ),
        UniqueConstraint("sequence", name="outbox_sequence"),
        Index("outbox_by_next_attempt", "next_attempt_time"),
        Index("outbox_by_person", "person", "sequence"),
    )

    message_id: Mapped[str] = mapped_column(String(MESSAGE_ID_LENGTH), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    """Rises in the order of commits, because writers take turns."""
    kind: Mapped[str] = mapped_column(String(24))
    tcn: Mapped[str] = mapped_column(ForeignKey("submission.tcn"))
    person: Mapped[str] = mapped_column(String(64))
    """The IDENT identity that the query is about. Messages about one identity keep their order."""
    payload: Mapped[str] = mapped_column(SealedText)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt_id: Mapped[str] = mapped_column(String(192), default="")
    acknowledge_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rejected_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the LESC refused the message for good. An operator mends and requeues the message."""
    rejected_field: Mapped[str] = mapped_column(String(64), default="")

    def park(self, error: Exception, now: datetime) -> None:
        """Reject the message; other messages about the person still leave."""
        super().park(error, now)
        self.rejected_time = now


class AnswerRow(Sealed, Base):
    """A version of the LESC's answer. The answer may come before the acknowledgement."""

    __tablename__ = "lesc_answer"
    owned_by = ("query", "query_id")

    query_id: Mapped[str] = mapped_column(ForeignKey("outbox.message_id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(SealedText)
    answer_time: Mapped[datetime] = mapped_column(UtcDateTime)
    receive_time: Mapped[datetime] = mapped_column(UtcDateTime)


def booking_of(row: object) -> str | None:
    """Name the booking that somebody waits for if a row is written; None if nobody waits."""
    return row.tcn if isinstance(row, SubmissionRow | SecondResponseRow | OutboxRow) else None
