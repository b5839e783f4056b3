"""Pages of records, in the order in which they were entered, each with whose it is now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from database import paging
from gallery.store import rows as store
from gallery.store.identity_history import merged_identities
from gallery.store.tables import EncounterRow
from interop.records import (
    criminal as iafis_records,
)
from interop.records import (
    ident as ident_records,
)
from interop.records import (
    watch_list as ident_watch_list,
)
from interop.records.criminal_rows import EVENTS, to_event, to_want
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
class Page:
    """Which page of a list is asked for."""

    size: int = 0
    """0 asks for the default."""
    token: str = ""


@dataclass(frozen=True)
class Filed(Generic[T]):
    """A record and whose it is now."""

    identity_id: str
    record: T


Selected = Select[*tuple[Any, ...]]

Found = tuple[list[Filed[T]], str]
"""A page, and the token of the next one."""


def criminal_events(
    session: Session, page: Page, *, identity_id: str = "", kind: EventKind | None = None
) -> Found[CriminalEvent]:
    """List criminal histories; of one person if it is named. Raises IdentityNotFoundError."""
    found = EVENTS.add_columns(EncounterRow.identity_id)
    if identity_id:
        current = iafis_records.current_identity(session, identity_id)
        persons = [current, *merged_identities(session, iafis_records.GALLERY, current)]
        found = found.where(iafis_records.of_person(session, current, persons))
    if kind is not None:
        found = found.where(CriminalEventRow.kind == int(kind))

    def read(row: Any) -> Filed[CriminalEvent]:  # noqa: ANN401 - a row of three columns
        event, encounter_id, owner = row
        owner = owner or _now(session, iafis_records.GALLERY, event.identity_id)
        return Filed(owner, to_event(event, encounter_id))

    order = CriminalEventRow.sequence
    return _page(session, found, order, f"events:{identity_id}:{kind or 0}", page, read)


def wants(
    session: Session, page: Page, *, identity_id: str = "", active_only: bool = False
) -> Found[Want]:
    """List wants and warrants; of one person if it is named. Raises IdentityNotFoundError."""
    found: Selected = select(WantRow)
    if identity_id:
        current = iafis_records.current_identity(session, identity_id)
        persons = [current, *merged_identities(session, iafis_records.GALLERY, current)]
        found = found.where(WantRow.identity_id.in_(persons))
    if active_only:
        found = found.where(WantRow.clear_date.is_(None))

    def read(row: Any) -> Filed[Want]:  # noqa: ANN401 - a row of one column
        return Filed(_now(session, iafis_records.GALLERY, row[0].identity_id), to_want(row[0]))

    order = WantRow.sequence
    return _page(session, found, order, f"wants:{identity_id}:{active_only}", page, read)


def ident_encounters(
    session: Session,
    page: Page,
    *,
    identity_id: str = "",
    document_number: str = "",
    kind: EncounterKind | None = None,
) -> Found[IdentEncounter]:
    """List what encounters were about. Raises IdentityNotFoundError."""
    found: Selected = select(
        IdentEncounterRow, EncounterRow.encounter_id, EncounterRow.identity_id
    ).join(EncounterRow, EncounterRow.sequence == IdentEncounterRow.encounter_sequence)
    if identity_id:
        current = ident_records.current_identity(session, identity_id)
        found = found.where(
            EncounterRow.gallery == ident_records.GALLERY, EncounterRow.identity_id == current
        )
    if document_number:
        found = found.where(IdentEncounterRow.document_number == document_number)
    if kind is not None:
        found = found.where(IdentEncounterRow.kind == int(kind))

    def read(row: Any) -> Filed[IdentEncounter]:  # noqa: ANN401 - a row of three columns
        return Filed(row[2], ident_records.to_encounter(row[0], row[1]))

    owner = f"encounters:{identity_id}:{document_number}:{kind or 0}"
    return _page(session, found, IdentEncounterRow.encounter_sequence, owner, page, read)


def watch_list(
    session: Session,
    page: Page,
    *,
    reason: WatchListReason | None = None,
    removed_too: bool = False,
) -> Found[WatchListEntry]:
    """List the watch list's entries: those in force, or all that ever were."""
    found: Selected = select(WatchListRow)
    if reason is not None:
        found = found.where(WatchListRow.reason == int(reason))
    if not removed_too:
        found = found.where(WatchListRow.remove_time.is_(None))

    def read(row: Any) -> Filed[WatchListEntry]:  # noqa: ANN401 - a row of one column
        entry = ident_watch_list.to_entry(row[0])
        return Filed(_now(session, ident_records.GALLERY, entry.identity_id), entry)

    order = WatchListRow.sequence
    return _page(session, found, order, f"watch-list:{reason or 0}:{removed_too}", page, read)


def _now(session: Session, gallery: str, identity_id: str) -> str:
    """Name who holds an identity's records; itself where that is gone."""
    return store.current_identity_id(session, gallery, identity_id) or identity_id


def _page(
    session: Session,
    found: Selected,
    order: InstrumentedAttribute[int],
    owner: str,
    page: Page,
    read: Callable[[Any], Filed[T]],
) -> Found[T]:
    after, limit = paging.read_token(page.token, owner), paging.page_limit(page.size)
    rows = session.execute(
        found.add_columns(order).where(order > after).order_by(order).limit(limit + 1)
    ).all()
    token = paging.make_token(owner, rows[limit - 1][-1]) if len(rows) > limit else ""
    return [read(row[:-1]) for row in rows[:limit]], token
