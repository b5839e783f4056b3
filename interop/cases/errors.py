"""The errors of cases.

TenprintError
└── InteropError
    └── CaseError
        ├── CaseNotFoundError       CASE_NOT_FOUND
        ├── DetainerNotFoundError   DETAINER_NOT_FOUND
        ├── ClaimNotFoundError      CLAIM_NOT_FOUND
        ├── AlarmNotFoundError      ALARM_NOT_FOUND
        ├── CaseConflictError       CASE_CONFLICT
        ├── CaseStateError          CASE_STATE
        ├── CaseIncompleteError     CASE_INCOMPLETE
        ├── DetainerStateError      DETAINER_STATE
        ├── DetainerRefusedError    DETAINER_REFUSED
        ├── ClaimStateError         CLAIM_STATE
        └── DispositionMismatchError  DISPOSITION_MISMATCH
"""

from collections.abc import Sequence

from interop.errors import InteropError


class CaseError(InteropError):
    """An operation on a case is not possible."""


class CaseNotFoundError(CaseError):
    """No case that the caller may see has this id."""

    reason = "CASE_NOT_FOUND"


class DetainerNotFoundError(CaseError):
    """No detainer that the caller may see has this id."""

    reason = "DETAINER_NOT_FOUND"


class ClaimNotFoundError(CaseError):
    """No claim of citizenship has this id."""

    reason = "CLAIM_NOT_FOUND"


class AlarmNotFoundError(CaseError):
    """No alarm has this number."""

    reason = "ALARM_NOT_FOUND"


class CaseConflictError(CaseError):
    """The id was used before with other content."""

    reason = "CASE_CONFLICT"


class CaseStateError(CaseError):
    """The state of the case does not allow the operation."""

    reason = "CASE_STATE"


class CaseIncompleteError(CaseError):
    """The case lacks fields that a closed case needs (R35)."""

    reason = "CASE_INCOMPLETE"

    def __init__(self, case_id: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"case {case_id} cannot be closed without {', '.join(missing)}: record what is missing"
        )
        self.missing = tuple(missing)


class DetainerStateError(CaseError):
    """The state of the detainer does not allow the operation."""

    reason = "DETAINER_STATE"


class DetainerRefusedError(CaseError):
    """Nobody may be held because of this case, or only for a stated reason."""

    reason = "DETAINER_REFUSED"


class ClaimStateError(CaseError):
    """The claim has ended, or another claim is open."""

    reason = "CLAIM_STATE"


class DispositionMismatchError(CaseError):
    """The reason does not fit the action."""

    reason = "DISPOSITION_MISMATCH"
