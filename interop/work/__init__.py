"""Work lists of field offices: who works on which case, transfers to other offices, escalations."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
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
else:
    __getattr__ = names_of(
        __name__,
        {
            "desk": "WorkDesk",
            "types": "Escalation EscalationRequest ReassignReason Transfer TransferFilter "
            "TransferRequest TransferState WorkFilter WorkItem",
        },
        submodules="errors tables",
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
