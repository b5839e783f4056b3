"""The LESC's tables, in a database of their own: queries, research, answers and sources."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import (
    Double,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from database.connection import UtcDateTime
from database.keys import Owner, sealing_tables
from database.sealed_columns import Sealed, SealedText, SearchedText
from interop.delivery import Deliverable

LESC_MIGRATIONS = Path(__file__).parent / "migrations"


class LescBase(DeclarativeBase):
    """The metadata of the LESC's tables, separate from the tables of galleries and flow."""


sealing_tables(LescBase.metadata)


class QueryRow(Sealed, LescBase):
    """A query."""

    __tablename__ = "query"
    owned_by = ("query", "query_id")
    __table_args__ = (
        Index("query_by_tcn", "tcn"),
        Index("query_by_identity", "identity_id"),
        Index("query_by_withdrawal", "withdrawal_id"),
    )

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    query_id: Mapped[str] = mapped_column(String(128), unique=True)
    tcn: Mapped[str] = mapped_column(String(40))
    identity_id: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(SealedText)
    state: Mapped[int] = mapped_column(SmallInteger)
    receipt_id: Mapped[str] = mapped_column(String(160))
    acknowledge_time: Mapped[datetime] = mapped_column(UtcDateTime)
    submission_count: Mapped[int] = mapped_column(default=1)
    look_up_count: Mapped[int] = mapped_column(default=0)
    repeated_look_up_count: Mapped[int] = mapped_column(default=0)
    withdrawal_id: Mapped[str] = mapped_column(String(128), default="")
    withdraw_reason: Mapped[str] = mapped_column(SealedText, default="")
    withdraw_time: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TaskRow(Sealed, LescBase):
    """A research, in any state."""

    __tablename__ = "research_task"
    owned_by = ("query", "query_id")
    __table_args__ = (
        UniqueConstraint("query_id", "version", name="task_of_version"),
        Index("task_by_rank", "state", "rank", "sequence"),
        Index("task_by_end", "state", "end_time"),
        Index("task_by_identity", "identity_id", "sequence"),
        Index("task_by_claim", "claim_id"),
        Index("task_by_lease_end", "lease_end"),
    )

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    query_id: Mapped[str] = mapped_column(ForeignKey("query.query_id"))
    version: Mapped[int]
    claim_id: Mapped[str] = mapped_column(String(128), default="")
    identity_id: Mapped[str] = mapped_column(String(64))
    rank: Mapped[int] = mapped_column(SmallInteger)
    """Specialists take the lowest rank first."""
    state: Mapped[int] = mapped_column(SmallInteger)
    receipt_id: Mapped[str] = mapped_column(String(160))
    queue_time: Mapped[datetime] = mapped_column(UtcDateTime)
    specialist: Mapped[str] = mapped_column(String(32), default="")
    start_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(SealedText)
    """The whole answer, even if only a part left."""
    person: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    """Who works or worked on the research instead of a scripted specialist; empty: nobody."""
    lease_end: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when nobody else gets the research; null: no person holds it."""
    identity_check: Mapped[str] = mapped_column(SealedText, default="", server_default=text("''"))
    """A document; empty: no person has checked the identity."""


class TaskEventRow(Sealed, LescBase):
    """What a person did with a research; rows are added, never changed."""

    __tablename__ = "task_event"
    owned_by = ("query", "query_id")
    __table_args__ = (Index("task_event_by_task", "task_sequence", "sequence"),)

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    task_sequence: Mapped[int] = mapped_column(ForeignKey("research_task.sequence"))
    query_id: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(64))
    event_time: Mapped[datetime] = mapped_column(UtcDateTime)
    remark: Mapped[str] = mapped_column(SealedText)


class SpecialistRow(LescBase):
    """A specialist."""

    __tablename__ = "specialist"

    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    free_time: Mapped[datetime] = mapped_column(UtcDateTime)
    """The end of the work in hand, or the time since when the specialist is free."""


class AnswerOutboxRow(Deliverable, Sealed, LescBase):
    """A version of an answer, which is sent until the other side has taken it."""

    __tablename__ = "answer_outbox"
    owned_by = ("query", "query_id")
    __table_args__ = (
        Index("answer_by_next_attempt", "next_attempt_time"),
        Index("answer_by_identity", "identity_id", "task_sequence"),
        Index("answer_by_query", "query_id"),
    )

    task_sequence: Mapped[int] = mapped_column(
        ForeignKey("research_task.sequence"), primary_key=True
    )
    query_id: Mapped[str] = mapped_column(String(128))
    version: Mapped[int]
    identity_id: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(SealedText)
    answer_time: Mapped[datetime] = mapped_column(UtcDateTime)


def source_owner(source: str, record_id: str) -> Owner:
    """Name the owner of the key of a record of a source."""
    return "source", f"{source}/{record_id}"


class SourceRecordRow(Sealed, LescBase):
    """What a source holds about a person."""

    __tablename__ = "source_record"
    __table_args__ = (
        Index("source_record_by_identity", "identity_id"),
        Index("source_record_by_fin", "fin"),
        Index("source_record_by_alien_number", "alien_number"),
        Index("source_record_by_fbi_number", "fbi_number"),
        Index("source_record_by_name", "name", "date_of_birth"),
    )

    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    identity_id: Mapped[str] = mapped_column(String(64))
    fin: Mapped[str] = mapped_column(SearchedText)
    alien_number: Mapped[str] = mapped_column(SearchedText)
    fbi_number: Mapped[str] = mapped_column(SearchedText)
    name: Mapped[str] = mapped_column(SearchedText)
    date_of_birth: Mapped[str] = mapped_column(SearchedText)
    facts: Mapped[str] = mapped_column(SealedText)
    sex: Mapped[str] = mapped_column(SealedText, default="", server_default=text("''"))
    place_of_birth: Mapped[str] = mapped_column(SealedText, default="", server_default=text("''"))

    def owner(self, attribute: str = "") -> Owner:
        """The record itself."""
        return source_owner(self.source, self.record_id)


class SourceStateRow(LescBase):
    """How a source behaves; a source without a row answers at once."""

    __tablename__ = "source_state"

    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    latency_s: Mapped[float] = mapped_column(Double)
    outages: Mapped[str] = mapped_column(Text)
    """JSON: [[from, until or null], …]"""


class ScriptRow(LescBase):
    """How the stub misbehaves; the table has a single row."""

    __tablename__ = "script"

    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(Text)
