"""The programme as its operators see it: jurisdictions, and messages to the LESC."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from database.caller import Caller
from database.connection import Database
from database.paging import FIRST_PAGE, Listed, Page
from interop.audit import Act, Action, audit_log
from interop.backoff import Backoff
from interop.bookings import (
    MessageKind,
    OutboundMessage,
    OutboundState,
    ParkedBooking,
    lists,
    outbox,
    store,
)
from interop.clock import Clock
from interop.corrections import store as correction_store
from interop.errors import QueryStateError
from interop.flow import queries
from interop.jurisdictions import Filter, Jurisdiction, RecordedPeriod
from interop.jurisdictions import store as jurisdictions_store
from interop.lesc import documents
from interop.roles import Operation, require


@dataclass(frozen=True)
class Activation:
    """How many jurisdictions are active on a day."""

    day: date
    jurisdiction_count: int
    active_count: int
    state_count: int
    active_state_count: int
    nationwide: bool
    """Whether no jurisdiction is on record, and the operator lets every agency count as
    activated."""


class Programme:
    """Reads and changes jurisdictions, and requeues messages. Safe for threads."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Callable[[], None],
        *,
        nationwide: bool = False,
        park_after: int = Backoff.park_after,
    ) -> None:
        """wake: called when a message may leave again. nationwide, park_after: as the flow has."""
        self._park_after = park_after
        self._nationwide = nationwide
        self._database = database
        self._clock = clock
        self._wake = wake

    def activation(self, day: date | None = None) -> Activation:
        """Count the jurisdictions and States that are active on a day; None is today."""
        day = day or self._clock().date()
        with self._database.read() as session:
            count, state_count = jurisdictions_store.count(session)
            active_count, active_state_count = jurisdictions_store.count(session, day)
        nationwide = self._nationwide and count == 0
        return Activation(day, count, active_count, state_count, active_state_count, nationwide)

    def jurisdiction(self, jurisdiction_id: str) -> Jurisdiction:
        """Read a jurisdiction. Raises JurisdictionNotFoundError."""
        with self._database.read() as session:
            return jurisdictions_store.get(session, jurisdiction_id)

    def activation_history(self, jurisdiction_id: str) -> tuple[RecordedPeriod, ...]:
        """List what was ever on record about a jurisdiction's activation, oldest record first."""
        with self._database.read() as session:
            return jurisdictions_store.history(session, jurisdiction_id)

    def jurisdictions(self, wanted: Filter, page: Page = FIRST_PAGE) -> Listed[Jurisdiction]:
        """Read a page of jurisdictions, and the next page's token. Raises InvalidPageTokenError."""
        with self._database.read() as session:
            return jurisdictions_store.list_jurisdictions(session, wanted, page)

    def put(self, jurisdictions: Iterable[Jurisdiction], caller: Caller) -> int:
        """Add or replace jurisdictions, all or none; returns how many were given.

        Raises JurisdictionConflictError, PermissionDeniedError.
        """
        require(caller, Operation.CHANGE_PROGRAMME)
        given = list(jurisdictions)
        now = self._clock()
        with self._database.write() as session:
            changed = jurisdictions_store.put(session, given, now)
            act = Act(session, caller, now)
            for one in changed:
                act.log(Action.JURISDICTION_CHANGED, one.jurisdiction_id)
        return len(given)

    def messages(
        self,
        caller: Caller,
        *,
        state: OutboundState | None = None,
        tcn: str = "",
        page: Page = FIRST_PAGE,
    ) -> Listed[OutboundMessage]:
        """Read a page of the messages to the LESC, oldest first, and the next page's token.

        Raises PermissionDeniedError, InvalidPageTokenError.
        """
        require(caller, Operation.SEE_MESSAGES)
        with self._database.read() as session:
            return outbox.messages(session, state, tcn, page)

    def parked_bookings(
        self, caller: Caller, ori: str = "", page: Page = FIRST_PAGE
    ) -> Listed[ParkedBooking]:
        """Read a page of the bookings whose step fails again and again, and the next page's token.

        Raises PermissionDeniedError, InvalidPageTokenError.
        """
        require(caller, Operation.SEE_MESSAGES)
        with self._database.read() as session:
            found, token = lists.list_parked(session, ori, self._park_after, page)
        seen, now = (one.tcn for one in found), self._clock()
        audit_log.record_seen(self._database, caller, Action.BOOKING_VIEWED, seen, now)
        return found, token

    def requeue_booking(self, tcn: str, caller: Caller) -> ParkedBooking:
        """Try the next step of a parked booking now, as if it had never failed.

        Raises BookingNotFoundError, BookingNotParkedError, PermissionDeniedError.
        """
        require(caller, Operation.CHANGE_PROGRAMME)
        now = self._clock()
        with self._database.write() as session:
            lists.unpark(session, tcn, self._park_after, now)
            Act(session, caller, now).log(Action.BOOKING_REQUEUED, tcn)
            shown = lists.parked(session, tcn)
        self._wake()
        return shown

    def requeue(self, message_id: str, caller: Caller) -> OutboundMessage:
        """Let a rejected message leave again. A query is written again from what is on record.

        Raises QueryNotFoundError, QueryStateError, PermissionDeniedError.
        """
        require(caller, Operation.CHANGE_PROGRAMME)
        now = self._clock()
        with self._database.write() as session:
            row = outbox.message(session, message_id)
            if correction_store.of_booking(session, row.tcn) is not None:
                raise QueryStateError(f"the match of message {message_id} was withdrawn")
            payload, left_out = row.payload, tuple[str, ...]()
            if row.kind == MessageKind.IAQ.value:
                before = documents.QUERY.load(row.payload)
                submission = store.read_submission(session, row.tcn)
                composed = queries.for_match(session, submission, before, before.match_time)
                payload, left_out = documents.QUERY.dump(composed.query), composed.left_out
            outbox.requeue(row, payload, now)
            reason = f"without-{'-'.join(left_out)}"[:64] if left_out else ""
            Act(session, caller, now).log(Action.QUERY_REQUEUED, message_id, reason)
            shown = outbox.describe_message(row)
        self._wake()
        return shown
