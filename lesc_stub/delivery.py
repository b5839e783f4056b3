"""Delivery of answers: every answer until it is taken, the answers about a person in order."""

from collections.abc import Callable
from contextlib import suppress

import structlog
from sqlalchemy.orm import Session

from database.connection import Database
from interop.backoff import Backoff
from interop.clock import Clock
from interop.delivery import Delivery
from interop.errors import InteropError
from interop.lesc import AnswerSender, documents
from lesc_stub import answers as lesc_answers
from lesc_stub.script import Misbehaviour
from lesc_stub.tables import AnswerOutboxRow

log = structlog.get_logger(__name__)


class AnswerDelivery(Delivery[AnswerOutboxRow, bool]):
    """Sends every answer at least once; the other side drops repetitions by query and version."""

    noun = "answer"

    def __init__(
        self,
        database: Database,
        sender: AnswerSender,
        clock: Clock,
        backoff: Backoff,
        misbehaviour: Callable[[], Misbehaviour],
        stopping: Callable[[], bool],
    ) -> None:
        """misbehaviour: tells how the LESC misbehaves now."""
        super().__init__(database, lesc_answers.OUTBOX, clock, backoff, stopping)
        self._sender = sender
        self._misbehaviour = misbehaviour

    def send(self, row: AnswerOutboxRow) -> bool:
        """Send an answer; returns whether the other side knew the answer."""
        answer = documents.ANSWER.load(row.document)
        *others, itself = self._misbehaviour().deliveries(answer)
        for other in others:
            # The other side refuses these, or knows the answer when the answer itself comes.
            with suppress(InteropError):
                self._sender.deliver_answer(other)
        return self._sender.deliver_answer(itself)

    def taken(self, session: Session, row: AnswerOutboxRow, receipt: bool) -> Callable[[], object]:
        """Record that the other side has taken an answer."""
        lesc_answers.mark_delivered(session, row, self._clock())
        return lambda: log.info("answer_delivered", **self.names(row), duplicate=receipt)

    def names(self, row: AnswerOutboxRow) -> dict[str, str | int]:
        """Name an answer in the log."""
        return {"query_id": row.query_id, "version": row.version}
