"""The audit log for its readers. The log also records who reads it."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import FIRST_PAGE, Listed, Page
from database.stopping import Check, never_stop
from interop.audit import log as audit_log
from interop.audit.types import Action, EntryFilter, Head, LoggedEntry
from interop.clock import Clock, system_clock
from interop.roles import Operation, require

ObjectsOfPerson = Callable[[Session, str], audit_log.Objects]
"""Names the objects of the person of an identity, a booking or a case."""

_LOG_ID = "audit-log"


class AuditLog:
    """The audit log for its readers; safe for threads."""

    def __init__(
        self,
        database: Database,
        clock: Clock = system_clock,
        *,
        objects_of_person: ObjectsOfPerson = lambda _session, _person_id: {},
    ) -> None:
        """objects_of_person: names what belongs to a person; without it nobody is known."""
        self._database = database
        self._clock = clock
        self._objects_of_person = objects_of_person

    def entries(
        self, caller: Caller, wanted: EntryFilter, page: Page = FIRST_PAGE
    ) -> Listed[LoggedEntry]:
        """Read a page, oldest first, and the next page's token.

        Raises PermissionDeniedError, InvalidPageTokenError, and the errors of `objects_of_person`.
        """
        require(caller, Operation.READ_AUDIT_LOG)
        if not page.token:
            # One entry for each listing. With an entry for each page, short pages would never end.
            with self._database.write() as session:
                self._append(session, caller, Action.AUDIT_LOG_READ)
        with self._database.read() as session:
            person = wanted.person_id
            about = self._objects_of_person(session, person) if person else None
            return audit_log.page_of(session, wanted, page, about)

    def verify(
        self, caller: Caller, exported: Sequence[Head] = (), check: Check = never_stop
    ) -> tuple[int | None, Head]:
        """Return the first broken place, None if the log is intact, and the head that was read.

        Raises PermissionDeniedError, and the errors of `check`.
        """
        require(caller, Operation.VERIFY_AUDIT_LOG)
        with self._database.read() as session:
            broken, head = audit_log.verify(session, exported, check), audit_log.head(session)
        reason = "intact" if broken is None else f"broken.{broken}"
        with self._database.write() as session:
            self._append(session, caller, Action.AUDIT_LOG_VERIFIED, reason)
        return broken, head

    def head(self, caller: Caller) -> Head:
        """Read the place and digest of the newest entry. Raises PermissionDeniedError."""
        require(caller, Operation.VERIFY_AUDIT_LOG)
        with self._database.write() as session:
            self._append(session, caller, Action.AUDIT_HEAD_EXPORTED)
            return audit_log.head(session)

    def _append(self, session: Session, caller: Caller, action: Action, reason: str = "") -> None:
        audit_log.Act(session, caller, self._clock()).log(action, _LOG_ID, reason)
