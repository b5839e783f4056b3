"""Specialists of the LESC over TLS, by their own credentials, at the data of the stub."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from console import people
from console.settings import ConsoleSettings, users_file
from database.caller import Caller
from services.access import issuing
from services.messages.lesc import query_to_proto
from tenprint.calls import Calls
from tenprint.channel import open_channel
from tenprint.credentials import load_credentials
from tenprint.errors import RpcError
from tenprint.research import ResearchClient
from tenprint.v1 import lesc_service_pb2 as pb2
from tests.console.visitors import visiting
from tests.lesc_stub.world import QUERY
from tests.servers import RunningServer, running_server

PASSWORD = "correct horse battery"
PEOPLE = {"lena": "lesc", "luis": "lesc", "mina": "field_office"}


@dataclass
class Lesc:
    """A service with TLS, whose stub waits for specialists."""

    server: RunningServer
    keys: Path
    folder: Path

    @property
    def settings(self) -> ConsoleSettings:
        """Of a console before both."""
        service = self.server.target.replace("127.0.0.1", "localhost")
        return ConsoleSettings(
            service, self.server.lesc_people_target, self.folder, port=0, keys=self.keys
        )

    def client(self, name: str) -> ResearchClient:
        """Call the LESC as somebody, without a console."""
        held = load_credentials(self.folder / name)
        return ResearchClient(open_channel(self.server.lesc_people_target, held))


@pytest.fixture(scope="module")
def lesc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesc]:
    folder = tmp_path_factory.mktemp("lesc")
    keys = folder / "keys"
    issuing.make_folder(keys)
    issuing.machine(keys, folder / "machine", Caller("TENPRINT0", frozenset({"operator"})), 1.0)
    hashed = people.hash_password(PASSWORD)
    for name, role in PEOPLE.items():
        ori = "LESC00000" if role == "lesc" else "ICEHOU000"
        caller = Caller(ori, frozenset({role}), person=name)
        issuing.token(keys, folder / name, caller, timedelta(hours=1))
        one = people.Listed(name, ori, (role,), name, "", "UTC", hashed)
        people.put(users_file(folder), one)
    flags = ("--machine-port", "0", "--lesc-specialists", "0")
    with running_server(folder / "data", *flags, door=("--keys", str(keys))) as server:
        with open_channel(server.lesc_target, load_credentials(folder / "machine")) as channel:
            Calls(channel).call(query_to_proto(QUERY), pb2.SubmitQueryResponse)
        yield Lesc(server, keys, folder)


def test_a_specialist_determines_on_the_screens(lesc: Lesc) -> None:
    with visiting(lesc.settings) as lena:
        lena.get("/sign-in")
        lena.send("/sign-in", name="lena", password=PASSWORD)
        assert (lena.path, lena.status) == ("/research", 200)
        assert QUERY.tcn in lena.text
        lena.send("/research/next")
        assert "You hold this research" in lena.text
        here = lena.path
        with pytest.raises(RpcError, match="TASK_HELD"):
            lesc.client("luis").take(1, "luis")
        lena.send(f"{here}/identity", result="1")
        assert "What you found of the identity" in lena.text
        lena.send(f"{here}/determine", status="5")
        assert "Determined" in lena.text
        [task] = list(lesc.client("luis").tasks(state=pb2.RESEARCH_TASK_STATE_DONE))
        assert task.specialist == "lena", "by the credential that the console had of her"


def test_who_is_no_specialist_gets_nothing(lesc: Lesc) -> None:
    with pytest.raises(RpcError, match="PERMISSION_DENIED"):
        list(lesc.client("mina").tasks())
    with pytest.raises(RpcError, match="PERSON_NOT_PROVED"):
        lesc.client("luis").take(1, "lena")


def test_the_port_takes_no_call_without_a_token(lesc: Lesc) -> None:
    import grpc

    ca = grpc.ssl_channel_credentials((lesc.keys / "ca.pem").read_bytes())
    with (
        open_channel(lesc.server.lesc_people_target, ca) as channel,
        pytest.raises(RpcError, match="CREDENTIAL_MISSING"),
    ):
        list(ResearchClient(channel).tasks())


def test_the_port_for_machines_takes_no_people(lesc: Lesc) -> None:
    held = load_credentials(lesc.folder / "lena")
    with open_channel(lesc.server.lesc_target, held) as channel, pytest.raises(RpcError):
        list(ResearchClient(channel).tasks())
