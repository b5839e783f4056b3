"""The LESC stub's tables, in a database of their own: queries, and an outbox of answers."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Double, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from gallery.database import UtcDateTime

LESC_MIGRATIONS = Path(__file__).parent / "lesc_migrations"


class LescBase(DeclarativeBase):
    """The tables of the LESC share this metadata, apart from those of galleries and flow."""


class QueryRow(LescBase):
    """A query on record."""

    __tablename__ = "query"
    __table_args__ = (
        Index("query_by_due", "due_time"),
        Index("query_by_tcn", "tcn"),
    )

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    query_id: Mapped[str] = mapped_column(String(128), unique=True)
    tcn: Mapped[str] = mapped_column(String(40))
    ori: Mapped[str] = mapped_column(String(9))
    identity_id: Mapped[str] = mapped_column(String(64))
    encounter_id: Mapped[str] = mapped_column(String(64))
    score_db: Mapped[float] = mapped_column(Double)
    match_time: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[int] = mapped_column(SmallInteger)
    receipt_id: Mapped[str] = mapped_column(String(160))
    acknowledge_time: Mapped[datetime] = mapped_column(UtcDateTime)
    submission_count: Mapped[int] = mapped_column(default=1)
    due_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When research ends; null once it has."""


class AnswerOutboxRow(LescBase):
    """An answer that is delivered until it is taken."""

    __tablename__ = "answer_outbox"
    __table_args__ = (Index("answer_by_next_attempt", "next_attempt_time"),)

    query_id: Mapped[str] = mapped_column(ForeignKey("query.query_id"), primary_key=True)
    determination: Mapped[str] = mapped_column(Text)
    answer_time: Mapped[datetime] = mapped_column(UtcDateTime)
    next_attempt_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null once it was taken."""
    attempt_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    delivered_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
