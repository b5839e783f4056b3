"""Queries and answers: proto ↔ domain types, for both sides of the wire."""

import math

from interop import fields
from interop.lesc.messages import LescAnswer, LescCase, LescQuery, LescReceipt, QueryState, describe
from services.messages.research import (
    determination_from_proto,
    determination_to_proto,
    read_time,
    research_from_proto,
    research_to_proto,
)
from services.wire.conversion import timestamp
from services.wire.errors import InvalidFieldError
from services.wire.validation import check, check_id, check_ori, check_tcn
from tenprint.v1 import lesc_answer_service_pb2, lesc_service_pb2


def check_query_id(value: str, field: str = "query_id") -> str:
    """Pass the id of a query, a withdrawal or a claim on; raises InvalidFieldError."""
    return check(field, value, fields.MESSAGE_ID)


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
        purpose=query.purpose,
        attention=query.attention,
        phone=query.phone,
        name=query.name,
        date_of_birth=query.date_of_birth,
        sex=query.sex,
        place_of_birth=query.place_of_birth,
        in_custody=query.in_custody,
        offense_code=query.offense_code,
        alien_number=query.alien_number,
        fbi_number=query.fbi_number,
        state_id=query.state_id,
        fin=query.fin,
        priority=query.priority,
    )


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


def state_from_proto(value: int) -> QueryState | None:
    """Read a state to filter by; None where none is named. Raises InvalidFieldError."""
    try:
        return QueryState(value) if value else None
    except ValueError as error:
        raise InvalidFieldError("state", f"{value} is no state of a query") from error


def case_to_proto(case: LescCase) -> lesc_service_pb2.Query:
    """Write a query on record."""
    answer, begun = case.answer, case.research_start_time
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
        answer_count=answer.version if answer else 0,
        research_start_time=timestamp(begun) if begun else None,
        specialist=case.specialist,
        delivery_attempt_count=case.delivery_attempt_count,
        delivery_error=case.delivery_error,
        withdraw_reason=case.withdraw_reason,
        look_up_count=case.look_up_count,
        repeated_look_up_count=case.repeated_look_up_count,
    )


def answer_to_proto(answer: LescAnswer) -> lesc_answer_service_pb2.DeliverAnswerRequest:
    """Write an answer."""
    research = answer.research
    return lesc_answer_service_pb2.DeliverAnswerRequest(
        query_id=answer.query_id,
        version=answer.version,
        determination=determination_to_proto(answer.determination),
        research=None if research is None else research_to_proto(research),
        answer_time=timestamp(answer.answer_time),
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
