"""Requests read from protos, and responses filled from domain objects: one module a service."""

from services.messages import (
    audit,
    bookings,
    cases,
    correction,
    gallery,
    programme,
    records,
    records_in,
    review,
    samples,
)
from services.messages.cases import detainer_to_proto, read_enum
from services.messages.gallery import gallery_status, identity_change
from services.messages.lesc import (
    answer_from_proto,
    answer_to_proto,
    case_to_proto,
    check_query_id,
    query_from_proto,
    query_to_proto,
    receipt_from_proto,
    receipt_to_proto,
    records_from_proto,
    review_receipt,
    script_from_proto,
    source_state_from_proto,
    state_from_proto,
    statistics_to_proto,
    withdrawal_receipt,
)
from services.messages.records_in import AskedChecks
from services.messages.research import finding_from_proto, finding_to_proto, read_text, read_time
from services.messages.review import read_decisions, read_finger
from services.messages.samples import SampleExtractor, receive

__all__ = [
    "AskedChecks",
    "SampleExtractor",
    "answer_from_proto",
    "answer_to_proto",
    "audit",
    "bookings",
    "case_to_proto",
    "cases",
    "check_query_id",
    "correction",
    "detainer_to_proto",
    "finding_from_proto",
    "finding_to_proto",
    "gallery",
    "gallery_status",
    "identity_change",
    "programme",
    "query_from_proto",
    "query_to_proto",
    "read_decisions",
    "read_enum",
    "read_finger",
    "read_text",
    "read_time",
    "receipt_from_proto",
    "receipt_to_proto",
    "receive",
    "records",
    "records_from_proto",
    "records_in",
    "review",
    "review_receipt",
    "samples",
    "script_from_proto",
    "source_state_from_proto",
    "state_from_proto",
    "statistics_to_proto",
    "withdrawal_receipt",
]
