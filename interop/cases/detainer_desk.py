"""Detainers between field office and local agency: each operation is one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import Listed, Page
from interop.audit import Action, ObjectKind, audit_log
from interop.bookings import lists as bookings
from interop.cases import claims, detainer_store, moves, own_office, release_notices
from interop.cases import detainers as case_detainers
from interop.cases import queries as case_queries
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.errors import (
    CaseNotFoundError,
    DetainerNotFoundError,
    OtherOfficeError,
    ReleaseNoticeNotFoundError,
)
from interop.cases.release_notices import (
    HolderKind,
    NoticeFilter,
    ReleaseNotice,
    ReleaseOutcome,
)
from interop.cases.rows import case_row
from interop.cases.types import Actor
from interop.clock import Clock, system_clock
from interop.roles import Operation, may, may_any, require

_CHANGES = [
    one
    for one in Action
    if one.object_kind is ObjectKind.DETAINER and one is not Action.DETAINER_VIEWED
]
"""What changes a detainer: each change is logged in its own transaction."""

_ANSWERS: Mapping[HolderKind, Operation] = {
    HolderKind.AGENCY: Operation.ANSWER_DETAINER,
    HolderKind.CUSTODIAN: Operation.WORK_CASE,
    HolderKind.SUPERVISOR: Operation.ACT_AS_SUPERVISOR,
}
"""Who answers a notice."""


class DetainerDesk:
    """Takes the requests of officers and the answers of agencies. Safe for threads."""

    def __init__(self, database: Database, *, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def request(
        self, case_id: str, detainer_id: str, against_advice_because: str, actor: Actor
    ) -> Detainer:
        """Ask the agency that booked the person to hold the person, as the office of the case."""
        require(actor.caller, Operation.WORK_CASE)
        with self._database.write() as session:
            own_office.check(session, case_id, actor.caller, Operation.WORK_CASE)
            act = actor.act(session, self._clock())
            return case_detainers.request(act, case_id, detainer_id, against_advice_because)

    def take_custody(self, detainer_id: str, actor: Actor) -> Detainer:
        """Record that officers have taken the person into custody."""
        return self._work(actor, case_detainers.take_custody, detainer_id)

    def cancel(self, detainer_id: str, reason: str, actor: Actor) -> Detainer:
        """Cancel a detainer."""
        return self._work(actor, case_detainers.cancel, detainer_id, reason)

    def record_release(
        self, detainer_id: str, release_time: datetime, reason: str, actor: Actor
    ) -> Detainer:
        """Record that the custodian has released a person after custody was taken.

        The custodian does so, or the office of the case.
        """
        require(actor.caller, Operation.WORK_CASE)
        with self._database.write() as session:
            if detainer_store.read(session, detainer_id).custodian != actor.caller.ori:
                _check_office(session, detainer_id, actor.caller)
            act = actor.act(session, self._clock())
            return case_detainers.record_release(act, detainer_id, release_time, reason)

    def move_person(
        self, case_id: str, to_ori: str, move_time: datetime, actor: Actor
    ) -> list[Detainer]:
        """Record that another agency has the person of a case; returns the holds that went there.

        An agency moves the people whom it has, an office those of its cases. Raises
        CaseNotFoundError, CaseStateError, OtherOfficeError.
        """
        require(actor.caller, Operation.ANSWER_DETAINER, Operation.WORK_CASE)
        with self._database.write() as session:
            caller, has_it = actor.caller, case_row(session, case_id).holder == actor.caller.ori
            if not (has_it and may(caller, Operation.ANSWER_DETAINER)):
                if not may(caller, Operation.WORK_CASE):
                    raise CaseNotFoundError(f"no case {case_id}")
                own_office.check(session, case_id, caller, Operation.WORK_CASE)
            act = actor.act(session, self._clock())
            return moves.move_person(act, case_id, to_ori, move_time)

    def confirm_release(
        self,
        notice_id: str,
        outcome: ReleaseOutcome,
        release_time: datetime | None,
        actor: Actor,
    ) -> ReleaseNotice:
        """Record what the recipient of a notice answers; only the recipient may answer.

        Raises ReleaseNoticeNotFoundError, also for another agency's notice, OtherOfficeError,
        DetainerStateError.
        """
        with self._database.write() as session:
            notice = release_notices.read(session, notice_id)
            require(actor.caller, _ANSWERS[notice.recipient])
            _check_recipient(session, notice, actor.caller)
            began = detainer_store.read(session, notice.detainer_id).request_time
            act = actor.act(session, self._clock())
            return release_notices.confirm(act, notice_id, outcome, release_time, began)

    def list_release_notices(
        self, wanted: NoticeFilter, page: Page, actor: Actor
    ) -> Listed[ReleaseNotice]:
        """Read a page of notices, oldest first; an agency sees only its own notices."""
        require(actor.caller, Operation.READ_DETAINER)
        own = _visible_ori(actor.caller)
        if own and wanted.address not in ("", own):
            return [], ""
        if own:
            wanted = replace(wanted, address=own)
        with self._database.read() as session:
            return release_notices.notices(session, wanted, self._clock(), page)

    def acknowledge(self, detainer_id: str, actor: Actor) -> Detainer:
        """Record that the agency will hold the person."""
        return self._answer(actor, case_detainers.acknowledge, detainer_id)

    def decline(self, detainer_id: str, reason: str, actor: Actor) -> Detainer:
        """Record that the agency will not hold the person."""
        return self._answer(actor, case_detainers.decline, detainer_id, reason)

    def report_release(self, detainer_id: str, release_time: datetime, actor: Actor) -> Detainer:
        """Start the 48 hours: the agency would otherwise have released the person."""
        return self._answer(actor, case_detainers.start_clock, detainer_id, release_time)

    def read(self, detainer_id: str, actor: Actor) -> Detainer:
        """Read a detainer. Raises DetainerNotFoundError, also for another agency's detainer."""
        require(actor.caller, Operation.READ_DETAINER)
        own = _visible_ori(actor.caller)
        with self._database.read() as session:
            found = _read_of(session, detainer_id, own)
            return _named(session, [found])[0] if own else found

    def takes_claim(self, detainer_id: str, actor: Actor) -> bool:
        """Tell whether a claim of citizenship can be taken about the person of a detainer."""
        require(actor.caller, Operation.READ_DETAINER)
        with self._database.read() as session:
            found = _read_of(session, detainer_id, _visible_ori(actor.caller))
            return claims.takes_claim(session, found.case_id)

    def list_detainers(
        self, ori: str, state: DetainerState | None, page: Page, actor: Actor
    ) -> Listed[Detainer]:
        """Read detainers by their cases, and the next page's token; a page counts cases.

        An agency sees only the detainers that it was asked for.
        """
        require(actor.caller, Operation.READ_DETAINER)
        own = _visible_ori(actor.caller)
        if own and ori not in ("", own):
            return [], ""
        with self._database.read() as session:
            found, token = case_queries.list_detainers(session, own or ori, state, page)
            return _named(session, found) if own else found, token

    def watch(self, ori: str, after: int | None, actor: Actor) -> tuple[list[Detainer], int]:
        """Read the detainers that changed after a place in the audit log, and the present place.

        after: None: read the detainers in force. An agency sees only its own detainers. Whoever
        watches is logged as a viewer of each detainer.
        """
        require(actor.caller, Operation.READ_DETAINER)
        own = _visible_ori(actor.caller)
        wanted = "" if own and ori not in ("", own) else own or ori
        with self._database.read() as session:
            place = audit_log.head(session).sequence
            if after is None:
                found = detainer_store.live(session)
            else:
                found = detainer_store.some(session, _changed(session, after, place))
        shown = [one for one in found if one.ori == wanted or not (own or ori)]
        ids, now = [one.detainer_id for one in shown], self._clock()
        audit_log.record_seen(self._database, actor.caller, Action.DETAINER_VIEWED, ids, now)
        return shown, place

    def _work(
        self, actor: Actor, work: Callable[..., Detainer], detainer_id: str, *arguments: object
    ) -> Detainer:
        """Let an officer of the office of the case change a detainer in one transaction."""
        require(actor.caller, Operation.WORK_CASE)
        with self._database.write() as session:
            _check_office(session, detainer_id, actor.caller)
            return work(actor.act(session, self._clock()), detainer_id, *arguments)

    def _answer(
        self, actor: Actor, work: Callable[..., Detainer], detainer_id: str, *arguments: object
    ) -> Detainer:
        """Let the agency that was asked change a detainer, and no other agency."""
        require(actor.caller, Operation.ANSWER_DETAINER)
        with self._database.write() as session:
            # The table of roles refuses a caller without an ORI: an empty text would be any agency.
            _read_of(session, detainer_id, actor.caller.ori)
            return work(actor.act(session, self._clock()), detainer_id, *arguments)


