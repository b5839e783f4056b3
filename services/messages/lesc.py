"""Queries, answers and the settings of the stub: proto ↔ domain types, for both sides."""

import math

from interop import fields
from interop.lesc import BookedPerson, LescAnswer, LescCase, LescQuery, LescReceipt, describe
from lesc_stub.script import Script
from lesc_stub.types import Outage, SourceRecord, SourceState, Statistics
from services import wire
from services.errors import InvalidFieldError
from services.messages import research
from tenprint.v1 import lesc_answer_service_pb2, lesc_service_pb2

MAX_RECORD_COUNT = 1_000
MAX_EVIDENCE_COUNT = 100
MAX_BIRTH_COUNT = 5
_BOOKED = ("name", "sex", "place_of_birth", "alien_number", "fbi_number")
MAX_DELAY_S = 7 * 24 * 3600.0
MAX_HANG_S = 3600.0


def check_query_id(value: str, field: str = "query_id") -> str:
    """Pass on the id of a query, a withdrawal or a claim. Raises InvalidFieldError."""
    return wire.check(field, value, fields.MESSAGE_ID)


query_to_proto = wire.Writer(
    lesc_service_pb2.SubmitQueryRequest,
    LescQuery,
    wire.Writer(lesc_service_pb2.BookedPerson, BookedPerson),
)


def query_from_proto(message: lesc_service_pb2.SubmitQueryRequest) -> LescQuery:
    """Read a query. Raises InvalidFieldError. The LESC checks the fields of the IAQ."""
    return LescQuery(
        query_id=check_query_id(message.query_id),
        tcn=wire.check_tcn(message.tcn),
        ori=wire.check_ori(message.ori),
        identity_id=wire.check_id("identity_id", message.identity_id),
        encounter_id=wire.check_id("encounter_id", message.encounter_id),
        score_db=_finite("score_db", message.score_db),
        match_time=wire.read_time("match_time", message.match_time),
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
        booked=_booked(message.booked),
    )


def _booked(message: lesc_service_pb2.BookedPerson) -> BookedPerson:
    """Read what the agency stated; each stated value has the form of the query's field."""
    if len(message.dates_of_birth) > MAX_BIRTH_COUNT:
        raise InvalidFieldError("booked.dates_of_birth", f"at most {MAX_BIRTH_COUNT} dates")
    return BookedPerson(
        dates_of_birth=tuple(
            wire.check("booked.dates_of_birth", one, fields.DATE_OF_BIRTH)
            for one in message.dates_of_birth
        ),
        **{
            name: getattr(message, name)
            and wire.check(f"booked.{name}", getattr(message, name), fields.QUERY[name])
            for name in _BOOKED
        },
    )


receipt_to_proto = wire.Writer(lesc_service_pb2.SubmitQueryResponse, LescReceipt)
withdrawal_receipt = wire.Writer(lesc_service_pb2.WithdrawQueryResponse, LescReceipt)
reinstatement_receipt = wire.Writer(lesc_service_pb2.ReinstateQueryResponse, LescReceipt)
established_receipt = wire.Writer(lesc_service_pb2.EstablishCitizenshipResponse, LescReceipt)
review_receipt = wire.Writer(lesc_service_pb2.ReviewCitizenshipResponse, LescReceipt)


case_to_proto = wire.Writer(
    lesc_service_pb2.Query,
    LescCase,
    within=["query", "receipt"],
    determination=lambda case: describe(case.answer.determination) if case.answer else "",
    immigration_status=lambda case: case.answer and case.answer.determination.status,
    answer_time=lambda case: case.answer and case.answer.answer_time,
    answer_count=lambda case: case.answer.version if case.answer else 0,
)
statistics_to_proto = wire.Writer(lesc_service_pb2.GetStatisticsResponse, Statistics)
answer_to_proto = wire.Writer(
    lesc_answer_service_pb2.DeliverAnswerRequest,
    LescAnswer,
    research.determination_to_proto,
    research.research_to_proto,
)


