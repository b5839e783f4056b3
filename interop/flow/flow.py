"""The way of a booking through IAFIS, IDENT and the LESC, driven by durable rows.

    RECEIVED → EXTRACTED → SEARCHED_IN_IAFIS → FIRST_RESPONSE_READY → SEARCHED_IN_IDENT
       │                                            │            match │  │ match   │ no match
       ▼                                            ▼          between ▼  │ beyond  │
     FAILED                                      COMPLETE      IN_REVIEW  │         │
                                      (goes no further)             │  │  ▼         │
                                                                    │  QUERY_SENT   │
                                                                    │   TO_LESC     │
                                                                    ▼     ▼         ▼
                                                                   SECOND_RESPONSE_READY

Which way a submission takes is in the table of `purposes`.

A worker takes up what is due, runs the step that follows its state and goes on with the same
booking until it waits for the LESC or is complete. A process that dies leaves rows that the
next one takes up. See docs/decisions/0004-flow.md.
"""

import threading
import time
from collections.abc import Callable, Mapping

import structlog
from sqlalchemy.exc import IntegrityError

from database.caller import Caller
from database.connection import Database
from database.errors import WorkStoppedError
from database.paging import Page
from gallery.gallery import Gallery
from interop import purposes
from interop.audit import Action, ObjectKind
from interop.audit import log as audit_log
from interop.backoff import Backoff
from interop.bookings import (
    Booking,
    BookingEntry,
    BookingFilter,
    BookingState,
    Submission,
    SubmissionRow,
    responses,
    store,
    visibility,
)
from interop.bookings import lists as booking_lists
from interop.clock import Clock, system_clock
from interop.corrections import notices as notice_store
from interop.errors import TcnConflictError
from interop.flow import ident_steps
from interop.flow.relay import Relay
from interop.flow.sending import deliveries
from interop.flow.steps import STEPS
from interop.flow.surroundings import Extract, Surroundings
from interop.jurisdictions import NATIONWIDE
from interop.jurisdictions import store as jurisdictions_store
from interop.lesc import LescAnswer, LescSender
from interop.names import response_id
from interop.workers import Workers

log = structlog.get_logger(__name__)

Listener = Callable[[str], None]
"""Told the TCN of a booking after each change of its state, on a worker's thread."""

_LOOK_AHEAD = 64
"""Due rows read at once: more than there are workers, so that each finds one not taken."""


