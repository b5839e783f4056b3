"""Every operation of the LESC over the wire, through the clients that the systems use."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest

from interop.errors import (
    DeliveryError,
    QueryConflictError,
    QueryNotFoundError,
    QueryRejectedError,
    UnknownSourceError,
)
from interop.lesc.messages import LescAnswer
from interop.lesc.research import SOURCES, FactKind, Outcome, Status
from lesc_stub.types import Mode
from services.messages.lesc import answer_from_proto
from services.process.lesc_client import LescClient, LookUpClient
from services.process.lesc_server import LescSettings
from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.callers import named_channel
from tests.services.process.test_lesc_server import (
    QUERY,
    TIMEOUT_S,
    Taker,
    client_of,
    free_port,
    running,
    taking,
)


@dataclass
class Place:
    """A running LESC, and the system to which it answers."""

    target: str
    taker: Taker
    client: LescClient
    stub: LescServiceStub


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    port, taker = free_port(), Taker()
    with (
        running(tmp_path_factory.mktemp("lesc"), answer_port=port) as stub,
        taking(taker, port),
        client_of(stub.target) as client,
        named_channel(stub.target) as channel,
    ):
        yield Place(stub.target, taker, client, LescServiceStub(channel))


@pytest.fixture(autouse=True)
def _behaving(place: Place) -> Iterator[None]:
    yield
    place.stub.SetScript(pb2.SetScriptRequest(), timeout=TIMEOUT_S)


def passport_record(fin: str) -> pb2.SourceRecord:
    record = pb2.SourceRecord(source="passports", record_id=f"p-{fin}", fin=fin)
    passport = record.facts.add(kind=FactKind.US_PASSPORT.value)
    passport.from_date.year, passport.from_date.month, passport.from_date.day = 2001, 2, 3
    return record


def answers(place: Place, query_id: str, count: int) -> list[LescAnswer]:
    """Wait for a number of answers to a query."""
    for _ in range(int(TIMEOUT_S * 10)):
        found = [request for request in place.taker.requests if request.query_id == query_id]
        if len(found) >= count:
            return [answer_from_proto(request) for request in found]
        place.taker.came.wait(0.1)
        place.taker.came.clear()
    raise AssertionError(f"{query_id} has no {count} answers")


def test_from_the_query_to_the_second_version(place: Place) -> None:
    query = replace(QUERY, query_id="iaq:story", fin="1000000008")
    place.client.submit_query(query)
    [first] = answers(place, "iaq:story", 1)
    assert first.determination.status is Status.NO_RECORD
    assert first.research is not None
    assert [finding.source for finding in first.research.findings] == list(SOURCES)
    place.stub.PutSourceRecords(
        pb2.PutSourceRecordsRequest(records=[passport_record("1000000008")]), timeout=TIMEOUT_S
    )
    receipt = place.client.review_citizenship("iaq:story", "claim:1")
    assert place.client.review_citizenship("iaq:story", "claim:1") == receipt
    second = answers(place, "iaq:story", 2)[1]
    assert (second.version, second.determination.status) == (2, Status.US_CITIZEN)
    withdrawn = place.client.withdraw_query("iaq:story", "w:story", "false match")
    assert place.client.withdraw_query("iaq:story", "w:story", "false match") == withdrawn
    with pytest.raises(QueryConflictError, match="w:story"):
        place.client.withdraw_query("iaq:story", "w:story", "another reason")
    request = pb2.ListQueriesRequest(state=pb2.QUERY_STATE_WITHDRAWN)
    [listed] = place.stub.ListQueries(request, timeout=TIMEOUT_S).queries
    assert (listed.query_id, listed.answer_count) == ("iaq:story", 2)
    assert listed.withdraw_reason == "false match"


def test_what_the_programme_tells_of_a_query_reaches_the_lesc(place: Place) -> None:
    """Every method of the sender, over the wire: the LESC hears the asking system alone."""
    client, query_id = place.client, "iaq:told"
    client.submit_query(replace(QUERY, query_id=query_id, fin="1000000015"))
    answers(place, query_id, 1)
    receipt = client.establish_citizenship(query_id, "C-1", "a certificate")
    assert receipt.receipt_id == f"lesc:C-1:{query_id}"
    client.review_citizenship(query_id, "claim:C-2")
    assert answers(place, query_id, 2)[1].determination.status is Status.US_CITIZEN
    client.withdraw_query(query_id, "w:told", "different_person")
    again = client.reinstate_query(query_id, "reinstatement:told")
    assert client.reinstate_query(query_id, "reinstatement:told") == again
    third = answers(place, query_id, 3)[2]
    assert (third.version, third.determination.status) == (3, Status.NO_RECORD), "it was forgotten"


def test_a_field_office_looks_up_and_is_counted(place: Place) -> None:
    query = replace(QUERY, query_id="iaq:office", fin="1000000016")
    place.client.submit_query(query)
    place.stub.PutSourceRecords(
        pb2.PutSourceRecordsRequest(records=[passport_record("1000000016")]), timeout=TIMEOUT_S
    )
    office = LookUpClient(place.target, "officer-7", deadline_s=TIMEOUT_S)
    now = datetime.now(UTC)
    found = office.look_up("passports", query, now)
    assert (found.outcome, found.specialist) == (Outcome.FOUND, "officer-7")
    outage = pb2.SetSourceRequest(source="passports")
    outage.outages.add().from_time.FromDatetime(now - timedelta(hours=1))
    place.stub.SetSource(outage, timeout=TIMEOUT_S)
    assert office.look_up("passports", query, now).outcome is Outcome.UNAVAILABLE
    place.stub.SetSource(pb2.SetSourceRequest(source="passports"), timeout=TIMEOUT_S)
    with pytest.raises(QueryNotFoundError, match="iaq:nothing"):
        office.look_up("passports", replace(query, query_id="iaq:nothing"), now)
    with pytest.raises(UnknownSourceError, match="gossip"):
        office.look_up("gossip", query, now)
    office.close()
    shown = place.stub.GetQuery(pb2.GetQueryRequest(query_id="iaq:office"), timeout=TIMEOUT_S)
    assert shown.query.repeated_look_up_count == 2
    counted = place.stub.GetStatistics(pb2.GetStatisticsRequest(), timeout=TIMEOUT_S)
    assert counted.repeated_look_up_count == 2
    assert counted.repeated_query_count == 1


def test_a_query_that_is_rejected_names_its_field(place: Place) -> None:
    for field, value in (("date_of_birth", ""), ("phone", "x" * 21), ("priority", 0)):
        query = replace(QUERY, query_id="iaq:wrong", **{field: value})  # type: ignore[arg-type]
        with pytest.raises(QueryRejectedError) as caught:
            place.client.submit_query(query)
        assert caught.value.field == field
        assert str(caught.value).startswith(f"{field}: ")


def test_what_cannot_be_is_refused_by_reason(place: Place) -> None:
    stub, refusals = place.stub, {}
    unknown = pb2.SourceRecord(source="gossip", record_id="1")
    for name, call, request in (
        ("source", stub.PutSourceRecords, pb2.PutSourceRecordsRequest(records=[unknown])),
        ("records", stub.PutSourceRecords, pb2.PutSourceRecordsRequest()),
        ("latency", stub.SetSource, pb2.SetSourceRequest(source="wants", latency_s=-1)),
        ("gossip", stub.SetSource, pb2.SetSourceRequest(source="gossip")),
        ("reason", stub.WithdrawQuery, pb2.WithdrawQueryRequest(query_id="q", withdrawal_id="w")),
        ("claim", stub.ReviewCitizenship, pb2.ReviewCitizenshipRequest(query_id="q")),
        ("state", stub.ListQueries, pb2.ListQueriesRequest(state=99)),  # type: ignore[arg-type]
    ):
        with pytest.raises(grpc.RpcError) as caught:
            call(request, timeout=TIMEOUT_S)
        error = rpc_error(caught.value)
        refusals[name] = (error.reason, error.metadata.get("field", ""))
    assert refusals == {
        "source": ("SOURCE_NOT_FOUND", ""),
        "records": ("INVALID_FIELD", "records"),
        "latency": ("INVALID_FIELD", "latency_s"),
        "gossip": ("SOURCE_NOT_FOUND", ""),
        "reason": ("INVALID_FIELD", "reason"),
        "claim": ("INVALID_FIELD", "claim_id"),
        "state": ("INVALID_FIELD", "state"),
    }


def test_a_lesc_that_hangs_lies_or_is_down_is_a_failed_delivery(place: Place) -> None:
    query = replace(QUERY, query_id="iaq:unlucky")
    impatient = LescClient(place.target, deadline_s=0.5)
    scripts = {
        "DEADLINE_EXCEEDED": pb2.Script(hang_share=1.0, hang_s=5.0),
        "the receipt is for": pb2.Script(false_receipt_share=1.0),
        "refuses": pb2.Script(refuse_share=1.0),
        "is down until": pb2.Script(),
    }
    scripts["is down until"].down_until.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
    for words, script in scripts.items():
        place.stub.SetScript(pb2.SetScriptRequest(script=script), timeout=TIMEOUT_S)
        with pytest.raises(DeliveryError, match=words):
            impatient.submit_query(query)
    impatient.close()
    place.stub.SetScript(pb2.SetScriptRequest(), timeout=TIMEOUT_S)
    place.client.submit_query(query)
    assert len(answers(place, "iaq:unlucky", 1)) == 1


def test_roles_that_are_named_are_held_to(place: Place) -> None:
    def reason(role: str) -> str:
        request = pb2.LookUpRequest(query_id="iaq:none", source="wants", officer="o")
        caller = caller_metadata("WVTEST000", role.split(","))
        with named_channel(place.target, caller) as channel, pytest.raises(grpc.RpcError) as caught:
            LescServiceStub(channel).LookUp(request, timeout=TIMEOUT_S)
        return rpc_error(caught.value).reason

    assert reason("field_office") == "QUERY_NOT_FOUND"
    assert reason("law_enforcement") == "PERMISSION_DENIED"
    assert reason("law_enforcement,lesc") == "QUERY_NOT_FOUND"


def test_the_settings_of_the_command_are_those_of_the_desk(tmp_path: Path) -> None:
    settings = LescSettings(tmp_path, "x:1", delay_s=9.0, specialists=3, mode=Mode.AS_AUDITED)
    desk = settings.desk
    assert (desk.research_s, desk.specialist_count, desk.mode) == (9.0, 3, Mode.AS_AUDITED)
