"""The tables of corrections: whom examiners found to be two people."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gallery.database import Base, UtcDateTime


class KnownNonMateRow(Base):
    """An IAFIS and an IDENT identity that were matched and are two people.

    The judgement was on the prints of two encounters; by them it is found again after its
    identities were merged or split.
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
    """Empty where the encounter is not known."""
    correction_id: Mapped[str] = mapped_column(String(64))
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
