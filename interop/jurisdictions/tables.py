"""Jurisdictions and their agencies."""

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import Base


class JurisdictionRow(Base):
    """A jurisdiction, and since when its prints go on to IDENT."""

    __tablename__ = "jurisdiction"
    __table_args__ = (
        Index("jurisdiction_by_state", "us_state", "sequence"),
        Index("jurisdiction_by_activation", "activation_date"),
    )

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    jurisdiction_id: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Text)
    us_state: Mapped[str] = mapped_column(String(2))
    activation_date: Mapped[date | None]
    """Null: no date has been set."""


class AgencyRow(Base):
    """An agency that books people, by its ORI."""

    __tablename__ = "agency"
    __table_args__ = (Index("agency_by_jurisdiction", "jurisdiction_id"),)

    ori: Mapped[str] = mapped_column(String(9), primary_key=True)
    jurisdiction_id: Mapped[str] = mapped_column(
        ForeignKey("jurisdiction.jurisdiction_id", name="agency_jurisdiction")
    )
