"""IDENT's watch list: whom officers should stop, and why. Inside `Database` sessions.

An entry is about an identity, and so follows merges: a check finds who holds the identity now.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.rows import columns_of, from_row, required
from gallery.people import require_identity
from gallery.store import merged_identities
from gallery.store import rows as store
from interop.records.errors import RecordConflictError, RecordNotFoundError
from interop.records.ident import GALLERY
from interop.records.ident_tables import WatchListRow
from interop.records.ident_types import WatchListEntry, WatchListReason


def put_entry(session: Session, entry: WatchListEntry) -> WatchListEntry:
    """Put somebody on the list; the same entry again changes nothing.

    Raises RecordConflictError, IdentityNotFoundError, IdentityConflictError.
    """
    row = _find(session, entry.entry_id)
    if row is None:
        require_identity(session, GALLERY, entry.identity_id)
        session.add(WatchListRow(**columns_of(entry)))
        session.flush()
        return entry
    known = from_row(WatchListEntry, row)
    if replace(entry, create_time=known.create_time, remove_time=known.remove_time) != known:
        raise RecordConflictError(
            f"watch list entry {entry.entry_id} is on file with other content: choose another id"
        )
    return known


def remove_entry(session: Session, entry_id: str, now: datetime) -> WatchListEntry:
    """Take an entry out of force; a removed entry stays as history. Repeating changes nothing.

    Raises RecordNotFoundError.
    """
    message = f"the watch list has no entry {entry_id}"
    row = required(_find(session, entry_id), RecordNotFoundError, message)
    row.remove_time = row.remove_time or now
    session.flush()
    return from_row(WatchListEntry, row)


def listed(session: Session) -> Mapping[str, tuple[WatchListEntry, ...]]:
    """Read whom the list names now, with the entries in force of each person, oldest first."""
    rows = session.scalars(
        select(WatchListRow)
        .where(WatchListRow.remove_time.is_(None))
        .order_by(WatchListRow.sequence)
    )
    found: dict[str, tuple[WatchListEntry, ...]] = {}
    for row in rows:
        current = store.current_identity_id(session, GALLERY, row.identity_id)
        if current is not None:
            found[current] = (*found.get(current, ()), from_row(WatchListEntry, row))
    return found


def dangers(session: Session, identity_id: str) -> tuple[str, ...]:
    """Say why the list calls a person a danger to national security; empty if it does not.

    identity_id: the present identity in IDENT.
    """
    names = {identity_id, *merged_identities(session, GALLERY, identity_id)}
    rows = session.scalars(
        select(WatchListRow)
        .where(
            WatchListRow.identity_id.in_(names),
            WatchListRow.remove_time.is_(None),
            WatchListRow.reason == int(WatchListReason.KNOWN_OR_SUSPECTED_TERRORIST),
        )
        .order_by(WatchListRow.sequence)
    )
    return tuple(f"watch list entry {row.entry_id}" for row in rows)


def _find(session: Session, entry_id: str) -> WatchListRow | None:
    return session.scalar(select(WatchListRow).where(WatchListRow.entry_id == entry_id))
