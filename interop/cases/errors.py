"""The errors of cases.

TenprintError
└── InteropError
    └── CaseError
        ├── CaseNotFoundError       CASE_NOT_FOUND
        ├── DetainerNotFoundError   DETAINER_NOT_FOUND
        ├── ClaimNotFoundError      CLAIM_NOT_FOUND
        ├── AlarmNotFoundError      ALARM_NOT_FOUND
        ├── ReleaseNoticeNotFoundError  RELEASE_NOTICE_NOT_FOUND
        ├── CaseConflictError       CASE_CONFLICT
        ├── CaseStateError          CASE_STATE
        ├── CaseIncompleteError     CASE_INCOMPLETE
        ├── DetainerStateError      DETAINER_STATE
        ├── DetainerRefusedError    DETAINER_REFUSED
        ├── ClaimStateError         CLAIM_STATE
        ├── DispositionContradictionError  DISPOSITION_CONTRADICTION
        ├── AlarmRecipientError     ALARM_RECIPIENT
        ├── OtherOfficeError        OTHER_OFFICE
        ├── DispositionMismatchError  DISPOSITION_MISMATCH
        └── OfficeFileError         INTERNAL: never on the wire, the server does not start
"""

from collections.abc import Sequence

from interop.errors import InteropError


class CaseError(InteropError):
    """An operation on a case is not possible."""


class CaseNotFoundError(CaseError, reason="CASE_NOT_FOUND"):
    """No case that the caller may see has this id."""


class DetainerNotFoundError(CaseError, reason="DETAINER_NOT_FOUND"):
    """No detainer that the caller may see has this id."""


class ClaimNotFoundError(CaseError, reason="CLAIM_NOT_FOUND"):
    """No claim of citizenship has this id."""


class AlarmNotFoundError(CaseError, reason="ALARM_NOT_FOUND"):
    """No alarm has this number."""


class ReleaseNoticeNotFoundError(CaseError, reason="RELEASE_NOTICE_NOT_FOUND"):
    """No notice that the caller may see has this id."""


class CaseConflictError(CaseError, reason="CASE_CONFLICT"):
    """The id was used before with other content."""


class CaseStateError(CaseError, reason="CASE_STATE"):
    """The state of the case does not allow the operation."""


class CaseIncompleteError(CaseError, reason="CASE_INCOMPLETE"):
    """The case lacks fields that a closed case needs (R35)."""

    def __init__(self, case_id: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"case {case_id} cannot be closed without {', '.join(missing)}: record what is missing"
        )
        self.missing = tuple(missing)


class DetainerStateError(CaseError, reason="DETAINER_STATE"):
    """The state of the detainer does not allow the operation."""


class DetainerRefusedError(CaseError, reason="DETAINER_REFUSED"):
    """Nobody may be held because of this case, or only for a stated reason."""

    def __init__(self, words: str, *, needs_reason: bool = False) -> None:
        """needs_reason: whether the officer may ask for the detainer with a reason."""
        super().__init__(words)
        self.field = "against_advice_because" if needs_reason else ""


class ClaimStateError(CaseError, reason="CLAIM_STATE"):
    """The claim has ended, or another claim is open."""


class DispositionMismatchError(CaseError, reason="DISPOSITION_MISMATCH"):
    """The reason does not fit the action."""


class DispositionContradictionError(CaseError, reason="DISPOSITION_CONTRADICTION"):
    """The disposition says what did not happen."""

    def __init__(self, case_id: str, contradictions: Sequence[str]) -> None:
        super().__init__(
            f"case {case_id} cannot be closed: {'; '.join(contradictions)}: correct the "
            "disposition, or a supervisor closes the case and says why"
        )
        self.field = "against_contradiction_because"


class AlarmRecipientError(CaseError, reason="ALARM_RECIPIENT"):
    """An alarm is acknowledged by its recipient, and never by who caused the alarm."""


class OtherOfficeError(CaseError, reason="OTHER_OFFICE"):
    """The case is the work of another office than the caller's, or the caller is no office."""


class OfficeFileError(CaseError):
    """A file of field offices was refused; the message names the line."""
