"""What the LESC found and concluded: proto ↔ domain types."""

from collections.abc import Iterable

from interop import lesc
from services.errors import InvalidFieldError
from services.wire import (
    Writer,
    calendar_date,
    each,
    inside,
    member,
    optional,
    read_text,
    read_time,
    read_word,
    read_words,
)
from tenprint.v1 import research_pb2 as pb2

_conviction = Writer(pb2.Conviction, lesc.Conviction)
_compared = Writer(pb2.FieldComparison, lesc.FieldComparison)
determination_to_proto = Writer(pb2.Determination, lesc.Determination, _conviction, _compared)
finding_to_proto = Writer(pb2.Finding, lesc.Finding, Writer(pb2.Fact, lesc.Fact, _conviction))
research_to_proto = Writer(pb2.Research, lesc.Research, finding_to_proto)


def determination_from_proto(message: pb2.Determination) -> lesc.Determination:
    """Read a determination. Raises InvalidFieldError."""
    status = member("determination.status", lesc.Status, message.status, "is no status")
    because = read_text("determination.unresolved_because", message.unresolved_because)
    if (status is lesc.Status.UNRESOLVED) != bool(because):
        raise InvalidFieldError(
            "determination.unresolved_because",
            "state why the status is unresolved, and leave this empty for any other status",
        )
    return lesc.Determination(
        status=status,
        identity_confirmed=message.identity_confirmed,
        grounds=tuple(
            member(f"determination.grounds[{index}]", lesc.Ground, one, "is no ground")
            for index, one in enumerate(message.grounds)
        ),
        convictions=each("determination.convictions", _conviction_from_proto, message.convictions),
        unresolved_because=because,
        not_consulted=tuple(
            _source(f"determination.not_consulted[{index}]", one)
            for index, one in enumerate(
                read_words(message, "not_consulted", "determination.not_consulted")
            )
        ),
        determine_time=read_time("determination.determine_time", message.determine_time),
        specialist=read_text("determination.specialist", message.specialist),
        identity=each("determination.identity", _comparison_from_proto, message.identity),
    )


def research_from_proto(message: pb2.Research) -> lesc.Research:
    """Read research. Raises InvalidFieldError."""
    return lesc.Research(each("research.findings", finding_from_proto, message.findings))


def finding_from_proto(message: pb2.Finding) -> lesc.Finding:
    """Read a finding. Raises InvalidFieldError."""
    return lesc.Finding(
        source=_source("source", read_word(message, "source")),
        outcome=member("outcome", lesc.Outcome, message.outcome, "is no outcome"),
        look_up_time=read_time("look_up_time", message.look_up_time),
        specialist=read_text("specialist", message.specialist),
        facts=facts_from_proto(message.facts),
        found_by_number=message.found_by_number,
        name=read_text("name", message.name),
        date_of_birth=read_text("date_of_birth", message.date_of_birth),
        sex=read_text("sex", message.sex),
        place_of_birth=read_text("place_of_birth", message.place_of_birth),
        alien_number=read_text("alien_number", message.alien_number),
        fbi_number=read_text("fbi_number", message.fbi_number),
    )


def facts_from_proto(messages: Iterable[pb2.Fact]) -> tuple[lesc.Fact, ...]:
    """Read facts. Raises InvalidFieldError."""
    return each("facts", _fact_from_proto, messages)


def _comparison_from_proto(message: pb2.FieldComparison) -> lesc.FieldComparison:
    return lesc.FieldComparison(
        field=read_text("field", read_word(message, "field")),
        agreement=member("agreement", lesc.Agreement, message.agreement, "is no agreement"),
        booked=read_text("booked", message.booked),
        held=tuple(read_text("held", one) for one in message.held),
    )


def _fact_from_proto(message: pb2.Fact) -> lesc.Fact:
    kinds = ", ".join(lesc.FactKind)
    stated = read_word(message, "kind")
    kind = member("kind", lesc.FactKind, stated, f"is no kind of fact: use one of {kinds}")
    has_conviction = message.HasField("conviction")
    if has_conviction != (kind is lesc.FactKind.CONVICTED):
        raise InvalidFieldError(
            "conviction",
            f"state a conviction with `{lesc.FactKind.CONVICTED}`, and with no other kind",
        )
    return lesc.Fact(
        kind=kind,
        from_date=calendar_date("from_date", message.from_date),
        until_date=optional(calendar_date, "until_date", message),
        details=read_text("details", message.details),
        conviction=_conviction_of_fact(message) if has_conviction else None,
    )


def _conviction_of_fact(message: pb2.Fact) -> lesc.Conviction:
    with inside("conviction"):
        return _conviction_from_proto(message.conviction)


def _conviction_from_proto(message: pb2.Conviction) -> lesc.Conviction:
    return lesc.Conviction(
        date=calendar_date("date", message.date),
        category=read_text("category", read_word(message, "category")),
        maximum_sentence_months=_months("maximum", message.maximum_sentence_months),
        imposed_sentence_months=_months("imposed", message.imposed_sentence_months),
        aggravated_felony=message.aggravated_felony,
        literal=read_text("literal", message.literal),
        statute=read_text("statute", message.statute),
    )


def _months(which: str, value: int) -> int:
    if value < 0:
        raise InvalidFieldError(
            f"{which}_sentence_months", f"{value} is negative: state a number of months"
        )
    return value


def _source(field: str, value: str) -> str:
    if value not in lesc.SOURCES:
        raise InvalidFieldError(field, f"{value[:32]!r} is none of {', '.join(lesc.SOURCES)}")
    return value
