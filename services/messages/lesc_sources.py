"""What operators tell the LESC: sources, scripts and statistics, proto ↔ domain types."""

import math

from lesc_stub.script import Script
from lesc_stub.types import Outage, SourceRecord, SourceState, Statistics
from services.messages.research import facts_from_proto, read_text, read_time
from services.wire.errors import InvalidFieldError
from services.wire.reflection import Writer
from services.wire.validation import check_id
from tenprint.v1 import lesc_service_pb2 as pb2

MAX_RECORD_COUNT = 1_000
MAX_DELAY_S = 7 * 24 * 3600.0
MAX_HANG_S = 3600.0


def records_from_proto(request: pb2.PutSourceRecordsRequest) -> list[SourceRecord]:
    """Read records; raises InvalidFieldError."""
    if not 1 <= len(request.records) <= MAX_RECORD_COUNT:
        raise InvalidFieldError("records", f"1 to {MAX_RECORD_COUNT} records")
    return [_record(record) for record in request.records]


def _record(message: pb2.SourceRecord) -> SourceRecord:
    return SourceRecord(
        source=message.source,
        record_id=check_id("record_id", message.record_id),
        facts=facts_from_proto(message.facts),
        identity_id=_key("identity_id", message.identity_id, 64),
        fin=_key("fin", message.fin, 64),
        alien_number=_key("alien_number", message.alien_number, 16),
        fbi_number=_key("fbi_number", message.fbi_number, 16),
        name=_key("name", message.name, 64),
        date_of_birth=_key("date_of_birth", message.date_of_birth, 8),
    )


def source_state_from_proto(request: pb2.SetSourceRequest) -> SourceState:
    """Read how a source behaves; raises InvalidFieldError."""
    return SourceState(
        latency_s=_between("latency_s", request.latency_s, MAX_DELAY_S),
        outages=tuple(map(_outage, request.outages)),
    )


def script_from_proto(message: pb2.Script) -> Script:
    """Read a script; raises InvalidFieldError."""
    is_down = message.HasField("down_until")
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
        down_until=read_time("down_until", message.down_until) if is_down else None,
    )


statistics_to_proto = Writer(pb2.GetStatisticsResponse, Statistics)


def _outage(message: pb2.Outage) -> Outage:
    has_end = message.HasField("until_time")
    return Outage(
        read_time("outages.from_time", message.from_time),
        read_time("outages.until_time", message.until_time) if has_end else None,
    )


def _key(field: str, value: str, length: int) -> str:
    if len(value) > length:
        raise InvalidFieldError(field, f"at most {length} characters")
    return read_text(field, value)


def _between(field: str, value: float, maximum: float) -> float:
    # Not so for a NaN either.
    if not (math.isfinite(value) and 0 <= value <= maximum):
        raise InvalidFieldError(field, f"{value} is outside 0 to {maximum:g}")
    return value
