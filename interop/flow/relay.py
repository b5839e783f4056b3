"""The relay: sends the messages of the outbox until the LESC has acknowledged them."""

from collections.abc import Callable

import structlog
from sqlalchemy.orm import Session

from database.connection import Database
from interop.audit import Act, Action
from interop.backoff import Backoff
from interop.bookings import MessageKind, OutboxRow, ResponseCause, completion, outbox
from interop.bookings import second_response as ident
from interop.clock import Clock
from interop.corrections import Recipient, notice_id, notices
from interop.delivery import Delivery, is_as_sent, stored
from interop.errors import QueryRejectedError
from interop.lesc import LescReceipt, LescSender, documents
from interop.names import SERVICE, correction_of_message

log = structlog.get_logger(__name__)


class Relay(Delivery[OutboxRow, LescReceipt]):
    """Delivers messages at least once. The LESC recognises a repetition by its id."""

    def __init__(
        self,
        database: Database,
        lesc: LescSender,
        clock: Clock,
        backoff: Backoff,
        on_change: Callable[[str], None],
        stopping: Callable[[], bool],
    ) -> None:
        """on_change: called with the TCN of every booking that a receipt moves on."""
        super().__init__(database, outbox.OUTBOX, clock, backoff, stopping)
        self._lesc = lesc
        self._on_change = on_change

    def send(self, row: OutboxRow) -> LescReceipt:
        """Hand a message to the LESC."""
        kind = MessageKind(row.kind)
        if kind is MessageKind.IAQ:
            return self._lesc.submit_query(documents.QUERY.load(row.payload))
        arguments = documents.ARGUMENTS.load(row.payload)
        if kind is MessageKind.WITHDRAWAL:
            return self._lesc.withdraw_query(**arguments)
        if kind is MessageKind.REINSTATEMENT:
            return self._lesc.reinstate_query(**arguments)
        if kind is MessageKind.CITIZENSHIP_UPHELD:
            return self._lesc.establish_citizenship(**arguments)
        return self._lesc.review_citizenship(**arguments)

    def taken(self, session: Session, row: OutboxRow, receipt: LescReceipt) -> Callable[[], object]:
        """Store a receipt and its consequences."""
        now = self._clock()
        if stored(session, row).delivered_time is not None:
            # Another process was faster.
            return lambda: None
        moved = outbox.acknowledge(session, row.message_id, receipt, now)
        act = Act(session, SERVICE, now)
        reinstated = row.kind == MessageKind.REINSTATEMENT.value
        if reinstated or row.kind == MessageKind.WITHDRAWAL.value:
            correction_id = correction_of_message(row.message_id)
            told = notice_id(correction_id, Recipient.LESC, reinstated=reinstated)
            notices.acknowledge_if_any(act, told, receipt.receipt_id)
        act.log(Action.QUERY_SENT, row.message_id, row.kind)

        def tell() -> None:
            log.info("message_acknowledged", kind=row.kind, **self.names(row))
            if moved:
                self._on_change(row.tcn)

        return tell

    def refused(self, row: OutboxRow, error: Exception) -> bool:
        """Park a message that the LESC refuses for good; tell the agency which field is wrong."""
        if not isinstance(error, QueryRejectedError):
            return super().refused(row, error)
        now = self._clock()
        with self._database.write() as session:
            if not is_as_sent(stored(session, row), row):
                return True
            outbox.reject(session, row.message_id, error, now)
            if row.kind == MessageKind.IAQ.value:
                response = ident.error_response(row.tcn, error.reason, str(error), now)
                completion.release(session, response, ResponseCause.REJECTION)
        # The other side may repeat names and numbers in its words. The row has them.
        log.error("message_rejected", field=error.field, **self.names(row))
        self._on_change(row.tcn)
        return True

    def names(self, row: OutboxRow) -> dict[str, str]:
        """Name a message in the log."""
        return {"tcn": row.tcn, "message_id": row.message_id}
