"""A person with known names, numbers and prints is booked; logs, metrics and traces say nothing."""

import base64
import json
from pathlib import Path

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from ebts.writing import write
from tenprint import Client, RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import records_service_pb2 as records_pb2
from tests.contract.rpc import METADATA, plain_channel
from tests.images import finger, no_finger_png, print_png, sample
from tests.servers import running_server
from tests.services.telemetry.scraping import metrics_port, samples_of, text_once, value
from tests.transactions import card

ORI = "WVTEST000"
SEED = 71
FINGERS = (2, 3, 7)
NAME, OTHER_NAME = "QUAXELROD,ZEBULON", "Quaxelrod,Jezebel"
RPC_COUNT = "tenprint_rpc_seconds_count"
WRONG_NAME = "QUAXELROD,\x07ZEB"
SECRETS = (
    *("QUAXELROD", "ZEBULON", "JEZEBEL", "ZEB"),
    *("1961-03-17", "19610317", "1961-3-17"),
    *("A087654321", "087654321", "P4SSP0RT77", "77F1BI777", "WV99887766"),
    *("MOPERY", "2031-02-03"),
)
"""In capitals: everything is searched without regard to case."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything that a server showed of a booking that matched, and of requests that failed."""
    data = tmp_path_factory.mktemp("personal") / "data"
    spans = data / "spans.jsonl"
    flags = ("--metrics", "127.0.0.1:0", "--traces", str(spans), "--log-level", "debug")
    with running_server(data, *flags) as server:
        with Client(
            server.target, ori=ORI, roles=["operator"], purpose="upkeep", timeout_s=120
        ) as client:
            _know(client)
        with Client(
            server.target, ori=ORI, roles=["booking"], purpose="arrest", timeout_s=120
        ) as client:
            _book(client, "KNOWN-000001")
            _book(client, "KNOWN-000002")
        _fail(server.target)
        metrics = text_once(metrics_port(server), RPC_COUNT, rpc="unknown", code="UNIMPLEMENTED")
        server.stop()
    return {
        "log": server.log_path.read_text(),
        "metrics": metrics,
        "spans": spans.read_text(),
    }


def _know(client: Client) -> None:
    """IDENT knows the person, with an alien number that the LESC refuses in its own words."""
    enrolled = client.enrol("ident", [finger(SEED, p) for p in FINGERS], encounter_id="e-1")
    assert enrolled.identity.identity_id
    client.records.put_encounter(
        records_pb2.IdentEncounter(
            encounter_id="e-1",
            kind=records_pb2.IDENT_ENCOUNTER_KIND_VISA_APPLICATION,
            encounter_time=Timestamp(seconds=1_300_000_000),
            biographic=records_pb2.BiographicData(
                name=OTHER_NAME, date_of_birth=Date(year=1961, month=3, day=17)
            ),
            document_number="P4SSP0RT77",
            alien_number="A87654321",
        )
    )


def _book(client: Client, tcn: str) -> None:
    client.submit_booking(
        tcn,
        [finger(SEED, p, encounter=1) for p in FINGERS],
        subject=booking_pb2.Subject(
            name=NAME,
            dates_of_birth=[Date(year=1961, month=3, day=17)],
            fbi_number="77F1BI777",
            state_id="WV99887766",
            alien_number="087654321",
        ),
        charges=[booking_pb2.Charge(literal="MOPERY AND LURKING", offense_code="0399")],
    )
    assert client.wait_for_booking(tcn, timeout_s=120).second_response.candidates


