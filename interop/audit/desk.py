"""Who may read the audit log, and what is written about their reading."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from database import paging
from database.caller import Caller
from database.connection import Database
from database.stopping import Check, never_stop
from interop.audit import log as audit_log
from interop.audit.log import Action, Head, LoggedEntry, ObjectKind
from interop.clock import Clock, system_clock
from interop.roles import Operation, require

_LOG_ID = "audit-log"


@dataclass(frozen=True)
class EntryFilter:
    """Which entries are wanted; what is left out filters nothing."""

    action: Action | None = None
    object_kind: ObjectKind | None = None
    object_id: str = ""
    actor_ori: str = ""

    @property
    def key(self) -> str:
        """Bind a page token to what was asked for, in few characters."""
        parts = (self.action or "", self.object_kind or "", self.object_id, self.actor_ori)
        return hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]


class AuditLog:
    """The audit log for those who look at it; safe for threads."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def entries(
        self, caller: Caller, wanted: EntryFilter, page_size: int = 0, page_token: str = ""
    ) -> tuple[list[LoggedEntry], str]:
        """Read a page, oldest first, and the next page's token.

        Raises PermissionDeniedError, InvalidPageTokenError.
        """
        require(caller, Operation.READ_AUDIT_LOG)
        after, limit = paging.read_token(page_token, wanted.key), paging.page_limit(page_size)
        if not page_token:
            # Once a listing: an entry a page would let a reader of short pages never end.
            self._note(caller, Action.AUDIT_LOG_READ)
        with self._database.read() as session:
            found = audit_log.entries(
                session,
                after=after,
                limit=limit + 1,
                action=wanted.action,
                object_kind=wanted.object_kind,
                object_id=wanted.object_id,
                actor_ori=wanted.actor_ori,
            )
        page, more = found[:limit], len(found) > limit
        return page, paging.make_token(wanted.key, page[-1].sequence) if more else ""

    def verify(
        self, caller: Caller, exported: Sequence[Head] = (), check: Check = never_stop
    ) -> tuple[int | None, Head]:
        """Return the first broken place, None where there is none, and the head that was read.

        Raises PermissionDeniedError, and what `check` raises.
        """
        require(caller, Operation.VERIFY_AUDIT_LOG)
        with self._database.read() as session:
            broken, head = audit_log.verify(session, exported, check), audit_log.head(session)
        reason = "intact" if broken is None else f"broken.{broken}"
        self._note(caller, Action.AUDIT_LOG_VERIFIED, reason)
        return broken, head

    def head(self, caller: Caller) -> Head:
        """Read the place and digest of the newest entry. Raises PermissionDeniedError."""
        require(caller, Operation.VERIFY_AUDIT_LOG)
        with self._database.write() as session:
            self._append(session, caller, Action.AUDIT_HEAD_EXPORTED)
            return audit_log.head(session)

    def _note(self, caller: Caller, action: Action, reason: str = "") -> None:
        with self._database.write() as session:
            self._append(session, caller, action, reason)

    def _append(self, session: Session, caller: Caller, action: Action, reason: str = "") -> None:
        audit_log.record(
            session, caller, action, ObjectKind.AUDIT_LOG, _LOG_ID, self._clock(), reason=reason
        )