def _check_office(session: Session, detainer_id: str, caller: Caller) -> None:
    """Check that the case of a detainer is the work of the caller's office."""
    case_id = detainer_store.read(session, detainer_id).case_id
    own_office.check(session, case_id, caller, Operation.WORK_CASE)


def _check_recipient(session: Session, notice: ReleaseNotice, caller: Caller) -> None:
    """Let an agency or an office answer only what was addressed to it."""
    if notice.recipient is HolderKind.SUPERVISOR or notice.address == caller.ori:
        return
    if not notice.address:
        # Early versions did not write down which office took custody.
        own_office.check(session, notice.case_id, caller, Operation.WORK_CASE)
        return
    if notice.recipient is HolderKind.AGENCY:
        raise ReleaseNoticeNotFoundError(f"no notice {notice.notice_id}")
    raise OtherOfficeError(
        f"notice {notice.notice_id} goes to {notice.address}, which has the person: "
        f"{notice.address} answers"
    )


def _changed(session: Session, after: int, place: int) -> list[str]:
    """Name the detainers that changed between two places of the log, each once."""
    return audit_log.objects_of(session, _CHANGES, after, place)


def _visible_ori(caller: Caller) -> str:
    """Name the only agency whose detainers a caller sees; empty: every agency's."""
    return "" if may_any(caller, Operation.READ_DETAINER) else caller.ori


def _named(session: Session, detainers: Sequence[Detainer]) -> list[Detainer]:
    """Add whom each detainer is about, as the booking states the name: for the agency asked."""
    tcns = case_queries.tcns_of(session, {one.case_id for one in detainers})
    names = bookings.booked_names(session, set(tcns.values()))
    return [replace(one, booked_name=names[tcns[one.case_id]]) for one in detainers]


def _read_of(session: Session, detainer_id: str, ori: str) -> Detainer:
    """Read a detainer of an agency; empty: of any agency. Raises DetainerNotFoundError."""
    found = detainer_store.read(session, detainer_id)
    if ori not in ("", found.ori):
        raise DetainerNotFoundError(f"no detainer {detainer_id}")
    return found
