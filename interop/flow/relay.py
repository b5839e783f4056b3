"""The relay: sends the messages of the outbox until the LESC has acknowledged them."""

from collections.abc import Callable, Mapping

import structlog
from sqlalchemy.orm import Session

from database.connection import Database
from interop.audit import Action
from interop.audit import log as audit_log
from interop.backoff import Backoff
from interop.bookings import MessageKind, OutboxRow, ResponseCause, completion, outbox
from interop.bookings import second_response as ident
from interop.clock import Clock
from interop.corrections import Recipient, notices
from interop.delivery import Delivery, describe
from interop.errors import DeliveryError, QueryRejectedError
from interop.flow.sending import Deliver
from interop.lesc import LescReceipt
from interop.names import SERVICE

log = structlog.get_logger(__name__)


class Relay(Delivery[OutboxRow, LescReceipt]):
    """Delivers messages at least once. The LESC recognises a repetition by its id."""

    def __init__(
        self,
        database: Database,
        deliveries: Mapping[MessageKind, Deliver],
        clock: Clock,
        backoff: Backoff,
        on_change: Callable[[str], None],
        stopping: Callable[[], bool],
    ) -> None:
        """on_change: called with the TCN of every booking that a receipt moves on."""
        super().__init__(database, outbox.OUTBOX, clock, backoff, stopping)
        self._deliveries = deliveries
        self._on_change = on_change

    def send(self, row: OutboxRow) -> LescReceipt:
        """Hand a message to the LESC."""
        deliver = self._deliveries.get(MessageKind(row.kind))
        if deliver is None:
            raise DeliveryError(f"no way to the LESC for a message of the kind {row.kind}")
        return deliver(row.payload)

    def taken(self, session: Session, row: OutboxRow, receipt: LescReceipt) -> Callable[[], object]:
        """Store a receipt and its consequences."""
        now = self._clock()
        moved = outbox.acknowledge(session, row.message_id, receipt, now)
        if row.kind == MessageKind.WITHDRAWAL.value:
            notices.acknowledge_for(session, row.tcn, Recipient.LESC, receipt.receipt_id, now)
        action = Action.QUERY_SENT
        audit_log.record(session, SERVICE, action, row.message_id, now, reason=row.kind)

        def tell() -> None:
            log.info("message_acknowledged", kind=row.kind, **self.names(row))
            if moved:
                self._on_change(row.tcn)

        return tell

    def refused(self, row: OutboxRow, error: Exception) -> bool:
        """Park a message that the LESC refuses for good; tell the agency which field is wrong."""
        if not isinstance(error, QueryRejectedError):
            return False
        now = self._clock()
        with self._database.write() as session:
            outbox.reject(
                session,
                row.message_id,
                field=error.field,
                attempt_count=row.attempt_count + 1,
                error=describe(error),
                now=now,
            )
            if row.kind == MessageKind.IAQ.value:
                response = ident.error_response(row.tcn, error.reason, str(error), now)
                completion.release(session, response, ResponseCause.REJECTION)
        log.error("message_rejected", field=error.field, error=str(error), **self.names(row))
        self._on_change(row.tcn)
        return True

    def names(self, row: OutboxRow) -> dict[str, str]:
        """Name a message in the log."""
        return {"tcn": row.tcn, "message_id": row.message_id}
