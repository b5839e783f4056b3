"""Messages between the programme and the LESC, and the rules of the determination."""

from interop.lesc import documents, messages
from interop.lesc.determination import determine
from interop.lesc.messages import (
    GENERIC_OFFENSE,
    UNKNOWN_DATE_OF_BIRTH,
    UNKNOWN_NAME,
    AnswerSender,
    LescAnswer,
    LescCase,
    LescQuery,
    LescReceipt,
    LescSender,
    QueryState,
    Sources,
    describe,
)
from interop.lesc.research import (
    SOURCES,
    Conviction,
    Determination,
    Fact,
    FactKind,
    Finding,
    Ground,
    Outcome,
    Research,
    Status,
)

__all__ = [
    "AnswerSender",
    "Conviction",
    "Determination",
    "Fact",
    "FactKind",
    "Finding",
    "GENERIC_OFFENSE",
    "Ground",
    "LescAnswer",
    "LescCase",
    "LescQuery",
    "LescReceipt",
    "LescSender",
    "Outcome",
    "QueryState",
    "Research",
    "SOURCES",
    "Sources",
    "Status",
    "UNKNOWN_DATE_OF_BIRTH",
    "UNKNOWN_NAME",
    "describe",
    "determine",
    "documents",
    "messages",
]
