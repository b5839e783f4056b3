"""Withdrawals of false matches, and notices until every recipient acknowledges."""

from interop.corrections import known_non_mates, notices, store, tables
from interop.corrections.desk import CorrectionDesk
from interop.corrections.notices import NoticeFilter
from interop.corrections.types import (
    Correction,
    CorrectionReason,
    CorrectionRequest,
    Notice,
    Recipient,
)

__all__ = [
    "Correction",
    "CorrectionDesk",
    "CorrectionReason",
    "CorrectionRequest",
    "Notice",
    "NoticeFilter",
    "Recipient",
    "known_non_mates",
    "notices",
    "store",
    "tables",
]
