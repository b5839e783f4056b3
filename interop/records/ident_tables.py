"""Tables of IDENT: FINs, what encounters were about, the watch list."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime
from database.sealed_columns import Sealed, SealedDate, SealedText, SearchedText


class IdentSubjectRow(Base):
    """A FIN. A number is given to one identity and never again."""

    __tablename__ = "ident_subject"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    identity_id: Mapped[str] = mapped_column(String(64), unique=True)
    fin: Mapped[str] = mapped_column(String(10), unique=True)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)


class IdentEncounterRow(Sealed, Base):
    """What an encounter of the gallery was about. The gallery says whose encounter it is."""

    __tablename__ = "ident_encounter"
    owned_by = ("encounter", "encounter_sequence")
    __table_args__ = (
        Index("ident_encounter_by_document", "document_number"),
        Index("ident_encounter_by_alien_number", "alien_number"),
    )

    encounter_sequence: Mapped[int] = mapped_column(
        SEQUENCE,
        ForeignKey("encounter.sequence", name="ident_encounter_encounter", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    """Deleting the encounter deletes this row."""
    kind: Mapped[int] = mapped_column(SmallInteger)
    encounter_time: Mapped[datetime] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(SealedText)
    date_of_birth: Mapped[date | None] = mapped_column(SealedDate)
    sex: Mapped[str] = mapped_column(SealedText)
    place_of_birth: Mapped[str] = mapped_column(SealedText)
    document_number: Mapped[str] = mapped_column(SearchedText)
    alien_number: Mapped[str] = mapped_column(SearchedText)
    site: Mapped[str] = mapped_column(SealedText)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)


class WatchListRow(Sealed, Base):
    """An entry of the watch list."""

    __tablename__ = "watch_list_entry"
    owned_by = ("watch_list", "entry_id")
    __table_args__ = (Index("watch_list_entry_by_identity", "identity_id"),)

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(String(64), unique=True)
    identity_id: Mapped[str] = mapped_column(String(64))
    reason: Mapped[int] = mapped_column(SmallInteger)
    note: Mapped[str] = mapped_column(SealedText)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
    remove_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