class Flow:
    """Takes bookings and sees them through."""

    def __init__(
        self,
        database: Database,
        galleries: Mapping[str, Gallery],
        extract: Extract,
        lesc: LescSender,
        *,
        clock: Clock = system_clock,
        target_fpir: float = 1e-3,
        workers: int = 2,
        backoff: Backoff | None = None,
    ) -> None:
        """`galleries` by the names of `interop.purposes`, all of them."""
        self._database = database
        self._clock = clock
        self._backoff = backoff or Backoff()
        self._surroundings = Surroundings(
            database=database,
            galleries=galleries,
            extract=extract,
            clock=clock,
            target_fpir=target_fpir,
            check=self._check,
        )
        self._relay = Relay(
            database,
            deliveries(lesc),
            clock,
            self._backoff,
            self._changed,
            lambda: self._relay_workers.stopping,
        )
        self._listeners: tuple[Listener, ...] = ()
        self._listeners_lock = threading.Lock()
        self._taken: set[str] = set()
        self._taken_lock = threading.Lock()
        self._step_workers = Workers("flow", workers, self._work)
        self._relay_workers = Workers("relay", 1, self._relay.run_due)

    def submit(self, submission: Submission) -> Booking:
        """Accept a booking: durable on return. The same content again gives the stored booking.

        Raises TcnConflictError where the TCN was used for other content, PermissionDeniedError
        where such prints are not taken from this caller, AgencyNotFoundError.
        """
        try:
            is_new = self._insert(submission)
        except IntegrityError:
            # Another process stored the same TCN between our look and our insert.
            is_new = self._insert(submission)
        if is_new:
            log.info("booking_received", tcn=submission.tcn, ori=submission.ori)
            self._changed(submission.tcn)
        return self.booking(submission.tcn)

    def booking(self, tcn: str, viewer: Caller | None = None) -> Booking:
        """Read a booking as it stands; viewer: who wants to see it, None for the service itself.

        Raises BookingNotFoundError, also where the booking is another agency's.
        """
        with self._database.read() as session:
            if viewer is not None:
                visibility.require_visible(session, tcn, viewer)
            return store.read_booking(session, tcn)

    def view(self, tcn: str, viewer: Caller) -> Booking:
        """Read a booking for somebody; that it was not its own agency is logged.

        Raises BookingNotFoundError, also where the booking is another agency's.
        """
        booking = self.booking(tcn, viewer)
        with self._database.read() as session:
            own = visibility.is_own(session, tcn, viewer)
        self._log_views([] if own else [tcn], viewer)
        return booking

    def list_bookings(
        self, wanted: BookingFilter, viewer: Caller, page_size: int, page_token: str
    ) -> tuple[list[BookingEntry], str]:
        """Read a page of the bookings that somebody may see, and the next page's token.

        Each that is another agency's is logged. Raises InvalidPageTokenError.
        """
        with self._database.read() as session:
            page = Page(page_size, page_token)
            found, token = booking_lists.list_bookings(session, wanted, viewer, page)
        self._log_views([one.tcn for one in found if not one.is_own], viewer)
        return found, token

    def acknowledge_response(self, tcn: str, ordinal: int, caller: Caller) -> Booking:
        """Note that an agency has a version of the second response; again changes nothing.

        Raises BookingNotFoundError, ResponseNotFoundError.
        """
        now = self._clock()
        with self._database.write() as session:
            visibility.require_visible(session, tcn, caller)
            if responses.acknowledge(session, tcn, ordinal, now):
                notice_store.response_acknowledged(session, tcn, ordinal, caller, now)
                audit_log.record(
                    session,
                    caller,
                    Action.RESPONSE_ACKNOWLEDGED,
                    ObjectKind.RESPONSE,
                    response_id(tcn, ordinal),
                    now,
                )
            return store.read_booking(session, tcn)

    def wake(self) -> None:
        """Let the workers look again: something may have become due."""
        self._step_workers.wake()
        self._relay_workers.wake()

    def deliver_answer(self, answer: LescAnswer) -> bool:
        """Take the LESC's answer, durable on return; returns whether it had been taken before.

        Raises QueryNotFoundError, AnswerConflictError.
        """
        with self._database.write() as session:
            duplicate = ident_steps.take_answer(session, answer, self._clock())
        log.info(
            "answer_received",
            query_id=answer.query_id,
            version=answer.version,
            duplicate=duplicate,
        )
        self._step_workers.wake()
        return duplicate

    def add_listener(self, listener: Listener) -> None:
        """Tell this listener of every change from now on; it must return quickly."""
        with self._listeners_lock:
            self._listeners = (*self._listeners, listener)

    def remove_listener(self, listener: Listener) -> None:
        """Tell this listener no more."""
        with self._listeners_lock:
            self._listeners = tuple(one for one in self._listeners if one != listener)

    def start(self) -> None:
        """Start the workers; they also take up what an earlier process left."""
        with self._database.read() as session:
            if jurisdictions_store.is_empty(session):
                log.warning("nationwide_activation", because=NATIONWIDE)
        self._step_workers.start()
        self._relay_workers.start()

    def stop(self, timeout_s: float = 30.0) -> bool:
        """Let the workers end the steps they are in; returns whether all did in time."""
        self._step_workers.ask_to_stop()
        self._relay_workers.ask_to_stop()
        deadline = time.monotonic() + timeout_s
        relay_done = self._relay_workers.stop(timeout_s)
        return self._step_workers.stop(max(0.0, deadline - time.monotonic())) and relay_done

    def run_step(self, tcn: str) -> bool:
        """Run the step that follows the booking's state, here; returns whether it moved on.

        A failure is recorded on the row with the time of the next attempt; a step that is
        stopped with the workers leaves the row as it was. Raises BookingNotFoundError.
        """
        with self._database.read() as session:
            row = store.submission_row(session, tcn)
        state, attempt_count = BookingState(row.state), row.attempt_count + 1
        step = STEPS.get(state)
        if step is None or row.next_attempt_time is None:
            # Complete, or another system acts first and will make the row due: a time written
            # here could overwrite that wake-up.
            return False
        try:
            if state is BookingState.RECEIVED:
                # Extraction runs native code on foreign bytes. Should it take the process down,
                # the next one finds the attempt counted and its successor not yet due.
                self._postpone(tcn, state, attempt_count, "")
            moved = step(self._surroundings, tcn)
        except WorkStoppedError:
            self._put_back(row)
            return False
        except BaseException as error:
            self._failed(tcn, state, attempt_count, error)
            if not isinstance(error, Exception):
                raise
            return False
        if moved:
            self._changed(tcn)
        else:
            # Another worker was faster, and this changes nothing; or there was nothing to do,
            # and the row must not stay due.
            self._postpone(tcn, state, attempt_count, "")
        return moved

    def run_due(self) -> bool:
        """Do once, here, what the workers would find due now; returns whether there was any."""
        worked = False
        while not self._step_workers.stopping and (tcn := self._take()) is not None:
            worked = True
            self._run(tcn)
        return self._relay.run_due() or worked

    def alive_worker_count(self) -> int:
        """Count the threads that are at work, the relay's with them."""
        return self._step_workers.alive_count() + self._relay_workers.alive_count()

    def _log_views(self, tcns: list[str], viewer: Caller) -> None:
        """Log that somebody saw bookings of other agencies."""
        audit_log.record_seen(
            self._database, viewer, Action.BOOKING_VIEWED, ObjectKind.BOOKING, tcns, self._clock()
        )

    def _insert(self, submission: Submission) -> bool:
        handling = purposes.handling(submission.type_of_transaction, submission.caller)
        with self._database.write() as session:
            known = store.content_digest(session, submission.tcn)
            if known is None:
                if handling.forwarded:
                    jurisdictions_store.require_known(session, submission.ori)
                now = self._clock()
                store.insert_submission(session, submission, now)
                audit_log.record(
                    session,
                    submission.caller,
                    Action.BOOKING_SUBMITTED,
                    ObjectKind.BOOKING,
                    submission.tcn,
                    now,
                )
                return True
        if known != submission.content_digest:
            raise TcnConflictError(
                f"TCN {submission.tcn} was used before with other content: a transaction control "
                "number is unique for ever"
            )
        return False

    def _work(self) -> bool:
        tcn = self._take()
        if tcn is None:
            return False
        self._run(tcn)
        return True

    def _run(self, tcn: str) -> None:
        try:
            while self.run_step(tcn) and not self._step_workers.stopping:
                pass
        finally:
            with self._taken_lock:
                self._taken.discard(tcn)

    def _take(self) -> str | None:
        """Choose a due booking that no other worker of this process has."""
        with self._taken_lock:
            with self._database.read() as session:
                limit = _LOOK_AHEAD + len(self._taken)
                due = store.due_tcns(session, self._clock(), limit)
            tcn = next((tcn for tcn in due if tcn not in self._taken), None)
            if tcn is not None:
                self._taken.add(tcn)
            return tcn

    def _check(self) -> None:
        if self._step_workers.stopping:
            raise WorkStoppedError("the workers were asked to stop")

    def _put_back(self, row: SubmissionRow) -> None:
        """Undo the attempt that was counted before the step: it did not fail."""
        assert row.next_attempt_time is not None
        log.info("step_stopped", tcn=row.tcn, state=BookingState(row.state).name)
        with self._database.write() as session:
            store.postpone(
                session,
                row.tcn,
                BookingState(row.state),
                due_time=row.next_attempt_time,
                attempt_count=row.attempt_count,
                error=row.error,
            )

    def _failed(
        self, tcn: str, state: BookingState, attempt_count: int, error: BaseException
    ) -> None:
        description = f"{type(error).__name__}: {error}"
        log.warning(
            "step_failed",
            tcn=tcn,
            state=state.name,
            attempt_count=attempt_count,
            parked=attempt_count > self._backoff.park_after,
            exc_info=error,
        )
        self._postpone(tcn, state, attempt_count, description)

    def _postpone(self, tcn: str, state: BookingState, attempt_count: int, error: str) -> None:
        due_time = self._clock() + self._backoff.delay(attempt_count)
        with self._database.write() as session:
            store.postpone(
                session, tcn, state, due_time=due_time, attempt_count=attempt_count, error=error
            )

    def _changed(self, tcn: str) -> None:
        self.wake()
        for listener in self._listeners:
            try:
                listener(tcn)
            except Exception:
                log.exception("listener_failed", tcn=tcn)
