"""Certificates and tokens against a real server with TLS: who is let in, and who is not."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from database.caller import Caller
from services.access import issuing
from services.access.key_folder import KeyFolder
from tenprint.channel import caller_metadata
from tenprint.client import Client
from tenprint.credentials import Holder, load_credentials
from tenprint.errors import RpcError, rpc_error
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2_grpc import ProgrammeServiceStub
from tests.services.access.locked_server import LockedServer, locked_server

AGENCY = Caller("WVNGI0000", frozenset({"law_enforcement"}), acts_for=frozenset({"CA0190000"}))
EXAMINER = Caller("DCDHS0001", frozenset({"examiner"}), person="EX-17")
METHOD = "/tenprint.v1.ProgrammeService/GetActivation"
DAY = 1.0
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    issuing.make_folder(folder)
    return folder


@pytest.fixture(scope="module")
def server(keys: Path) -> Iterator[LockedServer]:
    with locked_server(keys) as running:
        yield running


def activation(port: int, folder: Path) -> str:
    """Call with the credentials of a folder; returns the reason of a refusal."""
    return called(port, load_credentials(folder))


def called(port: int, credentials: grpc.ChannelCredentials | None) -> str:
    """Call once, without repetitions; returns the reason of a refusal, or the code without one."""
    target, once = f"127.0.0.1:{port}", [("grpc.enable_retries", 0)]
    channel = (
        grpc.insecure_channel(target, once)
        if credentials is None
        else grpc.secure_channel(target, credentials, once)
    )
    with channel:
        try:
            ProgrammeServiceStub(channel).GetActivation(pb2.GetActivationRequest(), timeout=5)
        except grpc.RpcError as error:
            told = rpc_error(error)
            return told.reason or told.code.name
    return "OK"


def test_a_machine_is_known_by_its_certificate(
    server: LockedServer, keys: Path, tmp_path: Path
) -> None:
    issuing.machine(keys, tmp_path, AGENCY, DAY)
    assert activation(server.machine_port, tmp_path) == "OK"
    seen = server.callers[-1]
    assert (seen.ori, seen.roles, seen.acts_for) == (AGENCY.ori, AGENCY.roles, AGENCY.acts_for)
    assert seen.is_proved


def test_a_person_is_known_by_a_token(server: LockedServer, keys: Path, tmp_path: Path) -> None:
    issuing.token(keys, tmp_path, EXAMINER, HOUR)
    assert activation(server.port, tmp_path) == "OK"
    seen = server.callers[-1]
    assert (seen.ori, seen.roles, seen.person) == (EXAMINER.ori, EXAMINER.roles, "EX-17")


def test_without_a_credential_there_is_health_and_nothing_else(
    server: LockedServer, keys: Path
) -> None:
    alone = grpc.ssl_channel_credentials((keys / "ca.pem").read_bytes())
    with grpc.secure_channel(f"127.0.0.1:{server.port}", alone) as channel:
        check = health_pb2_grpc.HealthStub(channel).Check(
            health_pb2.HealthCheckRequest(), timeout=5
        )
        assert check.status == health_pb2.HealthCheckResponse.SERVING
        reflection: Any = channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/X")
        with pytest.raises(grpc.RpcError) as caught:
            list(reflection(iter([b""]), timeout=5))
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert called(server.port, alone) == "CREDENTIAL_MISSING"
    assert called(server.machine_port, alone) == "UNAVAILABLE"
    assert called(server.port, None) == "UNAVAILABLE", "clear text"


def test_an_expired_certificate_is_refused(
    server: LockedServer, keys: Path, tmp_path: Path
) -> None:
    issuing.machine(keys, tmp_path, AGENCY, -DAY)
    assert activation(server.machine_port, tmp_path) == "UNAVAILABLE"


def test_a_certificate_that_expires_ends_its_open_connection(
    server: LockedServer, keys: Path, tmp_path: Path
) -> None:
    issuing.machine(keys, tmp_path, AGENCY, 2.5 / 86_400)
    credentials, target = load_credentials(tmp_path), f"127.0.0.1:{server.machine_port}"
    with Client(target, ori="WVTEST000", credentials=credentials, timeout_s=5) as client:
        client.programme.activation()
        time.sleep(3.5)
        with pytest.raises(RpcError) as caught:
            client.programme.activation()
    assert caught.value.reason == "CREDENTIAL_REFUSED"


def test_a_certificate_of_another_authority_is_refused(
    server: LockedServer, keys: Path, tmp_path: Path
) -> None:
    issuing.make_folder(tmp_path / "other")
    issuing.machine(tmp_path / "other", tmp_path / "client", AGENCY, DAY)
    (tmp_path / "client" / "ca.pem").write_bytes((keys / "ca.pem").read_bytes())
    assert activation(server.machine_port, tmp_path / "client") == "UNAVAILABLE"


def test_revocation_needs_no_restart(server: LockedServer, keys: Path, tmp_path: Path) -> None:
    serial = issuing.machine(keys, tmp_path / "machine", AGENCY, DAY)
    token_id = issuing.token(keys, tmp_path / "person", EXAMINER, HOUR)
    places = (server.machine_port, tmp_path / "machine"), (server.port, tmp_path / "person")
    assert [activation(*place) for place in places] == ["OK", "OK"]
    issuing.revoke(keys, serial)
    issuing.revoke(keys, token_id)
    assert [activation(*place) for place in places] == ["CREDENTIAL_REFUSED"] * 2


def test_a_renewed_certificate_of_the_server_needs_no_restart(
    server: LockedServer, keys: Path, tmp_path: Path
) -> None:
    issuing.machine(keys, tmp_path, AGENCY, DAY)
    before = (keys / "server.pem").read_bytes()
    issuing.renew_server(keys, issuing.SERVER, issuing.LOCAL, DAY)
    assert (keys / "server.pem").read_bytes() != before
    assert activation(server.machine_port, tmp_path) == "OK"
    assert server.shown_certificate() == (keys / "server.pem").read_text()


def test_a_handshake_gets_a_new_configuration_only_when_the_keys_have_changed(
    keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """gRPC crashes now and then if each of many handshakes replaces the configuration."""
    folder = tmp_path / "keys"
    shutil.copytree(keys, folder)
    fetches: list[Callable[[], object]] = []
    monkeypatch.setattr(
        grpc, "dynamic_ssl_server_credentials", lambda _first, fetch, _of: fetches.append(fetch)
    )
    served = KeyFolder(folder, "server")
    for of_clients in (False, True):
        served.server_credentials(of_clients=of_clients)
    assert [fetch() for fetch in fetches for _ in range(3)] == [None] * 6
    (folder / "revoked.txt").write_text("00ff\n")
    for fetch in fetches:
        assert fetch() is not None
        assert fetch() is None


def test_an_issuer_is_added_and_removed_without_a_restart(
    server: LockedServer, keys: Path, tmp_path: Path
) -> None:
    issuing.make_folder(tmp_path / "other")
    issuing.token(tmp_path / "other", tmp_path / "person", EXAMINER, HOUR)
    (tmp_path / "person" / "ca.pem").write_bytes((keys / "ca.pem").read_bytes())
    assert activation(server.port, tmp_path / "person") == "CREDENTIAL_REFUSED"
    ours = (keys / "tokens.pem").read_bytes()
    (keys / "tokens.pem").write_bytes(ours + (tmp_path / "other" / "tokens.pem").read_bytes())
    assert activation(server.port, tmp_path / "person") == "OK"
    (keys / "tokens.pem").write_bytes(ours)
    assert activation(server.port, tmp_path / "person") == "CREDENTIAL_REFUSED"


def plain(server: LockedServer, keys: Path, metadata: tuple[tuple[str, str], ...]) -> str:
    """Call with exactly these metadata; returns why the call is refused."""
    alone = grpc.ssl_channel_credentials((keys / "ca.pem").read_bytes())
    with grpc.secure_channel(f"127.0.0.1:{server.port}", alone) as channel:
        try:
            request = pb2.GetActivationRequest()
            ProgrammeServiceStub(channel).GetActivation(request, metadata=metadata, timeout=5)
        except grpc.RpcError as error:
            return str(error.details())
    return ""


def test_a_copied_call_is_worth_nothing(server: LockedServer, keys: Path, tmp_path: Path) -> None:
    issuing.token(keys, tmp_path, EXAMINER, HOUR)
    call = Holder(tmp_path).metadata(METHOD)
    assert plain(server, keys, call) == ""
    assert "repeats a call" in plain(server, keys, call)
    token = call[:1]
    assert "no proof" in plain(server, keys, token)
    elsewhere = Holder(tmp_path).metadata("/tenprint.v1.ProgrammeService/ListJurisdictions")
    assert "has not signed the call" in plain(server, keys, elsewhere)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda time_s, nonce: (time_s, ""), "no nonce"),
        (lambda time_s, nonce: (time_s, "a b"), "no nonce"),
        (lambda time_s, nonce: (time_s, "a" * 65), "no nonce"),
        (lambda time_s, nonce: (time_s - 90, nonce), "set the clock"),
        (lambda time_s, nonce: (time_s + 90, nonce), "set the clock"),
        (lambda time_s, nonce: ("", nonce), "no proof"),
    ],
)
def test_a_proof_that_is_wrong_is_told_what_is_wrong(
    server: LockedServer,
    keys: Path,
    tmp_path: Path,
    change: Callable[[int, str], tuple[object, str]],
    words: str,
) -> None:
    issuing.token(keys, tmp_path, EXAMINER, HOUR)
    token, (name, proof) = Holder(tmp_path).metadata(METHOD)
    time_s, nonce, signature = proof.split(".")
    stated, changed = change(int(time_s), nonce)
    told = plain(server, keys, (token, (name, f"{stated}.{changed}.{signature}")))
    assert words in told
    assert ("clock" in told) == ("clock" in words)


def test_a_stolen_token_is_worth_nothing_without_its_key(
    server: LockedServer, keys: Path, tmp_path: Path
) -> None:
    issuing.token(keys, tmp_path / "holder", EXAMINER, HOUR)
    issuing.token(keys, tmp_path / "thief", EXAMINER, HOUR)
    (tmp_path / "thief" / "token").write_bytes((tmp_path / "holder" / "token").read_bytes())
    assert "has not signed the call" in plain(
        server, keys, Holder(tmp_path / "thief").metadata(METHOD)
    )


def test_a_changed_token_is_refused(server: LockedServer, keys: Path, tmp_path: Path) -> None:
    issuing.token(keys, tmp_path, EXAMINER, HOUR)
    token = (tmp_path / "token").read_text().strip()
    for place in (5, len(token) // 2, len(token) - 4):
        changed = "A" if token[place] != "A" else "B"
        (tmp_path / "token").write_text(token[:place] + changed + token[place + 1 :])
        assert activation(server.port, tmp_path) == "CREDENTIAL_REFUSED", place


@pytest.mark.parametrize("life", [timedelta(seconds=-1), timedelta(hours=13)])
def test_an_old_token_and_a_token_for_too_long_are_refused(
    server: LockedServer, keys: Path, tmp_path: Path, life: timedelta
) -> None:
    issuing.token(keys, tmp_path, EXAMINER, life)
    assert activation(server.port, tmp_path) == "CREDENTIAL_REFUSED"


@pytest.mark.parametrize("role", ["lesc_system", "interop_system", "administrator"])
def test_no_token_holds_the_role_of_a_machine(
    server: LockedServer, keys: Path, tmp_path: Path, role: str
) -> None:
    issuing.token(keys, tmp_path, Caller("LESC00000", frozenset({role}), person="X"), HOUR)
    assert activation(server.port, tmp_path) == "CREDENTIAL_REFUSED"


def test_metadata_gives_nobody_a_role(server: LockedServer, keys: Path, tmp_path: Path) -> None:
    issuing.token(keys, tmp_path, EXAMINER, HOUR)
    call = Holder(tmp_path).metadata(METHOD)
    stated = caller_metadata("LESC00000", ["operator"], "adjudication", person="SOMEBODY")
    assert plain(server, keys, (*call, *stated)) == ""  # type: ignore[arg-type]
    seen = server.callers[-1]
    assert (seen.ori, seen.roles, seen.person) == (EXAMINER.ori, EXAMINER.roles, "EX-17")
    assert seen.purpose == "adjudication", "only the purpose is stated anew with each call"


def test_the_two_servers_have_roles_of_their_own(keys: Path) -> None:
    with ExitStack() as stack:
        running = stack.enter_context(locked_server(keys))
        for name, role in (("server", "interop_system"), ("lesc", "lesc_system")):
            door = KeyFolder(keys, name).now().client()
            channel = grpc.secure_channel(f"127.0.0.1:{running.machine_port}", door)
            stack.callback(channel.close)
            ProgrammeServiceStub(channel).GetActivation(pb2.GetActivationRequest(), timeout=5)
            assert running.callers[-1].roles == {role}
