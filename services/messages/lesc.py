"""Queries and answers: proto ↔ domain types, for both sides of the wire."""

import math
import re

from interop.lesc.messages import LescAnswer, LescCase, LescQuery, LescReceipt, QueryState, describe
from services.messages.research import (
    determination_from_proto,
    determination_to_proto,
    read_time,
    research_from_proto,
    research_to_proto,
)
from services.wire.errors import InvalidFieldError
from services.wire.reflection import Writer
from services.wire.validation import check_id, check_ori, check_tcn
from tenprint.v1 import lesc_answer_service_pb2, lesc_service_pb2

_QUERY_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def check_query_id(value: str, field: str = "query_id") -> str:
    """Pass the id of a query, a withdrawal or a claim on; raises InvalidFieldError."""
    if not _QUERY_ID.fullmatch(value):
        raise InvalidFieldError(field, "an id is 1 to 64 characters of [A-Za-z0-9._:-]")
    return value


query_to_proto = Writer(lesc_service_pb2.SubmitQueryRequest, LescQuery)


def query_from_proto(message: lesc_service_pb2.SubmitQueryRequest) -> LescQuery:
    """Read a query; raises InvalidFieldError. The fields of the IAQ are for the LESC to check."""
    return LescQuery(
        query_id=check_query_id(message.query_id),
        tcn=check_tcn(message.tcn),
        ori=check_ori(message.ori),
        identity_id=check_id("identity_id", message.identity_id),
        encounter_id=check_id("encounter_id", message.encounter_id),
        score_db=_finite("score_db", message.score_db),
        match_time=read_time("match_time", message.match_time),
        purpose=message.purpose,
        attention=message.attention,
        phone=message.phone,
        name=message.name,
        date_of_birth=message.date_of_birth,
        sex=message.sex,
        place_of_birth=message.place_of_birth,
        in_custody=message.in_custody,
        offense_code=message.offense_code,
        alien_number=message.alien_number,
        fbi_number=message.fbi_number,
        state_id=message.state_id,
        fin=message.fin,
        priority=message.priority,
    )


receipt_to_proto = Writer(lesc_service_pb2.SubmitQueryResponse, LescReceipt)
withdrawal_receipt = Writer(lesc_service_pb2.WithdrawQueryResponse, LescReceipt)
review_receipt = Writer(lesc_service_pb2.ReviewCitizenshipResponse, LescReceipt)


def receipt_from_proto(message: lesc_service_pb2.SubmitQueryResponse) -> LescReceipt:
    """Read a receipt."""
    time = read_time("acknowledge_time", message.acknowledge_time)
    return LescReceipt(message.query_id, message.receipt_id, time)


def state_from_proto(value: int) -> QueryState | None:
    """Read a state to filter by; None where none is named. Raises InvalidFieldError."""
    try:
        return QueryState(value) if value else None
    except ValueError as error:
        raise InvalidFieldError("state", f"{value} is no state of a query") from error


case_to_proto = Writer(
    lesc_service_pb2.Query,
    LescCase,
    within=["query", "receipt"],
    determination=lambda case: describe(case.answer.determination) if case.answer else "",
    answer_time=lambda case: case.answer and case.answer.answer_time,
    answer_count=lambda case: case.answer.version if case.answer else 0,
)
answer_to_proto = Writer(
    lesc_answer_service_pb2.DeliverAnswerRequest,
    LescAnswer,
    determination_to_proto,
    research_to_proto,
)


def answer_from_proto(message: lesc_answer_service_pb2.DeliverAnswerRequest) -> LescAnswer:
    """Read an answer; raises InvalidFieldError."""
    if message.version < 1:
        raise InvalidFieldError("version", "versions are numbered from 1")
    has_research = message.HasField("research")
    return LescAnswer(
        query_id=check_query_id(message.query_id),
        version=message.version,
        determination=determination_from_proto(message.determination),
        research=research_from_proto(message.research) if has_research else None,
        answer_time=read_time("answer_time", message.answer_time),
    )


def _finite(field: str, value: float) -> float:
    # A NaN equals nothing, so the same query again would be a conflict.
    if not math.isfinite(value):
        raise InvalidFieldError(field, f"{value} is no score")
    return value
