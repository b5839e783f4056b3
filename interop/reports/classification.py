"""Sort a case into the rows of the audit's findings, from its records alone (R31, R36, R43)."""

from collections.abc import Mapping

from interop.cases import (
    Advice,
    Assessment,
    Case,
    DispositionAction,
    DispositionReason,
    is_consistent,
)
from interop.lesc import Status
from interop.reports.types import SampleRow

_A, _R = DispositionAction, SampleRow

_NOT_DETAINED: Mapping[Status, SampleRow] = {
    Status.US_CITIZEN: _R.CITIZEN_NOT_DETAINED,
    Status.LAWFUL_STATUS: _R.LAWFUL_NOT_DETAINED,
    Status.LAWFUL_PERMANENT_RESIDENT: _R.LAWFUL_NOT_DETAINED,
    Status.NO_RECORD: _R.UNKNOWN_NOT_DETAINED,
}


def classify(case: Case, assessment: Assessment, status: Status | None) -> SampleRow:
    """Find the row of a case.

    assessment: by the policy of the day of the decision. status: as determined; None before the
    LESC's answer.
    """
    consistent = is_consistent(assessment, case.current)
    if consistent is None or status is None or not _is_borne_out(case):
        return _R.INCOMPLETE
    enforced = _is_enforced(case)
    if not consistent:
        return _inconsistent_row(assessment, status, enforced=enforced)
    return _consistent_row(case, assessment, status, enforced=enforced)


def _is_borne_out(case: Case) -> bool:
    """Tell whether a documented request for detention is on record as a detainer."""
    requested = case.current.disposition.action is _A.DETENTION_REQUESTED
    return bool(case.detainers) or not (requested or _was_declined(case))


def _was_declined(case: Case) -> bool:
    return case.current.disposition.reason is DispositionReason.DETAINER_DECLINED


def _is_enforced(case: Case) -> bool:
    """Tell whether detention was requested, or the person removed or found not removable."""
    return case.current.disposition.action is not _A.NO_DETENTION or _was_declined(case)


def _consistent_row(
    case: Case, assessment: Assessment, status: Status, *, enforced: bool
) -> SampleRow:
    if not enforced:
        stands = assessment.advice is Advice.NO_DETAINER and case.withdrawn_time is None
        return _NOT_DETAINED.get(status, _R.OTHER_CONSISTENT) if stands else _R.OTHER_CONSISTENT
    if status is Status.LAWFUL_PERMANENT_RESIDENT:
        return _R.RESIDENT_DETAINED
    if status is not Status.UNLAWFULLY_PRESENT:
        return _R.OTHER_CONSISTENT
    if assessment.priority == 1:
        return _R.PRIORITY_1_ACTED
    return _R.CHARGED_DETAINED if assessment.priority is None else _R.PRIORITY_2_OR_3_ACTED


def _inconsistent_row(assessment: Assessment, status: Status, *, enforced: bool) -> SampleRow:
    if not enforced and assessment.priority is not None:
        first = assessment.priority == 1
        return _R.PRIORITY_1_NOT_DETAINED if first else _R.PRIORITY_2_OR_3_NOT_DETAINED
    if enforced and status is Status.LAWFUL_PERMANENT_RESIDENT:
        return _R.RESIDENT_WITHOUT_GROUND_DETAINED
    return _R.OTHER_INCONSISTENT
