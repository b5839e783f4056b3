"""What the LESC found and concluded: proto ↔ domain types."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from interop.lesc import (
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
from services.wire import InvalidFieldError, Writer
from tenprint.v1 import research_pb2 as pb2

MAX_TEXT_LENGTH = 1_000


def read_time(field: str, value: Timestamp) -> datetime:
    """Read a time to the microsecond; raises InvalidFieldError."""
    try:
        return value.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidFieldError(field, f"not a time: {error}") from error


def read_text(field: str, value: str) -> str:
    """Read a text that people will see; raises InvalidFieldError."""
    if len(value) > MAX_TEXT_LENGTH:
        raise InvalidFieldError(field, f"at most {MAX_TEXT_LENGTH} characters")
    # PostgreSQL takes no NUL, and what is shown to an officer must not drive the terminal.
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise InvalidFieldError(field, "control characters are not taken")
    return value


_conviction = Writer(pb2.Conviction, Conviction)
determination_to_proto = Writer(pb2.Determination, Determination, _conviction)
finding_to_proto = Writer(pb2.Finding, Finding, Writer(pb2.Fact, Fact, _conviction))
research_to_proto = Writer(pb2.Research, Research, finding_to_proto)


def determination_from_proto(message: pb2.Determination) -> Determination:
    """Read a determination; raises InvalidFieldError."""
    status = _status(message.status)
    because = read_text("determination.unresolved_because", message.unresolved_because)
    if (status is Status.UNRESOLVED) != bool(because):
        raise InvalidFieldError(
            "determination.unresolved_because", "says why the status is unresolved, and only then"
        )
    return Determination(
        status=status,
        identity_confirmed=message.identity_confirmed,
        grounds=tuple(map(_ground, message.grounds)),
        convictions=tuple(map(_conviction_from_proto, message.convictions)),
        unresolved_because=because,
        not_consulted=tuple(map(_source, message.not_consulted)),
        determine_time=read_time("determination.determine_time", message.determine_time),
        specialist=read_text("determination.specialist", message.specialist),
    )


def research_from_proto(message: pb2.Research) -> Research:
    """Read research; raises InvalidFieldError."""
    return Research(tuple(map(finding_from_proto, message.findings)))


def finding_from_proto(message: pb2.Finding) -> Finding:
    """Read a finding; raises InvalidFieldError."""
    return Finding(
        source=_source(message.source),
        outcome=_outcome(message.outcome),
        look_up_time=read_time("look_up_time", message.look_up_time),
        specialist=read_text("specialist", message.specialist),
        facts=facts_from_proto(message.facts),
        found_by_number=message.found_by_number,
        name=read_text("name", message.name),
        date_of_birth=read_text("date_of_birth", message.date_of_birth),
    )


def facts_from_proto(messages: Iterable[pb2.Fact]) -> tuple[Fact, ...]:
    """Read facts; raises InvalidFieldError."""
    return tuple(map(_fact_from_proto, messages))


def _fact_from_proto(message: pb2.Fact) -> Fact:
    kind = _fact_kind(message.kind)
    has_conviction = message.HasField("conviction")
    if has_conviction != (kind is FactKind.CONVICTED):
        raise InvalidFieldError("conviction", f"comes with `{FactKind.CONVICTED}`, and only then")
    has_end = message.HasField("until_date")
    return Fact(
        kind=kind,
        from_date=_date_from_proto("from_date", message.from_date),
        until_date=_date_from_proto("until_date", message.until_date) if has_end else None,
        details=read_text("details", message.details),
        conviction=_conviction_from_proto(message.conviction) if has_conviction else None,
    )


def _conviction_from_proto(message: pb2.Conviction) -> Conviction:
    return Conviction(
        date=_date_from_proto("conviction.date", message.date),
        category=read_text("conviction.category", message.category),
        maximum_sentence_months=_months("maximum", message.maximum_sentence_months),
        imposed_sentence_months=_months("imposed", message.imposed_sentence_months),
        aggravated_felony=message.aggravated_felony,
        literal=read_text("conviction.literal", message.literal),
        statute=read_text("conviction.statute", message.statute),
    )


def _months(which: str, value: int) -> int:
    if value < 0:
        raise InvalidFieldError(f"conviction.{which}_sentence_months", f"{value} is no length")
    return value


def _source(value: str) -> str:
    if value not in SOURCES:
        raise InvalidFieldError("source", f"{value[:32]!r} is none of {', '.join(SOURCES)}")
    return value


def _fact_kind(value: str) -> FactKind:
    try:
        return FactKind(value)
    except ValueError as error:
        raise InvalidFieldError("kind", f"{value[:32]!r} is no kind of fact") from error


def _status(value: int) -> Status:
    try:
        return Status(value)
    except ValueError as error:
        raise InvalidFieldError("determination.status", f"{value} is no status") from error


def _ground(value: int) -> Ground:
    try:
        return Ground(value)
    except ValueError as error:
        raise InvalidFieldError("determination.grounds", f"{value} is no ground") from error


def _outcome(value: int) -> Outcome:
    try:
        return Outcome(value)
    except ValueError as error:
        raise InvalidFieldError("outcome", f"{value} is no outcome") from error


def _date_from_proto(field: str, value: date_pb2.Date) -> date:
    try:
        return date(value.year, value.month, value.day)
    except ValueError as error:
        raise InvalidFieldError(field, f"not a calendar date: {error}") from error
