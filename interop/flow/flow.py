"""A booking's way through IAFIS, IDENT and the LESC, driven by durable rows.

    RECEIVED → EXTRACTED → SEARCHED_IN_IAFIS → FIRST_RESPONSE_READY → SEARCHED_IN_IDENT
       │                                            │            match │  │ match   │ no match
       ▼                                            ▼          between ▼  │ beyond  │
     FAILED                                      COMPLETE      IN_REVIEW  │         │
                                      (goes no further)             │  │  ▼         │
                                                                    │  QUERY_SENT   │
                                                                    │   TO_LESC     │
                                                                    ▼     ▼         ▼
                                                                   SECOND_RESPONSE_READY

The table in `purposes` decides which way a submission takes.

A worker takes a due booking, runs the step that follows the booking's state, and goes on with the
same booking until the booking waits for another system or is complete. If a process dies, the next
process takes up its rows. See docs/decisions/0004-flow.md.

Of several services on one database each leases the booking that it works on, and one of them sends
the messages. See docs/decisions/0045-several-services.md.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.errors import WorkStoppedError
from database.leases import ALONE, Leases
from database.paging import Listed, Page
from gallery.gallery import Gallery
from interop import purposes
from interop.audit import Act, Action, audit_log
from interop.backoff import Backoff
from interop.bookings import (
    Booking,
    BookingEntry,
    BookingFilter,
    BookingState,
    Submission,
    SubmissionRow,
    files,
    outbox,
    responses,
    store,
    visibility,
)
from interop.bookings import lists as booking_lists
from interop.clock import Clock, system_clock
from interop.corrections import notices as notice_store
from interop.delivery import describe
from interop.errors import BookingNotFoundError, TcnConflictError
from interop.flow import adoption, comparison_ends, ident_steps
from interop.flow.exports import BookingExports
from interop.flow.relay import Relay
from interop.flow.steps import STEPS
from interop.flow.surroundings import UNWATCHED, Extract, Fingers, Surroundings, Watch
from interop.flow.worklist import BACKLOG_LIMIT, Worklist
from interop.jurisdictions import NATIONWIDE, NO_REGISTRY
from interop.jurisdictions import store as jurisdictions_store
from interop.lesc import LescAnswer, LescSender
from interop.names import response_id
from interop.roles import Operation, require
from interop.workers import Workers

log = structlog.get_logger(__name__)

_RELAY, _COMPARISONS = "relay", "comparisons"
"""Jobs that one service at a time does."""

Listener = Callable[[str | None], None]
"""Called with the TCN of a booking after each change of its state, on a worker's thread.

