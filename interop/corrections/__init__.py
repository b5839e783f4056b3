"""Withdrawals of false matches, and notices until every recipient acknowledges."""

from interop.corrections import (
    expungement,
    known_non_mates,
    notices,
    store,
    tables,
    withdrawal,
)
from interop.corrections.desk import CorrectionDesk
from interop.corrections.notices import NoticeFilter
from interop.corrections.tables import CorrectionRow, NoticeRow
from interop.corrections.types import (
    Correction,
    CorrectionReason,
    CorrectionRequest,
    Notice,
    Recipient,
    ReinstatementRequest,
    notice_id,
)

__all__ = [
    "Correction",
    "CorrectionDesk",
    "CorrectionReason",
    "CorrectionRequest",
    "CorrectionRow",
    "Notice",
    "NoticeFilter",
    "NoticeRow",
    "Recipient",
    "ReinstatementRequest",
    "expungement",
    "known_non_mates",
    "notice_id",
    "notices",
    "store",
    "tables",
    "withdrawal",
]
