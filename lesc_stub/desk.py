"""The LESC: takes queries, researches around the clock, delivers every answer until it is taken.

The desk goes by its clock. Any time may pass between two looks of the worker. The worker does
whatever was due in between as of the time at which it was due.
"""

from datetime import timedelta

import structlog

from database.connection import Database
from database.paging import FIRST_PAGE, Listed, Page
from interop.backoff import Backoff
from interop.clock import Clock, system_clock
from interop.lesc import (
    AnswerSender,
    Finding,
    LescCase,
    LescQuery,
    LescReceipt,
    QueryState,
    documents,
)
from interop.names import receipt_id
from interop.workers import Workers
from lesc_stub import people
from lesc_stub import source_store as lesc_source_store
from lesc_stub import store as lesc_store
from lesc_stub.answers import PARK_AFTER
from lesc_stub.deciding import Bench
from lesc_stub.delivery import AnswerDelivery
from lesc_stub.fields import check_query
from lesc_stub.script import Misbehaviour, Script, read_script, write_script
from lesc_stub.sources import check_source, open_sources
from lesc_stub.specialists import Specialists
from lesc_stub.statistics import statistics
from lesc_stub.types import (
    DeskSettings,
    IdentityCheck,
    IdentityResult,
    PersonsDetermination,
    ResearchTask,
    SourceRecord,
    SourceState,
    Statistics,
    TaskFile,
    TaskFilter,
)

log = structlog.get_logger(__name__)

EXPUNGED = "expunged"
"""The reason of a withdrawal after which nothing about the person may be kept."""