def answer_from_proto(message: lesc_answer_service_pb2.DeliverAnswerRequest) -> LescAnswer:
    """Read an answer. Raises InvalidFieldError."""
    wire.validation.check_number("version", message.version, "versions")
    has_research = message.HasField("research")
    return LescAnswer(
        query_id=check_query_id(message.query_id),
        version=message.version,
        determination=research.determination_from_proto(message.determination),
        research=research.research_from_proto(message.research) if has_research else None,
        answer_time=wire.read_time("answer_time", message.answer_time),
        claim_id=message.claim_id and check_query_id(message.claim_id, "claim_id"),
        claim_evidence=_claim_evidence(message),
    )


def records_from_proto(request: lesc_service_pb2.PutSourceRecordsRequest) -> list[SourceRecord]:
    """Read records. Raises InvalidFieldError."""
    if not 1 <= len(request.records) <= MAX_RECORD_COUNT:
        raise InvalidFieldError("records", f"1 to {MAX_RECORD_COUNT} records")
    return list(wire.each("records", _record, request.records))


def _claim_evidence(message: lesc_answer_service_pb2.DeliverAnswerRequest) -> tuple[str, ...]:
    given = message.claim_evidence
    if given and not message.claim_id:
        raise InvalidFieldError("claim_evidence", "name the claim in claim_id, or leave this empty")
    if len(given) > MAX_EVIDENCE_COUNT:
        raise InvalidFieldError("claim_evidence", f"at most {MAX_EVIDENCE_COUNT} texts")
    return tuple(wire.read_text("claim_evidence", one) for one in given)


def _record(message: lesc_service_pb2.SourceRecord) -> SourceRecord:
    return SourceRecord(
        source=wire.read_word(message, "source"),
        record_id=wire.check_id("record_id", message.record_id),
        facts=research.facts_from_proto(message.facts),
        identity_id=_key("identity_id", message.identity_id, 64),
        fin=_key("fin", message.fin, 64),
        alien_number=_key("alien_number", message.alien_number, 16),
        fbi_number=_key("fbi_number", message.fbi_number, 16),
        name=_key("name", message.name, 64),
        date_of_birth=_key("date_of_birth", message.date_of_birth, 8),
        sex=_key("sex", message.sex, 1),
        place_of_birth=_key("place_of_birth", message.place_of_birth, 2),
    )


def source_state_from_proto(request: lesc_service_pb2.SetSourceRequest) -> SourceState:
    """Read how a source behaves. Raises InvalidFieldError."""
    return SourceState(
        latency_s=_between("latency_s", request.latency_s, MAX_DELAY_S),
        outages=wire.each("outages", _outage, request.outages),
    )


def script_from_proto(message: lesc_service_pb2.Script) -> Script:
    """Read a script. Raises InvalidFieldError."""
    return Script(
        seed=message.seed,
        research_delay_s=_between("research_delay_s", message.research_delay_s, MAX_DELAY_S),
        hang_share=_between("hang_share", message.hang_share, 1.0),
        hang_s=_between("hang_s", message.hang_s, MAX_HANG_S),
        refuse_share=_between("refuse_share", message.refuse_share, 1.0),
        lost_receipt_share=_between("lost_receipt_share", message.lost_receipt_share, 1.0),
        false_receipt_share=_between("false_receipt_share", message.false_receipt_share, 1.0),
        duplicate_share=_between("duplicate_share", message.duplicate_share, 1.0),
        stray_share=_between("stray_share", message.stray_share, 1.0),
        out_of_order=message.out_of_order,
        down_until=wire.optional(wire.read_time, "down_until", message),
    )


def _finite(field: str, value: float) -> float:
    # A NaN equals nothing, so a repeated query would be a conflict.
    if not math.isfinite(value):
        raise InvalidFieldError(field, f"{value} is not a finite score")
    return value


def _outage(message: lesc_service_pb2.Outage) -> Outage:
    return Outage(
        wire.read_time("from_time", message.from_time),
        wire.optional(wire.read_time, "until_time", message),
    )


def _key(field: str, value: str, length: int) -> str:
    return wire.read_text(field, wire.check_length(field, value, length))


def _between(field: str, value: float, maximum: float) -> float:
    # A NaN fails this check too.
    if not (math.isfinite(value) and 0 <= value <= maximum):
        raise InvalidFieldError(field, f"{value} is outside 0 to {maximum:g}")
    return value
