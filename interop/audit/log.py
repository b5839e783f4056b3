"""The audit log: entries are appended, chained by SHA-256, and never changed.

Each digest covers the whole entry and the digest before it. So a changed, removed, inserted or
exchanged entry breaks the chain at its place. An exported head shows if entries were cut off at
the end, or if somebody made the chain again from some place on. Entries hold opaque ids only.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import Listed, Page, equal, read_page
from database.rows import columns_of, from_row
from database.stopping import Check, never_stop
from gallery.witness import Deed, DeedKind
from interop import fields
from interop.audit.tables import AuditLogRow
from interop.audit.types import Action, AuditEntry, EntryFilter, Head, LoggedEntry, ObjectKind
from interop.errors import AuditEntryError

FREE_TEXT = "free-text"
"""Replaces a purpose in a caller's own words, because the words may tell of a person."""

Objects = Mapping[ObjectKind, Collection[str]]
"""Ids of objects, by what the ids name."""

_EMPTY = Head(0, bytes(32))
_FORMAT = 1
_PAGE = 1_000

_DEEDS = {
    DeedKind.ENROLLED: Action.ENCOUNTER_ENROLLED,
    DeedKind.DELETED: Action.ENCOUNTER_DELETED,
    DeedKind.IDENTITY_CHANGED: Action.IDENTITY_CHANGED,
}

_DIGESTED = (
    *("actor_ori", "actor_id", "roles", "purpose", "action", "object_kind", "object_id", "reason"),
)
"""The columns that a digest covers, in this order."""

_WORD = re.compile(r"[A-Za-z0-9._:-]{0,64}")
_ROLE = re.compile(r"[a-z0-9_.-]{1,32}")


def by(
    caller: Caller, action: Action, object_id: str, *, reason: str = "", actor_id: str = ""
) -> AuditEntry:
    """Make the entry of an action of a caller; a purpose in free words is not repeated.

    actor_id: who acted, if this is not the person of the caller's credential.
    """
    purpose = caller.purpose if _WORD.fullmatch(caller.purpose) else FREE_TEXT
    kind, actor = action.object_kind, actor_id or caller.person
    return AuditEntry(caller.ori, caller.roles, purpose, action, kind, object_id, reason, actor)


@dataclass(frozen=True)
class Act:
    """What a caller does now, in a transaction."""

    session: Session
    caller: Caller
    now: datetime
    actor_id: str = ""
    """The opaque id of the person within the agency, if the service knows the person."""

    def log(self, action: Action, object_id: str, reason: str = "") -> None:
        """Append an action to the audit log, in the transaction of the action. reason: a code."""
        entry = by(self.caller, action, object_id, reason=reason, actor_id=self.actor_id)
        append(self.session, entry, self.now)


def record_seen(
    database: Database,
    caller: Caller,
    action: Action,
    object_ids: Iterable[str],
    now: datetime,
    *,
    actor_id: str = "",
) -> None:
    """Append what a caller saw, in a short transaction after the reading."""
    seen = [by(caller, action, one, actor_id=actor_id) for one in object_ids]
    if seen:
        with database.write() as session:
            append_all(session, seen, now)


def witness(session: Session, deed: Deed) -> None:
    """Append a deed of a caller in a gallery. This function is a `gallery.witness.Witness`."""
    object_id = f"{deed.gallery}:{deed.object_id}"
    Act(session, deed.caller, deed.time).log(_DEEDS[deed.kind], object_id, deed.reason)


def append(session: Session, entry: AuditEntry, now: datetime) -> LoggedEntry:
    """Add an entry inside `Database.write()`. Raises AuditEntryError for text about a person."""
    [logged] = append_all(session, [entry], now)
    return logged


def append_all(session: Session, entries: Iterable[AuditEntry], now: datetime) -> list[LoggedEntry]:
    """Add entries as `append` does, in two statements for any number of entries."""
    last, rows = head(session), []
    for entry in entries:
        _check(entry)
        row = AuditLogRow(
            **columns_of(entry, "roles"),
            sequence=last.sequence + 1,
            append_time=now.astimezone(UTC),
            roles=",".join(sorted(entry.roles)),
        )
        row.digest = _digest(last.digest, row)
        rows.append(row)
        last = Head(row.sequence, row.digest)
    session.add_all(rows)
    session.flush()
    return [_logged(row) for row in rows]


def head(session: Session) -> Head:
    """Read the place and digest of the newest entry; an empty log has the place 0."""
    row = session.execute(
        select(AuditLogRow.sequence, AuditLogRow.digest)
        .order_by(AuditLogRow.sequence.desc())
        .limit(1)
    ).first()
    return _EMPTY if row is None else Head(*row)


