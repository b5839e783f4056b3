"""Delivery of answers: each until it is taken, a person's in their order."""

from collections.abc import Callable
from contextlib import suppress

import structlog

from database.connection import Database
from interop.backoff import Backoff
from interop.clock import Clock
from interop.errors import InteropError
from interop.lesc.messages import AnswerSender, LescAnswer
from lesc_stub import answers as lesc_answers
from lesc_stub.script import Misbehaviour

log = structlog.get_logger(__name__)

_BATCH = 64


class Delivery:
    """Sends answers at least once; the other side drops repetitions by query and version."""

    def __init__(
        self,
        database: Database,
        sender: AnswerSender,
        clock: Clock,
        backoff: Backoff,
        stopping: Callable[[], bool],
    ) -> None:
        """stopping: asked before each sending, which may take as long as the other side hangs."""
        self._database = database
        self._sender = sender
        self._clock = clock
        self._backoff = backoff
        self._stopping = stopping

    def run_due(self, misbehaviour: Misbehaviour) -> bool:
        """Send what is due now, once; returns whether to look again: not when stopping."""
        with self._database.read() as session:
            due = lesc_answers.due_answers(
                session,
                self._clock(),
                _BATCH,
                out_of_order=misbehaviour.script.out_of_order,
            )
        for answer, attempt_count in due:
            if self._stopping():
                return False
            self._send(answer, attempt_count + 1, misbehaviour)
        return bool(due)

    def _send(self, answer: LescAnswer, attempt_count: int, misbehaviour: Misbehaviour) -> None:
        *others, itself = misbehaviour.deliveries(answer)
        for other in others:
            # Sent to be refused, or to be known when the answer itself comes.
            with suppress(InteropError):
                self._sender.deliver_answer(other)
        try:
            duplicate = self._sender.deliver_answer(itself)
        except Exception as error:
            self._postpone(answer, attempt_count, error)
            return
        with self._database.write() as session:
            lesc_answers.mark_delivered(session, answer, self._clock())
        log.info(
            "answer_delivered",
            query_id=answer.query_id,
            version=answer.version,
            duplicate=duplicate,
        )

    def _postpone(self, answer: LescAnswer, attempt_count: int, error: Exception) -> None:
        delay = self._backoff.delay(attempt_count)
        description = f"{type(error).__name__}: {error}"
        with self._database.write() as session:
            lesc_answers.postpone(
                session,
                answer,
                due_time=self._clock() + delay,
                attempt_count=attempt_count,
                error=description,
            )
        log.warning(
            "answer_not_delivered",
            query_id=answer.query_id,
            version=answer.version,
            attempt_count=attempt_count,
            retry_s=delay.total_seconds(),
            error=description,
        )
