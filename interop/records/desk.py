"""The criminal file and IDENT's records for their users: permission, work, audit log.

Each call is one transaction with an entry in the audit log. The log also names who read a record.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import Page
from interop.audit import Act, Action, ObjectKind, audit_log
from interop.clock import Clock, system_clock
from interop.errors import PermissionDeniedError
from interop.records import criminal as iafis_records
from interop.records import ident as ident_records
from interop.records import lists as records_lists
from interop.records import watch_list as ident_watch_list
from interop.records.criminal_types import CriminalEvent, EventKind, RapSheet, Want
from interop.records.ident_types import (
    EncounterKind,
    IdentEncounter,
    IdentRecord,
    WatchListEntry,
    WatchListReason,
)
from interop.records.lists import Found
from interop.records.register import Register
from interop.roles import Operation, may_any, require

Record = TypeVar("Record", RapSheet, IdentRecord)


@dataclass(frozen=True)
class Person:
    """Names somebody by one of two fields; the other field is empty."""

    identity_id: str = ""
    number: str = ""
    """The FBI number in the criminal file, the FIN in IDENT."""


class Records:
    """Reads and writes records for callers; safe for threads."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def put_event(self, caller: Caller, identity_id: str, event: CriminalEvent) -> str:
        """Add an entry to a criminal history; returns the FBI number."""
        with self._writing(caller, Operation.WRITE_HISTORIES, event.event_id) as session:
            return iafis_records.put_event(session, identity_id, event, self._clock())

    def put_want(self, caller: Caller, identity_id: str, want: Want) -> str:
        """Enter a want or warrant; returns the FBI number. An agency enters its own wants alone."""
        require(caller, Operation.WRITE_WANTS)
        if not may_any(caller, Operation.WRITE_WANTS) and want.ori != caller.ori:
            raise PermissionDeniedError(f"{caller.ori} may not enter a want of {want.ori}")
        with self._writing(caller, Operation.WRITE_WANTS, want.want_id) as session:
            return iafis_records.put_want(session, identity_id, want, self._clock())

    def clear_want(self, caller: Caller, want_id: str, clear_date: date) -> Want:
        """Take a want out of force; an agency sees its own wants alone here."""
        with self._writing(caller, Operation.WRITE_WANTS, want_id) as session:
            return iafis_records.clear_want(
                session,
                want_id,
                clear_date,
                of="" if may_any(caller, Operation.WRITE_WANTS) else caller.ori,
            )

    def put_encounter(self, caller: Caller, encounter: IdentEncounter) -> str:
        """Record what an encounter was about; returns the FIN."""
        with self._writing(caller, Operation.WRITE_IDENT, encounter.encounter_id) as session:
            return ident_records.put_encounter(session, encounter, self._clock())

    def put_on_watch_list(
        self, caller: Caller, entry_id: str, identity_id: str, reason: WatchListReason, note: str
    ) -> WatchListEntry:
        """Put somebody on the watch list."""
        with self._writing(caller, Operation.WRITE_WATCH_LIST, entry_id) as session:
            entry = WatchListEntry(entry_id, identity_id, reason, note, self._clock())
            return ident_watch_list.put_entry(session, entry)

    def take_off_watch_list(self, caller: Caller, entry_id: str) -> WatchListEntry:
        """Take an entry of the watch list out of force."""
        with self._writing(caller, Operation.WRITE_WATCH_LIST, entry_id) as session:
            return ident_watch_list.remove_entry(session, entry_id, self._clock())

    def rap_sheet(self, caller: Caller, person: Person) -> RapSheet:
        """Read somebody's criminal history and active wants."""
        numbers, read = iafis_records.FBI_NUMBERS, iafis_records.rap_sheet
        return self._view(caller, Operation.READ_HISTORIES, person, numbers, read)

    def ident_record(self, caller: Caller, person: Person) -> IdentRecord:
        """Read what IDENT knows of somebody."""
        numbers, read = ident_records.FINS, ident_records.describe
        return self._view(caller, Operation.READ_IDENT, person, numbers, read)

    def list_events(
        self, caller: Caller, page: Page, identity_id: str, kind: EventKind | None
    ) -> Found[CriminalEvent]:
        """List criminal histories."""
        with self._listing(caller, Operation.READ_HISTORIES, "criminal-events") as session:
            return records_lists.criminal_events(session, page, identity_id, kind)

    def list_wants(
        self, caller: Caller, page: Page, identity_id: str, active_only: bool
    ) -> Found[Want]:
        """List wants and warrants."""
        with self._listing(caller, Operation.READ_HISTORIES, "wants") as session:
            return records_lists.wants(session, page, identity_id, active_only)

    def list_encounters(
        self,
        caller: Caller,
        page: Page,
        identity_id: str,
        document_number: str,
        kind: EncounterKind | None,
    ) -> Found[IdentEncounter]:
        """List what encounters were about."""
        with self._listing(caller, Operation.READ_IDENT, "ident-encounters") as session:
            return records_lists.ident_encounters(session, page, identity_id, document_number, kind)

    def list_watch_list(
        self, caller: Caller, page: Page, reason: WatchListReason | None, removed_too: bool
    ) -> Found[WatchListEntry]:
        """List the watch list."""
        with self._listing(caller, Operation.READ_IDENT, "watch-list") as session:
            return records_lists.watch_list(session, page, reason, removed_too)

    def let_check(self, caller: Caller) -> None:
        """Let a caller check somebody against IDENT, and log the check."""
        require(caller, Operation.CHECK_IDENT)
        with self._database.write() as session:
            now, gallery = self._clock(), ident_records.GALLERY
            Act(session, caller, now).log(Action.GALLERY_SEARCHED, gallery)

    @contextmanager
    def _writing(self, caller: Caller, use: Operation, record_id: str) -> Iterator[Session]:
        require(caller, use)
        with self._database.write() as session:
            yield session
            Act(session, caller, self._clock()).log(Action.RECORD_CHANGED, record_id)

    @contextmanager
    def _listing(self, caller: Caller, use: Operation, name: str) -> Iterator[Session]:
        require(caller, use)
        with self._database.read() as session:
            yield session
        now = self._clock()
        audit_log.record_seen(self._database, caller, Action.RECORD_VIEWED, [name], now)

    def _view(
        self,
        caller: Caller,
        use: Operation,
        person: Person,
        numbers: Register,
        read: Callable[[Session, str], Record],
    ) -> Record:
        """Read the record of a person, and log who was seen."""
        require(caller, use)
        with self._database.write() as session:
            identity_id = person.identity_id or numbers.identity_of(session, person.number)
            found = read(session, identity_id)
            name = f"{numbers.gallery}:{found.identity_id}"
            seen = audit_log.by(caller, Action.RECORD_VIEWED, name)
            about_person = replace(seen, object_kind=ObjectKind.IDENTITY)
            audit_log.append(session, about_person, self._clock())
        return found
