"""The tables of corrections: withdrawn matches, their notices, and known non-mates."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime
from database.rows import CallerColumns
from database.sealed_columns import Sealed, SealedText
from interop.bookings import TCN_LENGTH

CORRECTION_ID_LENGTH = 64
NOTICE_ID_LENGTH = 96
_EMPTY = text("''")
_IN_FORCE = "reinstate_time IS NULL"


class CorrectionRow(CallerColumns, Sealed, Base):
    """A withdrawn match. A booking has at most one correction that was not taken back."""

    __tablename__ = "correction"
    owned_by = ("booking", "tcn")
    __table_args__ = (
        UniqueConstraint("correction_id", name="correction_request"),
        Index("correction_by_booking", "tcn", "sequence"),
        Index(
            "correction_in_force",
            "tcn",
            unique=True,
            sqlite_where=text(_IN_FORCE),
            postgresql_where=text(_IN_FORCE),
        ),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    correction_id: Mapped[str] = mapped_column(String(CORRECTION_ID_LENGTH))
    tcn: Mapped[str] = mapped_column(String(TCN_LENGTH), ForeignKey("submission.tcn"))
    reason: Mapped[int] = mapped_column(SmallInteger)
    explanation: Mapped[str] = mapped_column(SealedText)
    iafis_match_false: Mapped[bool] = mapped_column(Boolean)
    correct_time: Mapped[datetime] = mapped_column(UtcDateTime)
    iafis_identity_id: Mapped[str] = mapped_column(String(64))
    left_iafis_identity_id: Mapped[str] = mapped_column(String(64))
    ident_identity_id: Mapped[str] = mapped_column(String(64))
    ident_encounter_id: Mapped[str] = mapped_column(String(64))
    response_ordinal: Mapped[int]
    reinstate_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null: the correction is in force."""
    reinstatement_id: Mapped[str] = mapped_column(String(64), default="", server_default=_EMPTY)
    reinstated_by: Mapped[str] = mapped_column(String(64), default="", server_default=_EMPTY)
    reinstate_reason: Mapped[str] = mapped_column(SealedText, default="", server_default=_EMPTY)
    reinstate_ordinal: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The ordinal of the response that takes the corrected response back."""


class NoticeRow(Base):
    """The notice of a correction to a recipient, who must acknowledge."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("notice_id", name="notice_of_correction"),
        Index("notice_by_next_alarm", "next_alarm_time"),
        Index("notice_by_booking", "tcn"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    notice_id: Mapped[str] = mapped_column(String(NOTICE_ID_LENGTH))
    correction_id: Mapped[str] = mapped_column(
        String(CORRECTION_ID_LENGTH), ForeignKey("correction.correction_id")
    )
    tcn: Mapped[str] = mapped_column(String(TCN_LENGTH))
    recipient: Mapped[int] = mapped_column(SmallInteger)
    address: Mapped[str] = mapped_column(String(64))
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    next_alarm_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null after the acknowledgement."""
    alarm_count: Mapped[int] = mapped_column(default=0)
    last_alarm_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledge_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str] = mapped_column(String(192), default="")


class KnownNonMateRow(Base):
    """An IAFIS and an IDENT identity that a false match named, and that are two people.

    The judgement is about the prints of two encounters. By these encounters the pair is found
    even if its identities were merged or split since.
    """

    __tablename__ = "known_non_mate"
    __table_args__ = (
        Index("known_non_mate_by_ident_identity", "ident_identity_id"),
        Index("known_non_mate_by_iafis_encounter", "iafis_encounter_id"),
    )

    iafis_identity_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ident_identity_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    iafis_encounter_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ident_encounter_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Empty if the encounter is unknown."""
    correction_id: Mapped[str] = mapped_column(String(64))
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
