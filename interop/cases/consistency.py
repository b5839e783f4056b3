"""Compare what was done about a match with the advice, as the audit did (R31)."""

from collections.abc import Mapping

from interop.cases.documentation import completeness
from interop.cases.priorities import Advice, Assessment
from interop.cases.types import CaseVersion, Completeness, DispositionAction, DispositionReason

_A = DispositionAction
_ENFORCED = frozenset({_A.DETENTION_REQUESTED, _A.REMOVED, _A.COULD_NOT_BE_REMOVED})

_AGREES: Mapping[Advice, frozenset[DispositionAction]] = {
    Advice.DETAIN: _ENFORCED,
    Advice.MAY_DETAIN: frozenset(DispositionAction),
    Advice.NO_DETAINER: frozenset({_A.NO_DETENTION}),
    Advice.UNDETERMINED: frozenset({_A.NO_DETENTION}),
    Advice.SUSPENDED: frozenset({_A.NO_DETENTION}),
}


def is_consistent(assessment: Assessment, version: CaseVersion) -> bool | None:
    """Tell whether a documented action agrees with the advice; None if no action is documented.

    A detainer that the agency declined counts as a request for detention.
    """
    if completeness(version) is not Completeness.COMPLETE:
        return None
    disposition = version.disposition
    assert disposition.action is not None
    if disposition.reason is DispositionReason.DETAINER_DECLINED:
        return DispositionAction.DETENTION_REQUESTED in _AGREES[assessment.advice]
    return disposition.action in _AGREES[assessment.advice]
