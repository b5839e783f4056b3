"""The client against a real server, and without one."""

import socket
import time
from importlib import import_module

import grpc
import pytest
from google.protobuf.message_factory import GetMessageClass

from tenprint import Client, RpcError, name_of
from tenprint.calls import method_path
from tenprint.channel import open_channel
from tenprint.retries import SENT_ONCE
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1.case_service_pb2_grpc import CaseServiceStub
from tests.images import finger
from tests.kill.lesc_stub import free_port
from tests.paths import ROOT
from tests.servers import RunningServer
from tests.tenprint.flaky import Flaky, serving

ROLES = ("booking", "operator")
ORI = "WVTEST000"


@pytest.mark.parametrize("code", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED])
def test_passing_refusals_are_tried_again(code: grpc.StatusCode) -> None:
    servicer = Flaky(code, refusal_count=3)
    with serving(servicer) as target, Client(target, ori=ORI) as client:
        assert client.get_identity("ident", "X").identity_id == "X"
    assert servicer.refusals_left == 0


def test_every_service_is_tried_again() -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=3)
    with serving(servicer) as target, Client(target, ori=ORI) as client:
        assert client.cases.assess("X").rule_set == "X"
    assert servicer.refusals_left == 0


def test_the_time_of_a_call_is_that_of_all_its_retries(caplog: pytest.LogCaptureFixture) -> None:
    """gRPC itself sends a call five times; a restart of the service takes longer."""
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=12)
    with serving(servicer) as target, Client(target, ori=ORI, timeout_s=30) as client:
        assert client.get_identity("ident", "X").identity_id == "X"
    assert servicer.refusals_left == 0
    assert len(caplog.messages) == 2
    assert all(target in one and "trying again" in one for one in caplog.messages)


def test_who_forgot_to_start_the_service_learns_it_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        Client(f"127.0.0.1:{free_port()}", ori=ORI, timeout_s=20) as client,
        pytest.raises(RpcError),
    ):
        client.get_identity("ident", "X")
    first, *others = caplog.messages
    assert first.endswith(
        "; start a service with `tenprint serve`, or name its HOST:PORT by --target"
    )
    assert not any("tenprint serve" in one for one in others)


def test_at_the_end_of_the_time_the_last_refusal_is_told_with_the_address() -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=10**6)
    start_s = time.monotonic()
    with (
        serving(servicer) as target,
        Client(target, ori=ORI, timeout_s=2) as client,
        pytest.raises(RpcError) as caught,
    ):
        client.get_identity("ident", "X")
    assert caught.value.code is grpc.StatusCode.UNAVAILABLE
    assert caught.value.target == target
    assert target in str(caught.value)
    assert time.monotonic() - start_s < 10


def test_a_deadline_has_a_reason_though_the_service_says_nothing() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        target = f"127.0.0.1:{silent.getsockname()[1]}"
        with Client(target, ori=ORI, timeout_s=0.5) as client, pytest.raises(RpcError) as caught:
            client.get_identity("ident", "X")
    assert caught.value.reason == "DEADLINE_EXPIRED"
    assert target in str(caught.value)


def test_values_of_enums_have_names() -> None:
    booking = booking_pb2.Booking(state=booking_pb2.BOOKING_STATE_IN_REVIEW)
    assert name_of(booking, "state") == "in_review"
    booking.state = 4711  # type: ignore[assignment]
    assert name_of(booking, "state") == "4711"
    with pytest.raises(TypeError, match=r"Booking\.tcn is no enum"):
        name_of(booking, "tcn")


def test_what_a_repetition_could_do_twice_is_sent_once() -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=3)
    with serving(servicer) as target, open_channel(target) as channel:
        record = CaseServiceStub(channel).RecordDisposition
        with pytest.raises(RpcError):
            record(case_pb2.RecordDispositionRequest())
    assert servicer.refusals_left == 2


def test_methods_that_are_sent_once_exist() -> None:
    for name, methods in SENT_ONCE.items():
        [service] = [
            service
            for path in (ROOT / "tenprint" / "v1").glob("*_service_pb2.py")
            for service in import_module(
                f"tenprint.v1.{path.stem}"
            ).DESCRIPTOR.services_by_name.values()
            if service.name == name
        ]
        assert set(methods) <= set(service.methods_by_name)


def test_metadata_of_one_call_goes_with_it() -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=0)
    with (
        serving(servicer) as target,
        open_channel(target, metadata=(("of-all", "1"),)) as channel,
    ):
        CaseServiceStub(channel).AssessCase(
            case_pb2.AssessCaseRequest(case_id="X"), metadata=(("of-one", "2"),)
        )
    assert (servicer.metadata["of-all"], servicer.metadata["of-one"]) == ("1", "2")


def test_a_method_is_found_by_its_request() -> None:
    paths = [path.stem for path in (ROOT / "tenprint" / "v1").glob("*_service_pb2.py")]
    for name in paths:
        file = import_module(f"tenprint.v1.{name}").DESCRIPTOR
        [service] = file.services_by_name.values()
        for method in service.methods:
            request = GetMessageClass(method.input_type)()
            assert method_path(request) == f"/{service.full_name}/{method.name}"
    assert len(paths) == 16


def test_lasting_refusals_are_told_at_once() -> None:
    servicer = Flaky(grpc.StatusCode.INVALID_ARGUMENT, refusal_count=3)
    with (
        serving(servicer) as target,
        Client(target, ori=ORI) as client,
        pytest.raises(RpcError) as caught,
    ):
        client.get_identity("ident", "X")
    assert (caught.value.code, caught.value.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "")
    assert servicer.refusals_left == 2


def test_who_asks_travels_with_each_call() -> None:
    servicer = Flaky(grpc.StatusCode.OK, refusal_count=0)
    caller = {"ori": ORI, "roles": ["booking", "examiner"], "purpose": "test"}
    with serving(servicer) as target, Client(target, **caller) as client:  # type: ignore[arg-type]
        client.get_identity("ident", "X")
    assert servicer.metadata["tenprint-ori"] == ORI
    assert servicer.metadata["tenprint-roles"] == "booking,examiner"
    assert servicer.metadata["tenprint-purpose"] == "test"


def test_nobody_there_ends_with_the_deadline_or_before() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        target = f"127.0.0.1:{probe.getsockname()[1]}"
    with Client(target, ori=ORI, timeout_s=1) as client, pytest.raises(RpcError) as caught:
        client.get_identity("ident", "X")
    assert caught.value.code in (
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
    )


def test_a_watch_with_a_time_limit_ends(server: RunningServer) -> None:
    with (
        Client(server.target, ori=ORI, roles=ROLES) as client,
        pytest.raises(RpcError) as caught,
    ):
        client.wait_for_booking("TEST-NOT-THERE", timeout_s=20)
    assert caught.value.reason == "BOOKING_NOT_FOUND"


def test_a_watch_given_up_leaves_the_channel_usable(server: RunningServer) -> None:
    tcn = f"TEST-{time.time_ns()}"
    with Client(server.target, ori=ORI, roles=ROLES) as client:
        client.submit_booking(tcn, [finger(61)])
        for _ in client.watch_booking(tcn):
            break
        assert client.get_booking(tcn).tcn == tcn
