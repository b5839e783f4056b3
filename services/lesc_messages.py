"""Queries and answers: proto ↔ domain types, for both sides of the wire."""

import math
import re
import unicodedata
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from interop.lesc import LescAnswer, LescCase, LescQuery, describe
from interop.research import unresolved
from interop.types import LescReceipt
from services.conversion import timestamp
from services.errors import InvalidFieldError
from services.validation import check_id, check_ori, check_tcn
from tenprint.v1 import lesc_answer_service_pb2, lesc_service_pb2

MAX_DETERMINATION_LENGTH = 1_000

_QUERY_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def check_query_id(value: str) -> str:
    """Pass a query id on; raises InvalidFieldError."""
    if not _QUERY_ID.fullmatch(value):
        raise InvalidFieldError("query_id", "an id is 1 to 64 characters of [A-Za-z0-9._:-]")
    return value


def read_time(field: str, value: Timestamp) -> datetime:
    """Read a time to the microsecond; raises InvalidFieldError."""
    try:
        return value.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidFieldError(field, f"not a time: {error}") from error


def _finite(field: str, value: float) -> float:
    # A NaN equals nothing, so the same query again would be a conflict.
    if not math.isfinite(value):
        raise InvalidFieldError(field, f"{value} is no score")
    return value


def query_to_proto(query: LescQuery) -> lesc_service_pb2.SubmitQueryRequest:
    """Write a query."""
    return lesc_service_pb2.SubmitQueryRequest(
        query_id=query.query_id,
        tcn=query.tcn,
        ori=query.ori,
        identity_id=query.identity_id,
        encounter_id=query.encounter_id,
        score_db=query.score_db,
        match_time=timestamp(query.match_time),
    )


def query_from_proto(message: lesc_service_pb2.SubmitQueryRequest) -> LescQuery:
    """Read a query; raises InvalidFieldError."""
    return LescQuery(
        query_id=check_query_id(message.query_id),
        tcn=check_tcn(message.tcn),
        ori=check_ori(message.ori),
        identity_id=check_id("identity_id", message.identity_id),
        encounter_id=check_id("encounter_id", message.encounter_id),
        score_db=_finite("score_db", message.score_db),
        match_time=read_time("match_time", message.match_time),
    )


def receipt_to_proto(receipt: LescReceipt) -> lesc_service_pb2.SubmitQueryResponse:
    """Write a receipt."""
    return lesc_service_pb2.SubmitQueryResponse(
        query_id=receipt.query_id,
        receipt_id=receipt.receipt_id,
        acknowledge_time=timestamp(receipt.acknowledge_time),
    )


def receipt_from_proto(message: lesc_service_pb2.SubmitQueryResponse) -> LescReceipt:
    """Read a receipt."""
    time = read_time("acknowledge_time", message.acknowledge_time)
    return LescReceipt(message.query_id, message.receipt_id, time)


def case_to_proto(case: LescCase) -> lesc_service_pb2.Query:
    """Write a query on record."""
    answer = case.answer
    return lesc_service_pb2.Query(
        query_id=case.query.query_id,
        tcn=case.query.tcn,
        ori=case.query.ori,
        identity_id=case.query.identity_id,
        state=lesc_service_pb2.QueryState.Name(int(case.state)),
        receipt_id=case.receipt.receipt_id,
        acknowledge_time=timestamp(case.receipt.acknowledge_time),
        determination=describe(answer.determination) if answer else "",
        answer_time=timestamp(answer.answer_time) if answer else None,
        submission_count=case.submission_count,
    )


def answer_to_proto(answer: LescAnswer) -> lesc_answer_service_pb2.DeliverAnswerRequest:
    """Write an answer."""
    return lesc_answer_service_pb2.DeliverAnswerRequest(
        query_id=answer.query_id,
        determination=describe(answer.determination),
        answer_time=timestamp(answer.answer_time),
    )


def answer_from_proto(message: lesc_answer_service_pb2.DeliverAnswerRequest) -> LescAnswer:
    """Read an answer; raises InvalidFieldError."""
    if not 0 < len(message.determination) <= MAX_DETERMINATION_LENGTH:
        raise InvalidFieldError("determination", f"1 to {MAX_DETERMINATION_LENGTH} characters")
    # PostgreSQL takes no NUL, and what is shown to an officer must not drive the terminal.
    if any(unicodedata.category(character) == "Cc" for character in message.determination):
        raise InvalidFieldError("determination", "control characters are not taken")
    answer_time = read_time("answer_time", message.answer_time)
    return LescAnswer(
        query_id=check_query_id(message.query_id),
        version=1,
        determination=unresolved(message.determination, answer_time),
        research=None,
        answer_time=answer_time,
    )