def _fail(target: str) -> None:
    """Send wrong fields, wrong bytes and names where no names belong."""
    roles = ["booking", "operator"]
    with Client(target, ori=ORI, roles=roles, purpose="arrest", timeout_s=30) as client:
        for subject in (
            booking_pb2.Subject(name=WRONG_NAME),
            booking_pb2.Subject(name=NAME, dates_of_birth=[Date(year=2031, month=2, day=3)]),
            booking_pb2.Subject(name=NAME, alien_number="087654321QUAXELROD"),
        ):
            with pytest.raises(RpcError):
                client.submit_booking("WRONG-000001", [finger(SEED)], subject=subject)
        for wrong in (b"2.024:?", b"2.073:QUAXELROD,ZEBULON", b"2.024:F\x1d1.009:QUAXELROD"):
            file = write(card({18: (NAME,), 22: ("19610317",)})).replace(b"2.024:F", wrong)
            with pytest.raises(RpcError):
                client.submit_transaction(file)
            client.check_transaction(file)
        with pytest.raises(RpcError):
            client.identify("ident", [sample(no_finger_png())])
        with pytest.raises(RpcError):
            client.get_identity("ident", "QUAXELROD-ZEBULON")
    with plain_channel(target) as channel:
        carrier = (
            *METADATA,
            ("traceparent", "QUAXELROD"),
            ("tracestate", "name=QUAXELROD"),
        )
        for method in ("SubmitBooking", "QUAXELROD"):
            with pytest.raises(grpc.RpcError):
                send: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(
                    f"/tenprint.v1.BookingService/{method}"
                )
                send(b"\xff QUAXELROD", metadata=carrier, timeout=30)


@pytest.mark.parametrize("where", ["log", "metrics", "spans"])
def test_no_name_no_number_no_date(where: str, shown: dict[str, str]) -> None:
    text = shown[where].upper()
    assert len(text) > 1_000
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("where", ["log", "metrics", "spans"])
def test_no_print(where: str, shown: dict[str, str]) -> None:
    for position in FINGERS:
        # The middle of the file, where no header is alike in all images.
        data = print_png(SEED, position, 1)
        piece = data[len(data) // 2 :][:24]
        aligned = data[len(data) // 2 // 3 * 3 :][:24]
        assert piece.hex() not in shown[where]
        assert base64.b64encode(aligned).decode() not in shown[where]
        assert repr(piece)[2:-1] not in shown[where]


@pytest.mark.parametrize("where", ["metrics", "spans"])
def test_no_booking_and_no_agency(where: str, shown: dict[str, str]) -> None:
    """The log names bookings, because an operator must find them. Metrics and traces do not."""
    for name in ("KNOWN-000001", "WRONG-000001", ORI, "e-1"):
        assert name not in shown[where]


def test_the_work_is_seen(shown: dict[str, str]) -> None:
    found = samples_of(shown["metrics"])
    for stage in ("decode", "extract", "search", "search decide"):
        assert value(found, "tenprint_stage_seconds_count", stage=stage) > 0, stage
    assert value(found, "tenprint_sample_quality_count") >= len(FINGERS)
    assert sum(n for (name, _), n in found.items() if name == "tenprint_ident_searches_total") == 2
    assert value(found, "tenprint_gallery_references", gallery="ident") == 1
    refused = {
        dict(labels)["reason"]
        for (name, labels) in found
        if name == "tenprint_samples_refused_total"
    }
    assert refused == {"QUALITY_TOO_LOW"}
    assert value(found, RPC_COUNT, rpc="SubmitBooking", code="OK") == 2
    assert value(found, RPC_COUNT, rpc="unknown", code="UNIMPLEMENTED") == 1
    assert value(found, "tenprint_ready") == 1
    assert value(found, "tenprint_database_up") == 1


def test_spans_belong_together(shown: dict[str, str]) -> None:
    spans = [json.loads(line) for line in shown["spans"].splitlines()]
    by_id = {one["context"]["span_id"]: one for one in spans}
    named = {one["name"] for one in spans}
    assert {"SubmitBooking", "step RECEIVED", "decode", "extract", "search"} <= named
    for one in spans:
        if one["name"] == "extract":
            assert by_id[one["parent_id"]]["name"] in {"step RECEIVED", "Enrol", "Identify"}
    assert {one["name"] for one in spans if one["status"]["status_code"] == "ERROR"} >= {"unknown"}


def test_logs_are_json_with_level_time_and_event(shown: dict[str, str]) -> None:
    for line in shown["log"].splitlines():
        told = json.loads(line)
        assert {"level", "timestamp", "event"} <= told.keys()


def test_the_search_for_secrets_finds_secrets(tmp_path: Path) -> None:
    """The lists above are not empty words: what a careless log would hold is found."""
    careless = json.dumps({"subject": NAME, "born": "1961-03-17", "document": "P4SSP0RT77"})
    assert [secret for secret in SECRETS if secret in careless.upper()] == [
        "QUAXELROD",
        "ZEBULON",
        "ZEB",
        "1961-03-17",
        "P4SSP0RT77",
    ]
