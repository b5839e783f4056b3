"""The tables of transfers and escalations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime
from database.sealed_columns import Sealed, SealedText


class TransferRow(Sealed, Base):
    """A case that an office asks another office to take."""

    __tablename__ = "case_transfer"
    owned_by = ("case", "case_id")
    __table_args__ = (
        Index("case_transfer_by_case", "case_id", "state"),
        Index("case_transfer_by_office", "to_office", "sequence"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    transfer_id: Mapped[str] = mapped_column(String(64), unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.case_id", name="case_transfer_case"))
    from_office: Mapped[str] = mapped_column(String(64))
    to_office: Mapped[str] = mapped_column(String(64))
    state: Mapped[int] = mapped_column(SmallInteger)
    officer: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(SealedText)
    request_time: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str] = mapped_column(String(64), default="")
    answer_reason: Mapped[str] = mapped_column(SealedText, default="")


class EscalationRow(Sealed, Base):
    """A case that supervisors are asked to decide about by a deadline."""

    __tablename__ = "case_escalation"
    owned_by = ("case", "case_id")
    __table_args__ = (
        Index("case_escalation_by_case", "case_id", "end_time"),
        Index("case_escalation_by_queue", "queue", "sequence"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    escalation_id: Mapped[str] = mapped_column(String(64), unique=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("case_file.case_id", name="case_escalation_case")
    )
    queue: Mapped[str] = mapped_column(String(64))
    officer: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(SealedText)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    end_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(64), default="")
    resolution: Mapped[str] = mapped_column(SealedText, default="")
