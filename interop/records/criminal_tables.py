"""Tables of the criminal master file: FBI numbers, criminal history, wants."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import SEQUENCE, Base, UtcDateTime
from database.keys import Owner
from database.sealed_columns import Sealed, SealedText


class CriminalSubjectRow(Base):
    """An FBI number. A number is given to one identity and never again."""

    __tablename__ = "criminal_subject"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    identity_id: Mapped[str] = mapped_column(String(64), unique=True)
    fbi_number: Mapped[str] = mapped_column(String(9), unique=True)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)


class CriminalEventRow(Sealed, Base):
    """An entry of a criminal history."""

    __tablename__ = "criminal_event"
    __table_args__ = (
        Index("criminal_event_by_identity", "identity_id"),
        Index("criminal_event_by_encounter", "encounter_sequence"),
    )

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    event_id: Mapped[str] = mapped_column(String(64), unique=True)
    identity_id: Mapped[str] = mapped_column(String(64))
    """The identity under which the event was filed. If there is an encounter, its person counts."""
    encounter_sequence: Mapped[int | None] = mapped_column(
        SEQUENCE,
        ForeignKey("encounter.sequence", name="criminal_event_encounter", ondelete="CASCADE"),
    )
    """Deleting the encounter deletes the arrest."""
    kind: Mapped[int] = mapped_column(SmallInteger)
    event_date: Mapped[date] = mapped_column(Date)
    ori: Mapped[str] = mapped_column(String(9))
    literal: Mapped[str] = mapped_column(SealedText)
    category: Mapped[str] = mapped_column(String(32))
    offense_code: Mapped[str] = mapped_column(String(4))
    statute: Mapped[str] = mapped_column(SealedText)
    maximum_sentence_months: Mapped[int | None]
    imposed_sentence_months: Mapped[int | None]
    aggravated_felony: Mapped[bool | None]
    disposition: Mapped[str] = mapped_column(SealedText)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)

    def owner(self, attribute: str = "") -> Owner:
        """The encounter of the arrest, which is deleted with it; another event is its own."""
        if self.encounter_sequence is not None:
            return "encounter", str(self.encounter_sequence)
        return "event", self.event_id


class WantRow(Sealed, Base):
    """A want or warrant."""

    __tablename__ = "want"
    owned_by = ("want", "want_id")
    __table_args__ = (Index("want_by_identity", "identity_id"),)

    sequence: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    want_id: Mapped[str] = mapped_column(String(64), unique=True)
    identity_id: Mapped[str] = mapped_column(String(64))
    ori: Mapped[str] = mapped_column(String(9))
    literal: Mapped[str] = mapped_column(SealedText)
    offense_code: Mapped[str] = mapped_column(String(4))
    extradition: Mapped[bool]
    issue_date: Mapped[date] = mapped_column(Date)
    clear_date: Mapped[date | None] = mapped_column(Date)
    create_time: Mapped[datetime] = mapped_column(UtcDateTime)
