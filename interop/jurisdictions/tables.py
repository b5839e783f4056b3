"""Jurisdictions and their agencies."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime


class JurisdictionRow(Base):
    """A jurisdiction."""

    __tablename__ = "jurisdiction"
    __table_args__ = (Index("jurisdiction_by_state", "us_state", "sequence"),)

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    jurisdiction_id: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Text)
    us_state: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))


class ActivationRow(Base):
    """A period in which a jurisdiction's prints go on to IDENT. Rows are replaced, not changed."""

    __tablename__ = "jurisdiction_activation"
    __table_args__ = (
        Index("jurisdiction_activation_by_jurisdiction", "jurisdiction_id", "activation_date"),
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    jurisdiction_id: Mapped[str] = mapped_column(
        ForeignKey("jurisdiction.jurisdiction_id", name="jurisdiction_activation_jurisdiction")
    )
    activation_date: Mapped[date]
    deactivation_date: Mapped[date | None]
    record_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replace_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null: in force."""


class AgencyRow(Base):
    """An agency that books people, by its ORI."""

    __tablename__ = "agency"
    __table_args__ = (Index("agency_by_jurisdiction", "jurisdiction_id"),)

    ori: Mapped[str] = mapped_column(String(9), primary_key=True)
    jurisdiction_id: Mapped[str] = mapped_column(
        ForeignKey("jurisdiction.jurisdiction_id", name="agency_jurisdiction")
    )
