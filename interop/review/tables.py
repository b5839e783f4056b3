"""The tables of reviews: items, their candidates, assignments and decisions."""

from datetime import datetime

from sqlalchemy import (
    Double,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime
from database.sealed_columns import Sealed, SealedText
from interop.bookings import TCN_LENGTH

REVIEW_ID_LENGTH = 32
EXAMINER_ID_LENGTH = 64
COMPARISON_ID_LENGTH = 80


class ReviewItemRow(Base):
    """A probe and its candidates, about which examiners decide: a booking or a control."""

    __tablename__ = "review_item"
    __table_args__ = (
        UniqueConstraint("item_id", name="review_item_id"),
        UniqueConstraint("tcn", name="review_of_booking"),
        UniqueConstraint("control_of", name="review_control_of_item"),
        Index("review_item_by_end", "end_time", "sequence"),
        Index("review_item_by_control_pending", "control_pending"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    item_id: Mapped[str] = mapped_column(String(REVIEW_ID_LENGTH))
    """Random, so that the id does not tell a control from a booking."""
    tcn: Mapped[str | None] = mapped_column(String(TCN_LENGTH), ForeignKey("submission.tcn"))
    """Null for a control, and for a later comparison."""
    compared_tcn: Mapped[str | None] = mapped_column(String(TCN_LENGTH), index=True)
    """The booking of a later comparison, of which a booking may have several; otherwise null."""
    gallery: Mapped[str] = mapped_column(String(32))
    """The gallery of the candidates, and of a control's probe."""
    probe_encounter_id: Mapped[str] = mapped_column(String(64), default="")
    """The control's probe; empty for a booking."""
    reason: Mapped[str] = mapped_column(String(32))
    fingers: Mapped[str] = mapped_column(String(32))
    """The shown fingers, which the search compared: position codes 1 to 10, for example `2 7`."""
    open_time: Mapped[datetime] = mapped_column(UtcDateTime)
    needed_count: Mapped[int] = mapped_column(SmallInteger)
    """How many examiners decide: two, or three if the two differ."""
    control_pending: Mapped[bool]
    """Whether a control for this item may still be drawn."""
    control_of: Mapped[str | None] = mapped_column(String(REVIEW_ID_LENGTH))
    """The item for which this control was drawn."""
    verdict: Mapped[int | None] = mapped_column(SmallInteger)
    end_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_custody: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the booked person is held; a control says what its item says."""
    person_id: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    """The booked person in the criminal file; empty for a control, or if unknown."""


class ReviewViewRow(Base):
    """A person saw an item as a supervisor, and so may not decide about it as an examiner."""

    __tablename__ = "review_view"

    item_id: Mapped[str] = mapped_column(String(REVIEW_ID_LENGTH), primary_key=True)
    person: Mapped[str] = mapped_column(String(EXAMINER_ID_LENGTH), primary_key=True)
    view_time: Mapped[datetime] = mapped_column(UtcDateTime)


class ComparisonRow(Sealed, Base):
    """A request to compare the prints of a match again; the item is the examiners' work."""

    __tablename__ = "review_comparison"
    owned_by = ("booking", "tcn")
    __table_args__ = (
        UniqueConstraint("comparison_id", name="review_comparison_id"),
        Index("review_comparison_by_booking", "tcn", "sequence"),
        Index("review_comparison_by_end", "end_time"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    comparison_id: Mapped[str] = mapped_column(String(COMPARISON_ID_LENGTH))
    tcn: Mapped[str] = mapped_column(String(TCN_LENGTH))
    item_id: Mapped[str] = mapped_column(String(REVIEW_ID_LENGTH))
    cause: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(SealedText)
    requested_by: Mapped[str] = mapped_column(String(64))
    officer: Mapped[str] = mapped_column(String(64))
    request_time: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[int | None] = mapped_column(SmallInteger)
    end_time: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReviewCandidateRow(Base):
    """A person who may have left the probe."""

    __tablename__ = "review_candidate"
    __table_args__ = (
        Index("review_candidate_by_item", "item_id"),
        Index("review_candidate_by_encounter", "encounter_id"),
    )

    candidate_id: Mapped[str] = mapped_column(String(REVIEW_ID_LENGTH), primary_key=True)
    """Random, so that the id does not tell the rank."""
    item_id: Mapped[str] = mapped_column(
        String(REVIEW_ID_LENGTH), ForeignKey("review_item.item_id")
    )
    rank: Mapped[int]
    identity_id: Mapped[str] = mapped_column(String(64))
    encounter_id: Mapped[str] = mapped_column(String(64))
    score_db: Mapped[float] = mapped_column(Double)
    mated: Mapped[bool | None]
    """The truth, which is known only for controls."""
    verdict: Mapped[int | None] = mapped_column(SmallInteger)


class ReviewAssignmentRow(Sealed, Base):
    """An item that an examiner got."""

    __tablename__ = "review_assignment"
    owned_by = ("review_item", "item_id")
    __table_args__ = (Index("review_assignment_by_examiner", "examiner_id", "decide_time"),)

    item_id: Mapped[str] = mapped_column(
        String(REVIEW_ID_LENGTH), ForeignKey("review_item.item_id"), primary_key=True
    )
    examiner_id: Mapped[str] = mapped_column(String(EXAMINER_ID_LENGTH), primary_key=True)
    assign_time: Mapped[datetime] = mapped_column(UtcDateTime)
    decide_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null until the examiner has decided."""
    remark: Mapped[str] = mapped_column(SealedText, default="", server_default=text("''"))
    """What the examiner said with the decision."""
    aside_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the examiner gave the item back for good, or a supervisor took the item away."""
    aside_reason: Mapped[int | None] = mapped_column(SmallInteger)


class ReviewDecisionRow(Base):
    """An examiner's decision about a candidate. No decision changes."""

    __tablename__ = "review_decision"
    __table_args__ = (Index("review_decision_by_examiner", "examiner_id"),)

    candidate_id: Mapped[str] = mapped_column(
        String(REVIEW_ID_LENGTH), ForeignKey("review_candidate.candidate_id"), primary_key=True
    )
    examiner_id: Mapped[str] = mapped_column(String(EXAMINER_ID_LENGTH), primary_key=True)
    decision: Mapped[int] = mapped_column(SmallInteger)
    decide_time: Mapped[datetime] = mapped_column(UtcDateTime)
