"""The LESC stub at work: takes queries, researches for a while, delivers answers until taken."""

import structlog

from gallery import paging
from gallery.database import Database
from interop import lesc_store
from interop.backoff import Backoff
from interop.clock import Clock, system_clock
from interop.errors import QueryConflictError, QueryNotFoundError
from interop.lesc import (
    AnswerSender,
    LescAnswer,
    LescCase,
    LescQuery,
    answer_due,
    receipt_id,
    research,
)
from interop.types import LescReceipt
from interop.workers import Workers

log = structlog.get_logger(__name__)

_BATCH = 16


class LescDesk:
    """Queries are unique by id; every answer goes through an outbox. Safe for threads."""

    def __init__(
        self,
        database: Database,
        sender: AnswerSender,
        *,
        delay_s: float,
        clock: Clock = system_clock,
        backoff: Backoff | None = None,
    ) -> None:
        """`database` was opened with LESC_MIGRATIONS; `delay_s` is how long research takes."""
        self._database = database
        self._sender = sender
        self._delay_s = delay_s
        self._clock = clock
        self._backoff = backoff or Backoff(ceiling_s=30.0)
        self._workers = Workers("lesc", 1, self.run_due)

    def submit(self, query: LescQuery) -> LescReceipt:
        """Take a query: durable on return. The same one again gives the same receipt.

        Raises QueryConflictError where the id was used for another query.
        """
        with self._database.write() as session:
            known = lesc_store.find_case(session, query.query_id)
            if known is None:
                receipt = LescReceipt(query.query_id, receipt_id(query.query_id), self._clock())
                due_time = answer_due(receipt.acknowledge_time, self._delay_s)
                lesc_store.insert_query(session, query, receipt, due_time)
            else:
                _check_same(known.query, query)
                receipt = known.receipt
                lesc_store.count_submission(session, query.query_id)
        log.info("query_taken", tcn=query.tcn, query_id=query.query_id, known=known is not None)
        self._workers.wake()
        return receipt

    def case(self, query_id: str) -> LescCase:
        """Read a query on record. Raises QueryNotFoundError."""
        with self._database.read() as session:
            known = lesc_store.find_case(session, query_id)
        if known is None:
            raise QueryNotFoundError(f"the LESC has no query {query_id}")
        return known

    def list_cases(
        self, page_size: int = 0, page_token: str = "", tcn: str = ""
    ) -> tuple[list[LescCase], str]:
        """Read a page of the queries, oldest first, and the next page's token.

        Raises InvalidPageTokenError.
        """
        after, limit = paging.read_token(page_token, tcn), paging.page_limit(page_size)
        with self._database.read() as session:
            found = lesc_store.list_cases(session, tcn=tcn, after=after, limit=limit + 1)
        page = found[:limit]
        token = paging.make_token(tcn, page[-1][0]) if len(found) > limit else ""
        return [case for _, case in page], token

    def start(self) -> None:
        """Start the worker; it also takes up what an earlier process left."""
        self._workers.start()

    def ask_to_stop(self) -> None:
        """Let the worker end what it does; do not wait for it."""
        self._workers.ask_to_stop()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Let the worker end what it does; returns whether it did in time."""
        return self._workers.stop(timeout_s)

    def run_due(self) -> bool:
        """Do once what is due now; returns whether to look again."""
        answered = self._answer_due()
        return self._deliver_due() or answered

    def _answer_due(self) -> bool:
        now = self._clock()
        with self._database.read() as session:
            queries = lesc_store.researched(session, now, _BATCH)
        if not queries:
            return False
        with self._database.write() as session:
            for query in queries:
                lesc_store.insert_answer(session, research(query, now))
        return True

    def _deliver_due(self) -> bool:
        with self._database.read() as session:
            due = lesc_store.due_answers(session, self._clock(), _BATCH)
        for answer, attempt_count in due:
            # Each may take as long as the other side hangs.
            if self._workers.stopping:
                return False
            self._deliver(answer, attempt_count + 1)
        return bool(due)

    def _deliver(self, answer: LescAnswer, attempt_count: int) -> None:
        try:
            duplicate = self._sender.deliver_answer(answer)
        except Exception as error:
            self._postpone(answer, attempt_count, error)
            return
        with self._database.write() as session:
            lesc_store.mark_delivered(session, answer.query_id, self._clock())
        log.info("answer_delivered", query_id=answer.query_id, duplicate=duplicate)

    def _postpone(self, answer: LescAnswer, attempt_count: int, error: Exception) -> None:
        delay = self._backoff.delay(attempt_count)
        description = f"{type(error).__name__}: {error}"
        with self._database.write() as session:
            lesc_store.postpone(
                session,
                answer.query_id,
                due_time=self._clock() + delay,
                attempt_count=attempt_count,
                error=description,
            )
        log.warning(
            "answer_not_delivered",
            query_id=answer.query_id,
            attempt_count=attempt_count,
            retry_s=delay.total_seconds(),
            error=description,
        )


def _check_same(known: LescQuery, query: LescQuery) -> None:
    if known != query:
        raise QueryConflictError(
            f"query {query.query_id} was submitted before with other content: a query id is "
            "unique for ever"
        )
