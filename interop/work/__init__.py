"""Work lists of field offices: who works on which case, transfers to other offices, escalations."""

from interop.work import errors, tables
from interop.work.desk import WorkDesk
from interop.work.types import (
    Escalation,
    EscalationRequest,
    ReassignReason,
    Transfer,
    TransferFilter,
    TransferRequest,
    TransferState,
    WorkFilter,
    WorkItem,
)

__all__ = [
    "Escalation",
    "EscalationRequest",
    "ReassignReason",
    "Transfer",
    "TransferFilter",
    "TransferRequest",
    "TransferState",
    "WorkDesk",
    "WorkFilter",
    "WorkItem",
    "errors",
    "tables",
]