class LescDesk:
    """Takes queries by their ids and answers through an outbox. Safe for threads."""

    def __init__(
        self,
        database: Database,
        sender: AnswerSender,
        settings: DeskSettings,
        *,
        clock: Clock = system_clock,
        backoff: Backoff | None = None,
    ) -> None:
        """database: opened with LESC_MIGRATIONS."""
        self._database = database
        self._settings = settings
        self._clock = clock
        self._workers = Workers("lesc", 1, self.run_due)
        self._specialists = Specialists(database, settings, clock)
        self._bench = Bench(settings)
        self._delivery = AnswerDelivery(
            database,
            sender,
            clock,
            backoff or Backoff(ceiling_s=30.0, park_after=PARK_AFTER),
            lambda: self.misbehaviour,
            lambda: self._workers.stopping,
        )
        with database.read() as session:
            self.misbehaviour = Misbehaviour(read_script(session))

    def submit(self, query: LescQuery) -> LescReceipt:
        """Take a query, which is durable on return. The same query again gives the same receipt.

        Raises QueryRejectedError if a field is missing or wrong, QueryConflictError if the id was
        used for another query.
        """
        check_query(query)
        now = self._clock()
        self.misbehaviour.refuse(now)
        false = self.misbehaviour.false_receipt(query.query_id, now)
        if false is not None:
            return false
        with self._database.write() as session:
            receipt, known = lesc_store.take_query(session, query, now)
        log.info("query_taken", tcn=query.tcn, query_id=query.query_id, known=known)
        self._workers.wake()
        self.misbehaviour.lose_receipt()
        return receipt

    def withdraw(self, query_id: str, withdrawal_id: str, reason: str) -> LescReceipt:
        """End all work on a query. The same withdrawal again is harmless.

        Raises QueryNotFoundError, QueryConflictError.
        """
        now = self._clock()
        self.misbehaviour.refuse(now)
        with self._database.write() as session:
            receipt = lesc_store.withdraw(session, query_id, withdrawal_id, reason, now)
            if reason == EXPUNGED:
                # The match was not false: what was established about the person stays true.
                lesc_store.forget(session, query_id)
            else:
                lesc_source_store.forget_established(session, query_id)
        log.info("query_withdrawn", query_id=query_id, withdrawal_id=withdrawal_id)
        self.misbehaviour.lose_receipt()
        return receipt

    def reinstate(self, query_id: str, reinstatement_id: str) -> LescReceipt:
        """Take a withdrawal back and research the query anew. The same again is harmless.

        Raises QueryNotFoundError, QueryConflictError.
        """
        now = self._clock()
        self.misbehaviour.refuse(now)
        with self._database.write() as session:
            receipt = lesc_store.reinstate(session, query_id, reinstatement_id, now)
        log.info("query_reinstated", query_id=query_id, reinstatement_id=reinstatement_id)
        self._workers.wake()
        self.misbehaviour.lose_receipt()
        return receipt

    def review_citizenship(self, query_id: str, claim_id: str) -> LescReceipt:
        """Research a query again, before all other work. The same claim again is harmless.

        Raises QueryNotFoundError, QueryConflictError.
        """
        now = self._clock()
        self.misbehaviour.refuse(now)
        with self._database.write() as session:
            receipt = lesc_store.review(session, query_id, claim_id, now)
        log.info("citizenship_claimed", query_id=query_id, claim_id=claim_id)
        self._workers.wake()
        self.misbehaviour.lose_receipt()
        return receipt

    def establish_citizenship(self, query_id: str, claim_id: str, evidence: str) -> LescReceipt:
        """Have the sources say that the person is a citizen. The same again is harmless.

        Raises QueryNotFoundError.
        """
        now = self._clock()
        self.misbehaviour.refuse(now)
        with self._database.write() as session:
            row = lesc_store.query_row(session, query_id)
            query, is_withdrawn = documents.QUERY.load(row.document), row.withdraw_time is not None
            lesc_source_store.establish_citizenship(
                session, query, evidence, now, is_withdrawn=is_withdrawn
            )
        log.info("citizenship_established", query_id=query_id, claim_id=claim_id)
        self.misbehaviour.lose_receipt()
        return LescReceipt(query_id, receipt_id(f"{claim_id}:{query_id}"), now)

    def look_up(self, source: str, query_id: str, officer: str) -> Finding:
        """Consult a source for an officer who repeats research, and count the look-up.

        Raises UnknownSourceError, QueryNotFoundError.
        """
        check_source(source)
        now = self._clock()
        self.misbehaviour.check_up(now)
        with self._database.write() as session:
            row = lesc_store.query_row(session, query_id)
            row.repeated_look_up_count += 1
            query = documents.QUERY.load(row.document)
            reading = open_sources(session, query, self._settings.look_up_timeout_s)
            return reading.consult(source, now, officer)

    def put_records(self, records: list[SourceRecord]) -> None:
        """Write the records of sources. Raises UnknownSourceError."""
        for record in records:
            check_source(record.source)
        with self._database.write() as session:
            lesc_source_store.put_records(session, records)

    def set_source(self, source: str, state: SourceState) -> None:
        """Set how a source behaves. Raises UnknownSourceError."""
        check_source(source)
        with self._database.write() as session:
            lesc_source_store.set_source(session, source, state)

    def set_script(self, script: Script) -> None:
        """Set how the LESC misbehaves; the script outlives the process."""
        with self._database.write() as session:
            write_script(session, script)
        self.misbehaviour = Misbehaviour(script)
        self._workers.wake()

    def case(self, query_id: str) -> LescCase:
        """Read a query with its answer. Raises QueryNotFoundError."""
        with self._database.read() as session:
            return lesc_store.find_case(session, query_id)

    def list_cases(
        self,
        page: Page = FIRST_PAGE,
        tcn: str = "",
        *,
        state: QueryState | None = None,
        identity_id: str = "",
    ) -> Listed[LescCase]:
        """Read a page of queries, oldest first, and the next page's token.

        Raises InvalidPageTokenError.
        """
        with self._database.read() as session:
            return lesc_store.list_cases(session, page, tcn, state, identity_id)

    def list_tasks(self, wanted: TaskFilter, page: Page = FIRST_PAGE) -> Listed[ResearchTask]:
        """Read a page of researches in the order in which to work on them."""
        with self._database.read() as session:
            return people.list_tasks(session, wanted, page)

    def task_file(self, task_id: int, person: str) -> TaskFile:
        """Read a research with what the sources hold now. Raises ResearchTaskNotFoundError."""
        with self._database.read() as session:
            return self._bench.file(session, task_id, person, self._clock())

    def take_task(self, task_id: int, person: str, period: timedelta) -> TaskFile:
        """Give a research to a person for some time; a holder gets a new end.

        Raises ResearchTaskNotFoundError, ResearchTaskStateError, TaskHeldError.
        """
        now = self._clock()
        self.misbehaviour.refuse(now)
        with self._database.write() as session:
            people.take(session, task_id, person, period, now)
            return self._bench.file(session, task_id, person, now)

    def release_task(self, task_id: int, person: str) -> ResearchTask:
        """Give a research back. Raises ResearchTaskNotFoundError, TaskNotHeldError."""
        with self._database.write() as session:
            people.release(session, task_id, person, self._clock())
            found = people.find(session, task_id)
        self._workers.wake()
        return found

    def record_identity_check(
        self, task_id: int, person: str, result: IdentityResult, remark: str
    ) -> ResearchTask:
        """Keep what the person who holds a research decided about the identity.

        Raises ResearchTaskNotFoundError, ResearchTaskStateError, TaskNotHeldError.
        """
        with self._database.write() as session:
            check = IdentityCheck(result, remark, person, self._clock())
            people.record_check(session, task_id, check)
            return people.find(session, task_id)

    def record_determination(
        self, task_id: int, person: str, decided: PersonsDetermination
    ) -> ResearchTask:
        """End a research with the determination of the person who holds it, and answer.

        Raises ResearchTaskNotFoundError, ResearchTaskStateError, TaskNotHeldError.
        """
        with self._database.write() as session:
            self._bench.decide(session, task_id, person, decided, self._clock())
            found = people.find(session, task_id)
        log.info("research_determined", task_id=task_id, status=decided.status.name)
        self._workers.wake()
        return found

    def statistics(self) -> Statistics:
        """Count queries and look-ups, and measure the waits."""
        with self._database.read() as session:
            return statistics(session)

    def start(self) -> None:
        """Start the worker, which also continues the work of an earlier process."""
        self._workers.start()

    def ask_to_stop(self) -> None:
        """Ask the worker to stop; do not wait."""
        self._workers.ask_to_stop()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Stop the worker; returns whether the worker stopped in time."""
        return self._workers.stop(timeout_s)

    def run_due(self) -> bool:
        """Do what is due now; returns whether more may be due."""
        misbehaviour = self.misbehaviour
        if misbehaviour.is_down(self._clock()):
            return False
        researched = self._specialists.run_due(misbehaviour.script)
        newest_first = misbehaviour.script.out_of_order
        return self._delivery.run_due(newest_first=newest_first) or researched