def verify(
    session: Session, exported: Sequence[Head] = (), check: Check = never_stop
) -> int | None:
    """Return the first sequence number at which the log is not what was appended, or None.

    exported: heads that were kept elsewhere; the log must hold each of them.
    """
    expected = {one.sequence: one.digest for one in exported if one.sequence > 0}
    last = _EMPTY
    for row in _rows(session, check):
        if row.sequence != last.sequence + 1:
            return last.sequence + 1
        if row.digest != _digest(last.digest, row):
            return row.sequence
        if expected.get(row.sequence, row.digest) != row.digest:
            return row.sequence
        last = Head(row.sequence, row.digest)
    return last.sequence + 1 if any(place > last.sequence for place in expected) else None


def page_of(
    session: Session, wanted: EntryFilter, page: Page, about: Objects | None = None
) -> Listed[LoggedEntry]:
    """Read a page of entries, oldest first, and the next page's token.

    about: the objects of the wanted person; None: of anybody.
    """
    found = select(AuditLogRow).where(*_conditions(wanted))
    if about is not None:
        found = found.where(_is_about(about))
    rows, token = read_page(session, found, [AuditLogRow.sequence], wanted.key, page)
    return [_logged(row) for (row,) in rows], token


def entries_about(session: Session, objects: Objects, limit: int) -> list[LoggedEntry]:
    """Read the newest entries about objects, at most `limit`, oldest first."""
    newest = select(AuditLogRow).where(_is_about(objects)).order_by(AuditLogRow.sequence.desc())
    return [_logged(row) for row in reversed(session.scalars(newest.limit(limit)).all())]


def objects_of(session: Session, actions: Collection[Action], after: int, until: int) -> list[str]:
    """Name the objects of actions between two places of the log, each once, in the log's order."""
    row = AuditLogRow
    found = (
        select(row.object_id)
        .where(
            row.sequence > after,
            row.sequence <= until,
            row.action.in_([one.value for one in actions]),
        )
        .order_by(row.sequence)
    )
    return list(dict.fromkeys(session.scalars(found)))


def _conditions(wanted: EntryFilter) -> list[ColumnElement[bool]]:
    row = AuditLogRow
    stated = ("action", "object_kind", "object_id", "actor_ori", "actor_id")
    conditions = equal(row, **{name: getattr(wanted, name) for name in stated})
    if wanted.appended_from is not None:
        conditions.append(row.append_time >= wanted.appended_from)
    if wanted.appended_before is not None:
        conditions.append(row.append_time < wanted.appended_before)
    return conditions


def _is_about(objects: Objects) -> ColumnElement[bool]:
    about = (
        (AuditLogRow.object_kind == kind.value) & AuditLogRow.object_id.in_(ids)
        for kind, ids in objects.items()
    )
    return or_(false(), *about)


def _rows(session: Session, check: Check) -> Iterator[AuditLogRow]:
    """Read the whole log in order, with one page in memory at a time."""
    after: int | None = None
    while True:
        check()
        page = select(AuditLogRow).order_by(AuditLogRow.sequence).limit(_PAGE)
        if after is not None:
            page = page.where(AuditLogRow.sequence > after)
        # Read what the database holds, not what the session remembers.
        rows = session.scalars(page, execution_options={"populate_existing": True}).all()
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1].sequence


def _check(entry: AuditEntry) -> None:
    if not fields.MESSAGE_ID.allows(entry.object_id):
        raise AuditEntryError(f"{entry.action}: the object's id is not an opaque id")
    if entry.actor_ori and not fields.ORI.allows(entry.actor_ori):
        raise AuditEntryError(f"{entry.action}: the actor is not an ORI")
    if not all(map(_ROLE.fullmatch, entry.roles)):
        raise AuditEntryError(f"{entry.action}: a role is not a word")
    for field in ("purpose", "reason", "actor_id"):
        if not _WORD.fullmatch(getattr(entry, field)):
            raise AuditEntryError(
                f"{entry.action}: {field} is not a code of [A-Za-z0-9._:-]; words about a person "
                "do not belong in the audit log"
            )


def _digest(previous: bytes, row: AuditLogRow) -> bytes:
    time = row.append_time.astimezone(UTC).isoformat(timespec="microseconds")
    content = [_FORMAT, row.sequence, time, *(getattr(row, column) for column in _DIGESTED)]
    return hashlib.sha256(previous + json.dumps(content, separators=(",", ":")).encode()).digest()


def _logged(row: AuditLogRow) -> LoggedEntry:
    roles = frozenset(filter(None, row.roles.split(",")))
    return from_row(LoggedEntry, row, entry=from_row(AuditEntry, row, roles=roles))
