"""Pages of records, in the order of entry. Each record names the identity that has it now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import from_row
from gallery.store import EncounterRow
from gallery.store import rows as store
from interop.records import criminal as iafis_records
from interop.records import ident as ident_records
from interop.records.criminal_tables import CriminalEventRow, WantRow
from interop.records.criminal_types import CriminalEvent, EventKind, Want
from interop.records.ident_tables import IdentEncounterRow, WatchListRow
from interop.records.ident_types import (
    EncounterKind,
    IdentEncounter,
    WatchListEntry,
    WatchListReason,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Filed(Generic[T]):
    """A record, and the identity that has the record now."""

    identity_id: str
    record: T


Found = Listed[Filed[T]]
"""A page, and the token of the next one."""


def criminal_events(
    session: Session, page: Page, identity_id: str, kind: EventKind | None
) -> Found[CriminalEvent]:
    """List criminal histories, or the history of one person. Raises IdentityNotFoundError."""
    found = iafis_records.EVENTS.add_columns(EncounterRow.identity_id)
    if identity_id:
        persons = iafis_records.FBI_NUMBERS.ids_of(session, identity_id)
        found = found.where(iafis_records.of_person(session, persons))
    found = found.where(*equal(CriminalEventRow, kind=kind))
    owner = f"events:{identity_id}:{kind or 0}"
    rows, token = read_page(session, found, [CriminalEventRow.sequence], owner, page)
    holders = _holders(session, iafis_records.GALLERY, [event for event, _, _ in rows])
    return [
        Filed(holder or holders[event.identity_id], iafis_records.to_event(event, encounter_id))
        for event, encounter_id, holder in rows
    ], token


def wants(session: Session, page: Page, identity_id: str, active_only: bool) -> Found[Want]:
    """List wants and warrants, of all or of one person. Raises IdentityNotFoundError."""
    found = select(WantRow)
    if identity_id:
        persons = iafis_records.FBI_NUMBERS.ids_of(session, identity_id)
        found = found.where(WantRow.identity_id.in_(persons))
    if active_only:
        found = found.where(WantRow.clear_date.is_(None))
    owner = f"wants:{identity_id}:{active_only}"
    rows, token = read_page(session, found, [WantRow.sequence], owner, page)
    holders = _holders(session, iafis_records.GALLERY, [want for (want,) in rows])
    return [Filed(holders[row.identity_id], from_row(Want, row)) for (row,) in rows], token


def ident_encounters(
    session: Session,
    page: Page,
    identity_id: str,
    document_number: str,
    kind: EncounterKind | None,
) -> Found[IdentEncounter]:
    """List what encounters were about. Raises IdentityNotFoundError."""
    found = select(IdentEncounterRow, EncounterRow.encounter_id, EncounterRow.identity_id).join(
        EncounterRow, EncounterRow.sequence == IdentEncounterRow.encounter_sequence
    )
    if identity_id:
        current = ident_records.FINS.current_identity(session, identity_id)
        found = found.where(
            EncounterRow.gallery == ident_records.GALLERY, EncounterRow.identity_id == current
        )
    found = found.where(*equal(IdentEncounterRow, document_number=document_number, kind=kind))
    owner = f"encounters:{identity_id}:{document_number}:{kind or 0}"
    rows, token = read_page(session, found, [IdentEncounterRow.encounter_sequence], owner, page)
    return [
        Filed(holder, ident_records.to_encounter(row, encounter_id))
        for row, encounter_id, holder in rows
    ], token


def watch_list(
    session: Session, page: Page, reason: WatchListReason | None, removed_too: bool
) -> Found[WatchListEntry]:
    """List the watch list's entries: the entries in force, or all entries."""
    found = select(WatchListRow).where(*equal(WatchListRow, reason=reason))
    if not removed_too:
        found = found.where(WatchListRow.remove_time.is_(None))
    owner = f"watch-list:{reason or 0}:{removed_too}"
    rows, token = read_page(session, found, [WatchListRow.sequence], owner, page)
    holders = _holders(session, ident_records.GALLERY, [entry for (entry,) in rows])
    return [
        Filed(holders[row.identity_id], from_row(WatchListEntry, row)) for (row,) in rows
    ], token


def _holders(
    session: Session, gallery: str, rows: Iterable[CriminalEventRow | WantRow | WatchListRow]
) -> Mapping[str, str]:
    """Map the rows' identities to those that hold them now, a deleted identity to itself."""
    filed = {row.identity_id for row in rows}
    return dict(zip(filed, filed, strict=True)) | store.current_identity_ids(
        session, gallery, filed
    )