None: any booking may have changed.
"""


class Flow:
    """Takes bookings and brings them to their end."""

    def __init__(
        self,
        database: Database,
        galleries: Mapping[str, Gallery],
        extract: Extract,
        lesc: LescSender,
        *,
        clock: Clock = system_clock,
        workers: int = 2,
        backoff: Backoff | None = None,
        nationwide: bool = False,
        backlog_limit: int = BACKLOG_LIMIT,
        watch: Watch = UNWATCHED,
        fingers_at_once: int = 1,
        fingers_elsewhere: int = 0,
        leases: Leases = ALONE,
    ) -> None:
        """galleries: every gallery of `interop.names`, by name.

        backlog_limit: see `entering`.
        leases: what other services leave to this one.
        nationwide: whether all jurisdictions count as activated if none is on record (R4).
        fingers_at_once: how many fingers of bookings are extracted here side by side. A booking
            begins when those before it leave threads idle.
        fingers_elsewhere: how many fingers of one booking other processes extract side by side; 0:
            they are extracted here.
        """
        self._nationwide = nationwide
        self._database = database
        self.exports = BookingExports(database, clock)
        """What agencies get of the prints and files of their bookings."""
        self._clock = clock
        self._backoff = backoff or Backoff()
        # Threads that extract last, because each has memory for the maps of a network. Those that
        # wait for others have such memory only in need, and end with their step.
        self._fingers = ThreadPoolExecutor(fingers_at_once, "fingers")
        fingers: Fingers | None = None
        if fingers_elsewhere:
            fingers = partial(ThreadPoolExecutor, fingers_elsewhere, "fingers")
        elif fingers_at_once > 1:
            fingers = self._shared_fingers
        self._surroundings = Surroundings(
            *(database, galleries, extract, clock, self._check, nationwide, watch),
            fingers,
        )
        self._relay = Relay(
            database,
            lesc,
            clock,
            self._backoff,
            self._changed,
            lambda: self._relay_workers.stopping or not leases.leads(_RELAY),
        )
        self._listeners: list[Listener] = []
        self._worklist = Worklist(database, clock, backlog_limit, self._backoff, leases)
        self._send_due = leases.led(_RELAY, self._relay.run_due, self._relay.take_over)
        self._end_comparisons = leases.led(_COMPARISONS, self._end_due_comparisons)
        self._step_workers = Workers("flow", workers, self._work)
        self._relay_workers = Workers(_RELAY, 1, self._send_due)
        self._comparison_workers = Workers(_COMPARISONS, 1, self._end_comparisons)

    def _shared_fingers(self) -> AbstractContextManager[Executor]:
        return nullcontext(self._fingers)

    def submit(self, submission: Submission) -> Booking:
        """Accept a booking: durable on return. A repetition gives the stored booking.

        Raises TcnConflictError if the TCN was used for other content, PermissionDeniedError if
        this caller may not submit these prints, AgencyNotFoundError.
        """
        try:
            is_new = self._insert(submission)
        except IntegrityError:
            # Another process stored the same TCN between our look and our insert.
            is_new = self._insert(submission)
        if is_new:
            log.info("booking_received", tcn=submission.tcn, ori=submission.ori)
            self._changed(submission.tcn)
        booking = self.booking(submission.tcn)
        if booking.state is not BookingState.RECEIVED:
            self._worklist.leave(submission.tcn)
        return booking

    def entering(self, submission: Submission) -> AbstractContextManager[bool]:
        """Count a booking among those that wait for their extraction, if there is room.

        The block submits the booking. See `Worklist.entering`.
        """
        return self._worklist.entering(submission.tcn, submission.ori, submission.priority)

    def repeated(self, submission: Submission) -> Booking | None:
        """Give the stored booking of a repetition, before its images cost any work.

        Raises what `submit` raises.
        """
        require(submission.caller, Operation.SUBMIT)
        with self._database.read() as session:
            if not _is_known(session, submission):
                return None
            return store.read_booking(session, submission.tcn)

    def booking(self, tcn: str, viewer: Caller | None = None) -> Booking:
        """Read the present state of a booking, as the viewer may see it.

        viewer: who reads it; None is the service itself.

        Raises BookingNotFoundError, also if the booking belongs to another agency.
        """
        with self._database.read() as session:
            if viewer is not None:
                visibility.require_visible(session, tcn, viewer)
            booking = store.read_booking(session, tcn)
        return booking if viewer is None else visibility.as_seen(booking, viewer)

    def view(self, tcn: str, viewer: Caller) -> Booking:
        """Read a booking for a viewer, and log the reading.

        Raises BookingNotFoundError, also if the viewer may not see the booking.
        """
        with self._database.read() as session:
            visibility.require_visible(session, tcn, viewer)
            booking = store.read_booking(session, tcn)
        self._log_views([tcn], viewer)
        return visibility.as_seen(booking, viewer)

    def transaction_text(self, tcn: str) -> bytes:
        """Read Type-1 and Type-2 of the file that a booking came as; empty if there was none."""
        with self._database.read() as session:
            return files.text(session, tcn)

    def list_bookings(
        self, wanted: BookingFilter, viewer: Caller, page: Page
    ) -> Listed[BookingEntry]:
        """Read a page of the bookings that the viewer may see, and the next page's token.

        Logs the reading of each booking of another agency. Raises InvalidPageTokenError.
        """
        with self._database.read() as session:
            found, token = booking_lists.list_bookings(session, wanted, viewer, page)
        self._log_views([one.tcn for one in found if not one.is_own], viewer)
        return found, token

    def acknowledge_response(self, tcn: str, ordinal: int, caller: Caller) -> Booking:
        """Record that an agency has a version of the second response; repeating changes nothing.

        Raises PermissionDeniedError, BookingNotFoundError, ResponseNotFoundError.
        """
        require(caller, Operation.TAKE_RESPONSE)
        now = self._clock()
        with self._database.write() as session:
            if not visibility.require_visible(session, tcn, caller):
                raise BookingNotFoundError(store.no_booking(tcn))
            if responses.acknowledge(session, tcn, ordinal, now):
                act = Act(session, caller, now)
                notice_store.response_acknowledged(act, tcn, ordinal)
                act.log(Action.RESPONSE_ACKNOWLEDGED, response_id(tcn, ordinal))
            return visibility.as_seen(store.read_booking(session, tcn), caller)

    def wake(self) -> None:
        """Let the workers look again, because a row may have become due."""
        self._step_workers.wake()
        self._relay_workers.wake()

    def deliver_answer(self, answer: LescAnswer, caller: Caller) -> bool:
        """Store the LESC's answer, durable on return; returns whether it was stored before.

        Only the LESC's own system may answer. Raises PermissionDeniedError, QueryNotFoundError,
        AnswerConflictError, AnswerOrderError.
        """
        require(caller, Operation.ANSWER_FOR_LESC)
        with self._database.write() as session:
            duplicate = ident_steps.take_answer(session, answer, self._clock(), caller)
            tcn = outbox.message(session, answer.query_id).tcn
        query_id, version = answer.query_id, answer.version
        log.info("answer_received", query_id=query_id, version=version, duplicate=duplicate)
        self._changed(tcn)
        return duplicate

    def add_listener(self, listener: Listener) -> None:
        """Tell this listener of every change from now on; the listener must return quickly."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Start the workers. They also take up the rows that an earlier process left."""
        adoption.open_missing_cases(self._database, self._clock)
        with self._database.read() as session:
            if jurisdictions_store.is_empty(session):
                why = NATIONWIDE if self._nationwide else NO_REGISTRY
                log.warning("activation_without_registry", because=why)
        self._worklist.load()
        self._step_workers.start()
        self._relay_workers.start()
        self._comparison_workers.start()

    def stop(self, timeout_s: float = 30.0) -> bool:
        """Let the workers end their present steps; returns whether all workers ended in time.

        The flow does not start again.
        """
        self._step_workers.ask_to_stop()
        self._relay_workers.ask_to_stop()
        self._comparison_workers.ask_to_stop()
        deadline = time.monotonic() + timeout_s
        workers = (self._relay_workers, self._comparison_workers, self._step_workers)
        stopped = [one.stop(max(0.0, deadline - time.monotonic())) for one in workers]
        self._fingers.shutdown(wait=False)
        return all(stopped)

    @property
    def in_work_count(self) -> int:
        """How many bookings are worked on at present. Waits for nobody."""
        return self._worklist.taken_count

    def run_step(self, tcn: str) -> bool:
        """Run the step that follows the booking's state; returns whether the booking moved on.

        A failure is stored in the row with the time of the next attempt. A step that is stopped
        together with the workers leaves the row as it was. Raises BookingNotFoundError.
        """
        with self._database.read() as session:
            row = store.submission_row(session, tcn)
        state, attempt_count = BookingState(row.state), row.attempt_count + 1
        step = STEPS.get(state)
        if step is None or row.next_attempt_time is None:
            # The booking is complete, or another system acts first and makes the row due. A time
            # written here could overwrite that wake-up.
            return False
        try:
            if state is BookingState.RECEIVED:
                # Extraction runs native code on foreign bytes. If the code kills the process, the
                # next process finds this attempt counted and the next attempt not yet due.
                self._postpone(tcn, state, attempt_count, "")
            to = replace(self._surroundings, check=partial(self._check, tcn))
            with to.watch.step(state.name):
                moved = step(to, tcn)
            self._worklist.leave(tcn)
        except WorkStoppedError:
            self._put_back(row)
            return False
        except BaseException as error:
            self._worklist.leave(tcn)
            self._failed(tcn, state, attempt_count, error)
            if not isinstance(error, Exception):
                raise
            return False
        if moved:
            self._changed(tcn)
        else:
            # If another worker was faster, this changes nothing. If there was nothing to do, the
            # row must not stay due.
            self._postpone(tcn, state, attempt_count, "")
        return moved

    def run_due(self) -> bool:
        """Do the work that is due now, on this thread; returns whether any work was due."""
        worked = False
        while not self._step_workers.stopping and (tcn := self._worklist.take()) is not None:
            worked = True
            self._run(tcn)
        ended = self._end_comparisons()
        return self._send_due() or ended or worked

    def _log_views(self, tcns: list[str], viewer: Caller) -> None:
        """Log that somebody saw bookings."""
        now = self._clock()
        audit_log.record_seen(self._database, viewer, Action.BOOKING_VIEWED, tcns, now)

    def _insert(self, submission: Submission) -> bool:
        require(submission.caller, Operation.SUBMIT)
        delegation = purposes.delegation(submission.ori, submission.caller)
        with self._database.write() as session:
            if _is_known(session, submission):
                return False
            now = self._clock()
            store.insert_submission(session, submission, now)
            act = Act(session, submission.caller, now)
            act.log(Action.BOOKING_SUBMITTED, submission.tcn, delegation)
        return True

    def _end_due_comparisons(self) -> bool:
        """End what examiners have decided, and let the workers go on with the bookings."""
        ended = comparison_ends.end_due(self._surroundings)
        if ended:
            self.wake()
        return ended

    def _work(self) -> bool:
        tcn = self._worklist.take()
        if tcn is None:
            return False
        self._run(tcn)
        return True

    def _run(self, tcn: str) -> None:
        try:
            while self.run_step(tcn) and not self._has_to_stop(tcn):
                pass
        finally:
            self._worklist.put_back(tcn)

    def _has_to_stop(self, tcn: str) -> bool:
        return self._step_workers.stopping or self._worklist.is_lost(tcn)

    def _check(self, tcn: str = "") -> None:
        """Raise WorkStoppedError if work should end: all work, or that on a booking."""
        if self._has_to_stop(tcn):
            raise WorkStoppedError("the workers were asked to stop, or the lease has ended")

    def _put_back(self, row: SubmissionRow) -> None:
        """Take back the attempt that was counted before the step, because it did not fail."""
        state = BookingState(row.state)
        due_time = row.next_attempt_time
        assert due_time is not None
        log.info("step_stopped", tcn=row.tcn, state=state.name)
        if self._is_still_ours(row.tcn):
            with self._database.write() as session:
                store.postpone(session, row.tcn, state, due_time, row.attempt_count, row.error)

    def _failed(
        self, tcn: str, state: BookingState, attempt_count: int, error: BaseException
    ) -> None:
        log.warning(
            "step_failed",
            tcn=tcn,
            state=state.name,
            attempt_count=attempt_count,
            parked=attempt_count > self._backoff.park_after,
            exc_info=error,
        )
        self._postpone(tcn, state, attempt_count, describe(error))

    def _postpone(self, tcn: str, state: BookingState, attempt_count: int, error: str) -> None:
        due_time = self._clock() + self._backoff.delay(attempt_count)
        if self._is_still_ours(tcn):
            with self._database.write() as session:
                store.postpone(session, tcn, state, due_time, attempt_count, error)

    def _is_still_ours(self, tcn: str) -> bool:
        """Tell whether what became of an attempt is ours to say; another service may be trying."""
        if not self._worklist.is_lost(tcn):
            return True
        log.warning("lease_ended", tcn=tcn)
        return False

    def heard(self, tcn: str | None) -> None:
        """Take up what another service changed: a booking, or any (None)."""
        self._changed(tcn)

    def _changed(self, tcn: str | None) -> None:
        self.wake()
        for listener in self._listeners:
            try:
                listener(tcn)
            except Exception:
                log.exception("listener_failed", tcn=tcn)


def _is_known(session: Session, submission: Submission) -> bool:
    """Tell whether the booking is stored. Raises TcnConflictError, AgencyNotFoundError."""
    handling = purposes.handling(submission.type_of_transaction, submission.caller)
    known = store.content_digest(session, submission.tcn)
    if known is None:
        if handling.forwarded:
            jurisdictions_store.require_known(session, submission.ori)
        return False
    if known != submission.content_digest:
        raise TcnConflictError(
            f"TCN {submission.tcn} was used before with other content: a transaction control "
            "number is unique for ever; take another TCN"
        )
    return True
