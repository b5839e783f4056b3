"""List what lacks what it must have: a case, a query, an answer, an end, an acknowledgement."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from interop.bookings import AnswerRow, MessageKind, OutboxRow
from interop.cases import (
    AlarmRow,
    CaseRow,
    CaseState,
    CaseVersionRow,
    ClaimRow,
    ClaimState,
    DetainerRow,
    DetainerState,
    ReleaseNoticeRow,
    missing,
    rows,
)
from interop.corrections import CorrectionRow, NoticeRow
from interop.reports.types import ExceptionKind, ExceptionReport, ReportedException

MAX_OF_A_KIND = 1_000
_BATCH = 500

_K = ExceptionKind
_NO_CASE = literal("")

_QUERY = OutboxRow.kind == MessageKind.IAQ.value
_LIVE = [int(state) for state in DetainerState if state.is_live]
_CASE_OF_QUERY = CaseRow.query_id == OutboxRow.message_id

_CHECKS: Mapping[ExceptionKind, Select[Any, str, datetime, str]] = {
    _K.MATCH_WITHOUT_CASE: select(
        OutboxRow.message_id, _NO_CASE, OutboxRow.create_time, OutboxRow.tcn
    ).where(_QUERY, ~select(CaseRow.sequence).where(_CASE_OF_QUERY).exists()),
    _K.CASE_WITHOUT_QUERY: select(
        CaseRow.case_id, CaseRow.case_id, CaseRow.open_time, CaseRow.query_id
    ).where(~select(OutboxRow.message_id).where(_CASE_OF_QUERY).exists()),
    # A withdrawn match needs no answer.
    _K.QUERY_WITHOUT_ANSWER: select(
        OutboxRow.message_id,
        func.coalesce(CaseRow.case_id, ""),
        OutboxRow.create_time,
        OutboxRow.rejected_field,
    )
    .outerjoin(CaseRow, _CASE_OF_QUERY)
    .where(
        _QUERY,
        CaseRow.withdrawn_time.is_(None),
        ~select(AnswerRow.version).where(AnswerRow.query_id == OutboxRow.message_id).exists(),
    ),
    _K.ANSWER_NOT_TAKEN: select(
        AnswerRow.query_id, CaseRow.case_id, AnswerRow.receive_time, literal("newer answer")
    )
    .join(CaseRow, CaseRow.query_id == AnswerRow.query_id)
    .join(
        CaseVersionRow,
        (CaseVersionRow.case_id == CaseRow.case_id) & (CaseVersionRow.version == CaseRow.version),
    )
    .where(AnswerRow.version > CaseVersionRow.answer_version),
    _K.HOLD_WITHOUT_END: select(
        DetainerRow.detainer_id, DetainerRow.case_id, DetainerRow.request_time, DetainerRow.ori
    ).where(DetainerRow.state.in_(_LIVE)),
    _K.CLAIM_WITHOUT_END: select(
        ClaimRow.claim_id, ClaimRow.case_id, ClaimRow.claim_time, literal("")
    ).where(ClaimRow.state == int(ClaimState.OPEN)),
    _K.NOTICE_WITHOUT_ACKNOWLEDGEMENT: select(
        NoticeRow.notice_id,
        func.coalesce(CaseRow.case_id, ""),
        NoticeRow.create_time,
        NoticeRow.address,
    )
    .outerjoin(CaseRow, CaseRow.tcn == NoticeRow.tcn)
    .where(NoticeRow.acknowledge_time.is_(None)),
    _K.ALARM_WITHOUT_ACKNOWLEDGEMENT: select(
        AlarmRow.alarm_id, AlarmRow.case_id, AlarmRow.alarm_time, AlarmRow.kind
    ).where(AlarmRow.acknowledge_time.is_(None)),
    _K.CORRECTED_WITHOUT_WITHDRAWAL: select(
        CorrectionRow.correction_id, CaseRow.case_id, CorrectionRow.correct_time, CorrectionRow.tcn
    )
    .join(CaseRow, CaseRow.tcn == CorrectionRow.tcn)
    .where(CaseRow.withdrawn_time.is_(None), CorrectionRow.reinstate_time.is_(None)),
    _K.RELEASE_WITHOUT_CONFIRMATION: select(
        ReleaseNoticeRow.notice_id,
        ReleaseNoticeRow.case_id,
        ReleaseNoticeRow.create_time,
        ReleaseNoticeRow.address,
    ).where(ReleaseNoticeRow.confirm_time.is_(None)),
}
"""Of each kind: the id of the object, its case, since when, and a detail."""


def report(session: Session, now: datetime, min_age: timedelta = timedelta()) -> ExceptionReport:
    """List what lacks what it must have, and has lacked it for at least `min_age`."""
    found: dict[ExceptionKind, list[ReportedException]] = {}
    counts: dict[ExceptionKind, int] = {}
    for kind, statement in _CHECKS.items():
        _, _, since, _ = statement.selected_columns
        old = statement.where(since <= now - min_age)
        counts[kind] = session.scalar(select(func.count()).select_from(old.subquery())) or 0
        listed = session.execute(old.order_by(since).limit(MAX_OF_A_KIND))
        found[kind] = [
            ReportedException(kind, str(object_id), case_id, time, detail)
            for object_id, case_id, time, detail in listed
        ]
    unrecorded = list(_closed_without_record(session, now - min_age))
    kind = _K.CLOSED_WITHOUT_RECORD
    counts[kind], found[kind] = len(unrecorded), unrecorded[:MAX_OF_A_KIND]
    return ExceptionReport(
        exceptions=tuple(one for kind in _K for one in found[kind]),
        counts={kind: counts[kind] for kind in _K if counts[kind]},
    )


def _closed_without_record(session: Session, until: datetime) -> Iterator[ReportedException]:
    """Go through the closed cases, some at a time, and yield those that lack a field."""
    after = 0
    while True:
        found = session.scalars(
            select(CaseRow)
            .where(CaseRow.state == int(CaseState.CLOSED), CaseRow.sequence > after)
            .order_by(CaseRow.sequence)
            .limit(_BATCH)
        ).all()
        for case in rows.describe_all(session, found):
            closed, lacks = case.current.close_time or case.open_time, missing(case)
            if lacks and closed <= until:
                yield ReportedException(
                    _K.CLOSED_WITHOUT_RECORD, case.case_id, case.case_id, closed, ", ".join(lacks)
                )
        if len(found) < _BATCH:
            return
        after = found[-1].sequence
