"""Messages between the programme and the LESC, and the rules of the determination."""

from interop.lesc import documents, messages
from interop.lesc.convictions import (
    MOVED_TO_LEVEL_1,
    ONE_YEAR_MONTHS,
    is_aggravated_felony,
)
from interop.lesc.determination import determine, evidence_against_citizenship
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
    CITIZENSHIP_SOURCES,
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
    "CITIZENSHIP_SOURCES",
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
    "MOVED_TO_LEVEL_1",
    "ONE_YEAR_MONTHS",
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
    "evidence_against_citizenship",
    "is_aggravated_felony",
    "messages",
]
