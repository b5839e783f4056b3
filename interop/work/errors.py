"""The errors of work lists.

TenprintError
└── InteropError
    └── WorkError
        ├── OfficeNotFoundError      OFFICE_NOT_FOUND
        ├── TransferNotFoundError    TRANSFER_NOT_FOUND
        ├── TransferStateError       TRANSFER_STATE
        ├── EscalationNotFoundError  ESCALATION_NOT_FOUND
        └── EscalationStateError     ESCALATION_STATE
"""

from interop.errors import InteropError


class WorkError(InteropError):
    """Work cannot be taken, moved or answered."""


class OfficeNotFoundError(WorkError, reason="OFFICE_NOT_FOUND"):
    """No field office has this name."""


class TransferNotFoundError(WorkError, reason="TRANSFER_NOT_FOUND"):
    """No transfer has this id."""


class TransferStateError(WorkError, reason="TRANSFER_STATE"):
    """The transfer was answered before, or the case waits for another office already."""


class EscalationNotFoundError(WorkError, reason="ESCALATION_NOT_FOUND"):
    """No escalation has this id."""


class EscalationStateError(WorkError, reason="ESCALATION_STATE"):
    """The escalation has ended, the case is before supervisors already, or nobody else answers."""
