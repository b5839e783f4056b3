"""The client against a real server, and without one."""

import socket
import time
from importlib import import_module
from typing import Any

import grpc
import pytest
from google.protobuf.message_factory import GetMessageClass

from services.errors import StartingError
from services.wire.status import rich_status
from tenprint import Client, RpcError, name_of
from tenprint.calls import method_path
from tenprint.channel import open_channel
from tenprint.retries import SENT_ONCE, Rounds, default_timeout_s
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1.case_service_pb2_grpc import CaseServiceStub
from tests.images import finger
from tests.kill.lesc_stub import free_port
from tests.paths import ROOT
from tests.servers import RunningServer
from tests.services.access.rpcs import RPCS
from tests.tenprint.flaky import Flaky, serving

ROLES = ("booking", "operator")
ORI = "WVTEST000"
SAMPLE = "tenprint.v1.Sample"


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


def test_a_call_with_prints_has_more_time_than_another() -> None:
    """Ten prints take a minute on a busy machine, and a call that is given up begins anew."""
    for rpc in RPCS:
        request = GetMessageClass(rpc.descriptor.input_type)()
        fields = rpc.descriptor.input_type.fields
        carries = any(
            one.name == "transaction_file"
            or (one.message_type is not None and one.message_type.full_name == SAMPLE)
            for one in fields
        )
        assert default_timeout_s(request) == (300.0 if carries else 60.0), rpc.method


@pytest.mark.parametrize(
    ("stated_s", "away", "starting"), [(None, 60, 300), (300.0, 300, 300), (5.0, 5, 5)]
)
def test_a_service_that_is_not_there_is_waited_for_no_longer_because_of_prints(
    stated_s: float | None, away: int, starting: int, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = rich_status(StartingError("it waits for its network"), "id")
    for error, seconds in (
        (Refused("Connection refused"), away),
        (Refused(refusal.details, refusal.trailing_metadata), starting),
    ):
        request = booking_pb2.SubmitBookingRequest()
        rounds = Rounds("here:1", method_path(request), request, stated_s)
        rounds.pause_after(error)
        assert f"trying again for {seconds} s" in caplog.messages[-1]


class Refused(grpc.RpcError):
    """A refusal as gRPC gives it to a client."""

    def __init__(self, details: str, trailers: Any = ()) -> None:  # noqa: ANN401 - as gRPC has it
        self._details, self._trailers = details, trailers

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNAVAILABLE

    def details(self) -> str:
        return self._details

    def trailing_metadata(self) -> Any:  # noqa: ANN401 - as gRPC has it
        return self._trailers


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
