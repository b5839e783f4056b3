"""The relay: sends what is in the outbox until the LESC has acknowledged it."""

from collections.abc import Callable, Mapping

import structlog

from database.connection import Database
from interop.audit import log as audit_log
from interop.audit.types import Action, ObjectKind
from interop.backoff import Backoff
from interop.bookings import completion, outbox
from interop.bookings import second_response as ident
from interop.bookings.types import Message, MessageKind, ResponseCause
from interop.clock import Clock
from interop.corrections import notices
from interop.corrections.notice_types import Recipient
from interop.errors import DeliveryError, QueryConflictError, QueryRejectedError
from interop.flow.sending import Deliver
from interop.lesc.messages import LescReceipt
from interop.names import SERVICE

log = structlog.get_logger(__name__)

_BATCH = 16


class Relay:
    """Delivers messages at least once; the LESC drops repetitions by their id."""

    def __init__(
        self,
        database: Database,
        deliveries: Mapping[MessageKind, Deliver],
        clock: Clock,
        backoff: Backoff,
        on_change: Callable[[str], None],
        stopping: Callable[[], bool],
    ) -> None:
        """`on_change` is told the TCN of every booking that a receipt moves on.

        stopping: asked before each sending, which may take as long as the LESC hangs.
        """
        self._database = database
        self._deliveries = deliveries
        self._clock = clock
        self._backoff = backoff
        self._on_change = on_change
        self._stopping = stopping
        self._outage = True
        """Whether messages may wait for the LESC to be reached again; a start does not know."""

    def run_due(self) -> bool:
        """Send what is due now, once; returns whether to look again: not when stopping."""
        with self._database.read() as session:
            due = outbox.due_messages(session, self._clock(), _BATCH)
        for message in due:
            if self._stopping():
                return False
            self._send(message)
        return bool(due)

    def _send(self, message: Message) -> None:
        try:
            receipt = self._deliver(message)
        except QueryRejectedError as error:
            self._reject(message, error)
            return
        except Exception as error:
            self._postpone(message, error)
            return
        now = self._clock()
        with self._database.write() as session:
            moved = outbox.acknowledge(session, message.message_id, receipt, now)
            if message.kind is MessageKind.WITHDRAWAL:
                notices.acknowledge_for(
                    session, message.tcn, Recipient.LESC, receipt.receipt_id, now
                )
            audit_log.record(
                session,
                SERVICE,
                Action.QUERY_SENT,
                ObjectKind.QUERY,
                message.message_id,
                now,
                reason=message.kind.value,
            )
            if self._outage:
                outbox.end_outage(session, now)
        self._outage = False
        log.info("message_acknowledged", kind=message.kind.value, **_names(message))
        if moved:
            self._on_change(message.tcn)

    def _deliver(self, message: Message) -> LescReceipt:
        deliver = self._deliveries.get(message.kind)
        if deliver is None:
            raise DeliveryError(f"no way to the LESC for a {message.kind.value}")
        return deliver(message.payload)

    def _reject(self, message: Message, error: QueryRejectedError) -> None:
        """Park what the LESC refuses for good, and tell the agency which field is at fault."""
        now = self._clock()
        with self._database.write() as session:
            outbox.reject(
                session,
                message.message_id,
                field=error.field,
                attempt_count=message.attempt_count + 1,
                error=_describe(error),
                now=now,
            )
            if message.kind is MessageKind.IAQ:
                response = ident.error_response(message.tcn, error.reason, str(error), now)
                completion.release(session, response, ResponseCause.REJECTION)
        log.error("message_rejected", field=error.field, error=str(error), **_names(message))
        self._on_change(message.tcn)

    def _postpone(self, message: Message, error: Exception) -> None:
        attempt_count = message.attempt_count + 1
        delay = self._backoff.delay(attempt_count)
        self._outage = self._outage or isinstance(error, DeliveryError)
        with self._database.write() as session:
            outbox.postpone(
                session,
                message.message_id,
                due_time=self._clock() + delay,
                attempt_count=attempt_count,
                error=_describe(error),
            )
        # A conflict is a fault on one of the two sides: waiting alone does not mend it.
        write = log.error if isinstance(error, QueryConflictError) else log.warning
        write(
            "message_not_delivered",
            **_names(message),
            attempt_count=attempt_count,
            retry_s=delay.total_seconds(),
            error=_describe(error),
        )


def _names(message: Message) -> dict[str, str]:
    return {"tcn": message.tcn, "message_id": message.message_id}


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
