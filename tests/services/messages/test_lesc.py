"""What passes between flow and LESC comes over whole, and what is wrong is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from interop.lesc.messages import LescAnswer, LescQuery
from interop.lesc.research import (
    SOURCES,
    Agreement,
    BookedPerson,
    Conviction,
    Determination,
    Fact,
    FactKind,
    FieldComparison,
    Finding,
    Ground,
    Outcome,
    Research,
    Status,
)
from services.errors import InvalidFieldError
from services.messages.lesc import (
    answer_from_proto,
    answer_to_proto,
    query_from_proto,
    query_to_proto,
    script_from_proto,
    source_state_from_proto,
)
from tenprint.v1 import lesc_service_pb2, research_pb2
from tenprint.v1.lesc_answer_service_pb2 import DeliverAnswerRequest

NOW = datetime(2026, 3, 4, 5, 6, 7, 890_123, tzinfo=UTC)
CONVICTION = Conviction(
    date(2019, 5, 6),
    "drug_trafficking",
    120,
    24,
    aggravated_felony=True,
    literal="SALE",
    statute="1",
)
FACTS = (
    Fact(FactKind.ADMITTED, date(2015, 1, 2), date(2015, 7, 1), "B2"),
    Fact(FactKind.CONVICTED, CONVICTION.date, conviction=CONVICTION),
)
ANSWER = LescAnswer(
    query_id="iaq:TCN-0000000001",
    version=2,
    determination=Determination(
        status=Status.UNLAWFULLY_PRESENT,
        identity_confirmed=True,
        grounds=(Ground.OVERSTAYED, Ground.REMOVABLE_CONVICTION),
        convictions=(CONVICTION,),
        unresolved_because="",
        not_consulted=("wants",),
        determine_time=NOW,
        specialist="specialist-01",
        identity=(FieldComparison("sex", Agreement.DOUBT, "M", ("F", "M")),),
    ),
    research=Research(
        (
            Finding(
                "entry_exit",
                Outcome.FOUND,
                NOW,
                "specialist-01",
                FACTS,
                True,
                "A,B",
                "19700102",
                "M",
                "QM",
                "A00000001",
                "12345AB1",
            ),
            Finding("wants", Outcome.TIMED_OUT, NOW, "specialist-01"),
        )
    ),
    answer_time=NOW,
)
QUERY = LescQuery(
    query_id="iaq:TCN-0000000001",
    tcn="TCN-0000000001",
    ori="CA0190000",
    identity_id="IDENT-1",
    encounter_id="e-1",
    score_db=81.25,
    match_time=NOW,
    purpose="F",
    attention="SGT MILLER",
    phone="555 0100",
    name="ALDER,BOX",
    date_of_birth="19700102",
    sex="M",
    place_of_birth="QM",
    in_custody=False,
    offense_code="3562",
    alien_number="A00000001",
    fbi_number="12345AB1",
    state_id="CA123",
    fin="1000000008",
    priority=2,
    booked=BookedPerson("ALDER,BOX", ("19700102", "19700201"), "M", "QM", "A00000001", "12345AB1"),
)


@pytest.mark.parametrize("answer", [ANSWER, replace(ANSWER, research=None)])
def test_answers_come_over_whole(answer: LescAnswer) -> None:
    assert answer_from_proto(answer_to_proto(answer)) == answer


def test_queries_come_over_whole() -> None:
    defaults = LescQuery("iaq:1", "TCN-0000000001", "CA0190000", "I", "e", 1.0, NOW)
    for query in (QUERY, defaults):
        assert query_from_proto(query_to_proto(query)) == query
    fields = set(LescQuery.__dataclass_fields__)
    assert {name for name in fields if getattr(QUERY, name) == getattr(defaults, name)} <= {
        "tcn",
        "ori",
        "match_time",
    }, "each field of QUERY differs from its default, so that none can be forgotten"


Change = Callable[[DeliverAnswerRequest], object]
FINDING = "research.findings[0]"
NOT_CONSULTED = "determination.not_consulted[1]"


def _set_reason(text: str) -> Change:
    def change(message: DeliverAnswerRequest) -> None:
        message.determination.status = research_pb2.IMMIGRATION_STATUS_UNRESOLVED
        message.determination.unresolved_because = text

    return change


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda m: setattr(m, "version", 0), "version"),
        (lambda m: m.ClearField("determination"), "determination.status"),
        (lambda m: setattr(m.determination, "status", 99), "determination.status"),
        (_set_reason(""), "determination.unresolved_because"),
        (_set_reason("no\0"), "determination.unresolved_because"),
        (_set_reason("no\x1b[1m"), "determination.unresolved_because"),
        (_set_reason("x" * 1_001), "determination.unresolved_because"),
        (lambda m: m.determination.grounds.append(99), "determination.grounds[2]"),
        (lambda m: m.determination.not_consulted.append("gossip"), NOT_CONSULTED),
        (lambda m: setattr(m.research.findings[0], "source", "gossip"), f"{FINDING}.source"),
        (lambda m: setattr(m.research.findings[0], "outcome", 0), f"{FINDING}.outcome"),
        (
            lambda m: setattr(m.research.findings[0].facts[0], "kind", "rumour"),
            f"{FINDING}.facts[0].kind",
        ),
        (
            lambda m: m.research.findings[0].facts[0].from_date.Clear(),
            f"{FINDING}.facts[0].from_date",
        ),
        (
            lambda m: m.research.findings[0].facts[1].ClearField("conviction"),
            f"{FINDING}.facts[1].conviction",
        ),
        (lambda m: setattr(m.answer_time, "nanos", -1), "answer_time"),
    ],
)
def test_what_an_answer_may_not_hold_is_named(change: Change, field: str) -> None:
    message = answer_to_proto(ANSWER)
    change(message)
    with pytest.raises(InvalidFieldError) as caught:
        answer_from_proto(message)
    assert caught.value.field == field


def test_other_scripts_are_refused() -> None:
    for field, value in (("hang_share", 1.5), ("hang_s", -1.0), ("refuse_share", float("nan"))):
        script = lesc_service_pb2.Script()
        setattr(script, field, value)
        with pytest.raises(InvalidFieldError, match=field):
            script_from_proto(script)
    with pytest.raises(InvalidFieldError, match="latency_s"):
        source_state_from_proto(
            lesc_service_pb2.SetSourceRequest(source=SOURCES[0], latency_s=float("inf"))
        )
