"""The statements that find what waits, one for each state that can stay."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    cast,
    func,
    literal,
    null,
    select,
)

from database.connection import UtcDateTime
from interop.bookings import BookingState, OutboxRow, StateChangeRow, SubmissionRow
from interop.cases import CaseState, ClaimState, DetainerState
from interop.cases import tables as cases
from interop.corrections import tables as corrections
from interop.review import tables as review
from interop.waiting import Waiting
from interop.work import tables as work

Found = Select[Any]
"""Five columns: waiting, object_id, address, since, and a deadline of its own or null."""

_ON_ITS_WAY = [int(one) for one in BookingState if not one.is_final]
_OTHERS_ACT = (int(BookingState.IN_REVIEW), int(BookingState.QUERY_SENT_TO_LESC))


_NO_DEADLINE = cast(null(), UtcDateTime)


def _waits(
    waiting: Waiting,
    object_id: SQLColumnExpression[Any],
    address: SQLColumnExpression[Any],
    since: SQLColumnExpression[Any],
    *conditions: ColumnElement[bool],
    deadline: SQLColumnExpression[Any] | None = None,
) -> Found:
    columns: list[ColumnElement[Any]] = [
        literal(waiting.value, String).label("waiting"),
        object_id.label("object_id"),
        address.label("address"),
        since.label("since"),
        (_NO_DEADLINE if deadline is None else deadline).label("deadline"),
    ]
    return select(*columns).where(*conditions)


def _text(value: str) -> ColumnElement[str]:
    return literal(value, String)


_REACHED = (
    select(func.max(StateChangeRow.change_time))
    .where(StateChangeRow.tcn == SubmissionRow.tcn, StateChangeRow.state == SubmissionRow.state)
    .scalar_subquery()
)
_SENT, _CASE = OutboxRow, cases.CaseRow
_UNSENT = (_SENT.delivered_time.is_(None), _SENT.rejected_time.is_(None))

STATES: Mapping[Waiting, Found] = {
    Waiting.BOOKING: _waits(
        Waiting.BOOKING,
        SubmissionRow.tcn,
        SubmissionRow.ori,
        func.coalesce(_REACHED, SubmissionRow.receive_time),
        SubmissionRow.state.in_(_ON_ITS_WAY),
        SubmissionRow.state.not_in(_OTHERS_ACT),
    ),
    Waiting.REVIEW: _waits(
        Waiting.REVIEW,
        review.ReviewItemRow.item_id,
        _text(""),
        review.ReviewItemRow.open_time,
        review.ReviewItemRow.end_time.is_(None),
    ),
    Waiting.MESSAGE: _waits(
        Waiting.MESSAGE, _SENT.message_id, _text(""), _SENT.create_time, *_UNSENT
    ),
    Waiting.REJECTED: _waits(
        Waiting.REJECTED,
        _SENT.message_id,
        _text(""),
        _SENT.rejected_time,
        _SENT.rejected_time.is_not(None),
    ),
    Waiting.DETERMINATION: _waits(
        Waiting.DETERMINATION,
        cases.CaseRow.case_id,
        cases.CaseRow.office,
        cases.CaseRow.open_time,
        cases.CaseRow.state == int(CaseState.AWAITING_DETERMINATION),
    ),
    Waiting.ALERT: _waits(
        Waiting.ALERT,
        cases.CaseRow.case_id,
        cases.CaseRow.alerted_to,
        func.coalesce(_CASE.withdrawn_time, _CASE.alert_time, _CASE.open_time),
        cases.CaseRow.state.in_((int(CaseState.ALERTED), int(CaseState.WITHDRAWN))),
    ),
    Waiting.REQUESTED: _waits(
        Waiting.REQUESTED,
        cases.DetainerRow.detainer_id,
        cases.DetainerRow.ori,
        cases.DetainerRow.request_time,
        cases.DetainerRow.state == int(DetainerState.REQUESTED),
    ),
    Waiting.ACKNOWLEDGED: _waits(
        Waiting.ACKNOWLEDGED,
        cases.DetainerRow.detainer_id,
        cases.DetainerRow.ori,
        cases.DetainerRow.acknowledge_time,
        cases.DetainerRow.state == int(DetainerState.ACKNOWLEDGED),
    ),
    Waiting.CLAIM: _waits(
        Waiting.CLAIM,
        cases.ClaimRow.claim_id,
        _text(""),
        cases.ClaimRow.claim_time,
        cases.ClaimRow.state == int(ClaimState.OPEN),
    ),
    Waiting.RELEASE: _waits(
        Waiting.RELEASE,
        cases.ReleaseNoticeRow.notice_id,
        cases.ReleaseNoticeRow.address,
        cases.ReleaseNoticeRow.create_time,
        cases.ReleaseNoticeRow.confirm_time.is_(None),
    ),
    Waiting.CORRECTION: _waits(
        Waiting.CORRECTION,
        corrections.NoticeRow.notice_id,
        corrections.NoticeRow.address,
        corrections.NoticeRow.create_time,
        corrections.NoticeRow.acknowledge_time.is_(None),
    ),
    Waiting.ALARM: _waits(
        Waiting.ALARM,
        cast(cases.AlarmRow.alarm_id, String),
        _text(""),
        cases.AlarmRow.alarm_time,
        cases.AlarmRow.acknowledge_time.is_(None),
    ),
    Waiting.TRANSFER: _waits(
        Waiting.TRANSFER,
        work.TransferRow.transfer_id,
        work.TransferRow.to_office,
        work.TransferRow.request_time,
        work.TransferRow.answer_time.is_(None),
    ),
    Waiting.ESCALATION: _waits(
        Waiting.ESCALATION,
        work.EscalationRow.escalation_id,
        work.EscalationRow.queue,
        work.EscalationRow.create_time,
        work.EscalationRow.end_time.is_(None),
        deadline=work.EscalationRow.deadline,
    ),
}
"""What is in each state, with the time since when."""
