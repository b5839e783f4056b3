"""Withdrawals of matches and acknowledgements of notices, each in one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.leases import ALONE, Leases
from database.paging import FIRST_PAGE, Listed, Page
from gallery.gallery import Gallery
from interop.audit import Act, Action, audit_log
from interop.bookings import responses, visibility
from interop.cases import own_office
from interop.clock import Clock, system_clock
from interop.corrections import notices as notice_store
from interop.corrections import store as correction_store
from interop.corrections.notices import NoticeFilter
from interop.corrections.reinstatement import reinstate
from interop.corrections.types import (
    Correction,
    CorrectionRequest,
    Notice,
    Recipient,
    ReinstatementRequest,
)
from interop.corrections.withdrawal import correct
from interop.errors import NoMatchToCorrectError, NoticeNotFoundError, PermissionDeniedError
from interop.names import case_id
from interop.review import Comparison, ComparisonRequest, comparisons
from interop.review import store as review_store
from interop.roles import Operation, Scope, may, require, roles_of, scope
from interop.workers import Workers

log = structlog.get_logger(__name__)

_BATCH = 16
_KNOWING = {
    Recipient.BOOKING_AGENCY: Operation.KNOW_AS_AGENCY,
    Recipient.LESC: Operation.KNOW_AS_LESC,
    Recipient.FIELD_OFFICE: Operation.KNOW_AS_OFFICE,
}


class CorrectionDesk:
    """Corrections, their notices, and alarms until each notice is acknowledged.

    Safe for threads. A change is durable on return.
    """

    def __init__(
        self,
        database: Database,
        galleries: Mapping[str, Gallery],
        *,
        clock: Clock = system_clock,
        leases: Leases = ALONE,
    ) -> None:
        self._database = database
        self._galleries = galleries
        self._clock = clock
        self._workers = Workers("notices", 1, leases.led("notices", self.run_due))

    def correct(self, request: CorrectionRequest, caller: Caller) -> Correction:
        """Withdraw a match; the same request again gives the same correction.

        Raises PermissionDeniedError, BookingNotFoundError, NoMatchToCorrectError,
        CorrectionConflictError.
        """
        require(caller, Operation.CORRECT)
        with self._database.write() as session:
            _require_another_person(session, request.tcn, caller)
            done = correct(Act(session, caller, self._clock()), request, self._galleries)
        for gallery in self._galleries.values():
            gallery.identities.committed()
        log.warning(
            "match_withdrawn",
            correction_id=request.correction_id,
            tcn=request.tcn,
            reason=request.reason.code,
        )
        return done

    def reinstate(self, asked: ReinstatementRequest, caller: Caller) -> Correction:
        """Take a correction back: the match stands again; the same request again changes nothing.

        Raises PermissionDeniedError, CorrectionNotFoundError, CorrectionConflictError,
        CorrectionStateError, IdentityConflictError.
        """
        require(caller, Operation.REINSTATE)
        with self._database.write() as session:
            done = reinstate(Act(session, caller, self._clock()), asked, self._galleries)
        for gallery in self._galleries.values():
            gallery.identities.committed()
        log.warning("match_reinstated", correction_id=asked.correction_id, tcn=done.request.tcn)
        return done

    def request_comparison(
        self, asked: ComparisonRequest, caller: Caller, officer: str
    ) -> Comparison:
        """Ask examiners to compare the prints of a match again; the same again changes nothing.

        An agency asks about its own bookings. After examiners have decided, only a supervisor asks.
        Raises PermissionDeniedError, BookingNotFoundError, ComparisonRefusedError,
        ComparisonConflictError.
        """
        require(caller, Operation.REQUEST_COMPARISON)
        with self._database.write() as session:
            if scope(caller, Operation.REQUEST_COMPARISON) is Scope.OWN:
                visibility.require_visible(session, asked.tcn, caller)
            if correction_store.of_booking(session, asked.tcn) is not None:
                raise NoMatchToCorrectError(f"the match of booking {asked.tcn} was withdrawn")
            act = Act(session, caller, self._clock(), officer)
            is_supervisor = may(caller, Operation.ACT_AS_SUPERVISOR)
            return comparisons.request(act, asked, is_supervisor=is_supervisor)

    def comparisons(
        self, caller: Caller, *, tcn: str = "", page: Page = FIRST_PAGE
    ) -> Listed[Comparison]:
        """Read a page of comparisons, oldest first, and the next page's token.

        Raises PermissionDeniedError, InvalidPageTokenError.
        """
        require(caller, Operation.READ_CORRECTIONS)
        with self._database.read() as session:
            return comparisons.comparisons(session, tcn, page)

    def correction(self, correction_id: str, caller: Caller) -> Correction:
        """Read a correction, and log the reading.

        Raises PermissionDeniedError, CorrectionNotFoundError.
        """
        require(caller, Operation.READ_CORRECTIONS)
        with self._database.read() as session:
            found = correction_store.find(session, correction_id)
        self._seen(caller, [found])
        return found

    def corrections(
        self, caller: Caller, *, tcn: str = "", page: Page = FIRST_PAGE
    ) -> Listed[Correction]:
        """Read a page of corrections, oldest first, and the next page's token; log each correction.

        Raises PermissionDeniedError, InvalidPageTokenError.
        """
        require(caller, Operation.READ_CORRECTIONS)
        with self._database.read() as session:
            found, token = correction_store.corrections(session, tcn, page)
        self._seen(caller, found)
        return found, token

    def notices(
        self, wanted: NoticeFilter, caller: Caller, *, page: Page = FIRST_PAGE
    ) -> Listed[Notice]:
        """Read a page of notices, oldest first, and the next page's token.

        Recipients see their own notices, overseers see all notices. Raises PermissionDeniedError,
        InvalidPageTokenError.
        """
        wanted = _visible(wanted, caller)
        with self._database.read() as session:
            return notice_store.notices(session, wanted, self._clock(), page)

    def overdue_count(self, caller: Caller) -> int:
        """Count the overdue notices that the caller may see.

        Raises PermissionDeniedError.
        """
        wanted = _visible(NoticeFilter(overdue_only=True), caller)
        with self._database.read() as session:
            return notice_store.count(session, wanted, self._clock())

    def acknowledge(self, notice_id: str, caller: Caller) -> Notice:
        """Record that the recipient knows of the correction; a repetition changes nothing.

        Raises PermissionDeniedError, OtherOfficeError, and NoticeNotFoundError also for a notice to
        another agency.
        """
        now = self._clock()
        with self._database.write() as session:
            row = notice_store.find_row(session, notice_id)
            found = notice_store.notice(row)
            _require_recipient(session, found, caller)
            if notice_store.acknowledge(Act(session, caller, now), row, caller.ori):
                _acknowledge_response(session, found, now)
                log.info("notice_acknowledged", notice_id=notice_id, ori=caller.ori)
            return notice_store.notice(row)

    def start(self) -> None:
        """Start the worker that raises alarms; it also goes on with an earlier process's work."""
        self._workers.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Stop the worker; returns whether the worker stopped in time."""
        return self._workers.stop(timeout_s)

    def run_due(self) -> bool:
        """Raise the alarms for overdue notices that are due; returns whether there were any."""
        with self._database.read() as session:
            due = notice_store.due_for_alarm(session, self._clock(), _BATCH)
        for notice_id in due:
            self._alarm(notice_id)
        return bool(due)

    def _alarm(self, notice_id: str) -> None:
        """Raise an alarm, which is durable before the log has the alarm."""
        with self._database.write() as session:
            notice = notice_store.alarm(session, notice_id, self._clock())
        if notice is not None:
            log.error(
                "notice_not_acknowledged",
                notice_id=notice.notice_id,
                tcn=notice.tcn,
                recipient=notice.recipient.name,
                address=notice.address,
                deadline=notice.deadline.isoformat(),
                alarm_count=notice.alarm_count,
            )

    def _seen(self, caller: Caller, seen: list[Correction]) -> None:
        ids = [one.request.correction_id for one in seen]
        now = self._clock()
        audit_log.record_seen(self._database, caller, Action.CORRECTION_VIEWED, ids, now)


def _require_another_person(session: Session, tcn: str, caller: Caller) -> None:
    """Check that nobody is examiner and supervisor about one match.

    An examiner may take the own decision back, as an examiner. Raises PermissionDeniedError.
    """
    as_examiner = "examiner" in roles_of(caller)
    if caller.person and not as_examiner and review_store.has_decided(session, tcn, caller.person):
        raise PermissionDeniedError(
            f"{caller.person} decided about the match of {tcn} as an examiner: take the decision "
            "back as an examiner, or let another supervisor withdraw the match"
        )


def _acknowledge_response(session: Session, notice: Notice, now: datetime) -> None:
    """Record that an agency that knows of the correction has the corrected response."""
    if notice.recipient is Recipient.BOOKING_AGENCY:
        known = correction_store.find(session, notice.correction_id)
        ordinal = known.reinstate_ordinal if notice.is_reinstatement else known.response_ordinal
        if ordinal > 0:
            responses.acknowledge(session, notice.tcn, ordinal, now)


def _visible(wanted: NoticeFilter, caller: Caller) -> NoticeFilter:
    """Narrow a filter to the notices that the caller may see."""
    if may(caller, Operation.SEE_EVERY_NOTICE):
        return wanted
    if may(caller, Operation.KNOW_AS_OFFICE):
        return replace(wanted, recipient=Recipient.FIELD_OFFICE)
    if may(caller, Operation.KNOW_AS_AGENCY) and caller.ori:
        return replace(wanted, recipient=Recipient.BOOKING_AGENCY, address=caller.ori)
    raise PermissionDeniedError("only the recipients of notices and overseers may see notices")


def _require_recipient(session: Session, notice: Notice, caller: Caller) -> None:
    by = _KNOWING[notice.recipient]
    require(caller, by)
    if notice.recipient is Recipient.BOOKING_AGENCY and notice.address != caller.ori:
        raise NoticeNotFoundError(f"no notice {notice.notice_id}")
    if notice.recipient is Recipient.FIELD_OFFICE:
        # Whoever has the case now: a transfer may have come after the notice.
        own_office.check(session, case_id(notice.tcn), caller, by)
