"""What can go wrong with a case.

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
    """A case cannot be handled like this."""


class CaseNotFoundError(CaseError):
    """No case has this id, or none that the caller may see."""

    reason = "CASE_NOT_FOUND"


class DetainerNotFoundError(CaseError):
    """No detainer has this id, or none that the caller may see."""

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
    """Where the case stands does not allow this."""

    reason = "CASE_STATE"


class CaseIncompleteError(CaseError):
    """The case lacks what it needs to be closed (R35)."""

    reason = "CASE_INCOMPLETE"

    def __init__(self, case_id: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"{case_id} cannot be closed without {', '.join(missing)}: record what is missing"
        )
        self.missing = tuple(missing)


class DetainerStateError(CaseError):
    """Where the detainer stands does not allow this."""

    reason = "DETAINER_STATE"


class DetainerRefusedError(CaseError):
    """Nobody may be held on this case, or not without a reason."""

    reason = "DETAINER_REFUSED"


class ClaimStateError(CaseError):
    """The claim has ended, or another one is open."""

    reason = "CLAIM_STATE"


class DispositionMismatchError(CaseError):
    """The reason does not go with the action."""

    reason = "DISPOSITION_MISMATCH"
