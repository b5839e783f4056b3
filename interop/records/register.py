"""The numbers that the people of a gallery have. Inside `Database` sessions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from database.rows import required
from gallery.people import require_identity, unknown_identity
from gallery.store import merged_identities
from gallery.store import rows as store
from interop.records.criminal_tables import CriminalSubjectRow
from interop.records.errors import RecordNotFoundError
from interop.records.ident_tables import IdentSubjectRow


@dataclass(frozen=True)
class Register:
    """The numbers of a gallery's people. An identity gets one number, and keeps the number."""

    gallery: str
    table: type[CriminalSubjectRow] | type[IdentSubjectRow]
    column: InstrumentedAttribute[str]
    write: Callable[[int], str]
    """Writes the number of a count."""
    absent: str
    """Begins the message about an unknown number."""

    def register(self, session: Session, identity_id: str, now: datetime) -> str:
        """Give an identity its number; an identity that has a number keeps the number.

        Raises IdentityNotFoundError, IdentityConflictError.
        """
        if known := self.numbers(session, [identity_id]):
            return known[0]
        require_identity(session, self.gallery, identity_id)
        count = (session.scalar(select(func.max(self.table.number))) or 0) + 1
        number = {self.column.key: self.write(count)}
        session.add(self.table(number=count, identity_id=identity_id, create_time=now, **number))
        session.flush()
        return number[self.column.key]

    def numbers(self, session: Session, identity_ids: Sequence[str]) -> list[str]:
        """List the numbers of identities, in the order of the identities."""
        found = session.execute(
            select(self.table.identity_id, self.column).where(
                self.table.identity_id.in_(identity_ids)
            )
        )
        numbers: dict[str, str] = dict(found.all())
        return [numbers[one] for one in identity_ids if one in numbers]

    def identity_of(self, session: Session, number: str) -> str:
        """Find who has a number now. Raises RecordNotFoundError, IdentityNotFoundError."""
        held_by = session.scalar(select(self.table.identity_id).where(self.column == number))
        known = required(held_by, RecordNotFoundError, f"{self.absent} {number}")
        return self.current_identity(session, known)

    def current_identity(self, session: Session, identity_id: str) -> str:
        """Follow merges. Raises IdentityNotFoundError."""
        current = store.current_identity_id(session, self.gallery, identity_id)
        if current is None:
            raise unknown_identity(self.gallery, identity_id)
        return current

    def ids_of(self, session: Session, identity_id: str) -> list[str]:
        """List every id that a person has or had, the current id first.

        Raises IdentityNotFoundError.
        """
        current = self.current_identity(session, identity_id)
        return [current, *merged_identities(session, self.gallery, current)]
