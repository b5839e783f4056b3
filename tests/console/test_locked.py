"""A console of a service that believes nobody: TLS, tokens of its own people, the log's names."""

from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from console import people
from console.settings import ConsoleSettings, users_file
from services.access import issuing
from services.errors import SettingError
from tenprint.channel import open_channel
from tenprint.errors import RpcError
from tenprint.work import WorkClient
from tests.console.visitors import Visitor, visiting
from tests.servers import RunningServer, running_server

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of keys."""
    folder = tmp_path_factory.mktemp("keys")
    issuing.make_folder(folder)
    return folder


@pytest.fixture(scope="module")
def locked(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A service that proves its callers."""
    data = tmp_path_factory.mktemp("locked")
    flags = ("--machine-port", "0")
    with running_server(data, *flags, door=("--keys", str(keys))) as running:
        yield running


@pytest.fixture
def visitor(locked: RunningServer, keys: Path, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the door."""
    target = locked.target.replace("127.0.0.1", "localhost")
    with visiting(ConsoleSettings(target, "", tmp_path, port=0, keys=keys)) as one:
        yield one


def enter(visitor: Visitor, data: Path, role: str, ori: str) -> None:
    hashed = people.hash_password(PASSWORD)
    people.put(
        users_file(data), people.Listed("mina", ori, (role,), f"{role}-7", "", "UTC", hashed)
    )
    visitor.get("/sign-in")
    visitor.send("/sign-in", name="mina", password=PASSWORD)


def test_a_person_of_the_list_is_who_the_service_says(
    visitor: Visitor, locked: RunningServer, keys: Path, tmp_path: Path
) -> None:
    enter(visitor, tmp_path, "field_office", "ICEHOU000")
    assert (visitor.path, visitor.status) == ("/work", 200)
    assert "field_office-7" in visitor.text
    with pytest.raises(RpcError, match="CREDENTIAL_MISSING"):
        _head(locked, keys, tmp_path / "nobody")
    assert visitor.get("/try") and visitor.status == 403


def _head(locked: RunningServer, keys: Path, folder: Path) -> None:
    """Call without a token, over the same TLS."""
    channel = open_channel(
        locked.target.replace("127.0.0.1", "localhost"),
        grpc.ssl_channel_credentials((keys / "ca.pem").read_bytes()),
    )
    with channel:
        WorkClient(channel).take(str(folder.name), "field_office-7")


def test_nobody_chooses_a_role_without_a_password(visitor: Visitor) -> None:
    page = visitor.get("/sign-in")
    assert 'name="role"' not in page
    assert "The list of people is empty" in page


def test_the_cookie_is_bound_to_this_host_and_to_tls(visitor: Visitor, tmp_path: Path) -> None:
    enter(visitor, tmp_path, "field_office", "ICEHOU000")
    assert "__Host-tenprint" in visitor.client.cookies
    answer = visitor.client.get("/work")
    assert "max-age" in answer.headers["strict-transport-security"]


def test_the_service_decides_not_the_console(visitor: Visitor, tmp_path: Path) -> None:
    """An officer whose ORI is of no office may read, and takes no task."""
    enter(visitor, tmp_path, "field_office", "ZZNONE000")
    visitor.get("/work/case:NOBODY")
    assert visitor.status == 404
    assert "CASE_NOT_FOUND" in visitor.text


def test_without_a_key_to_sign_tokens_there_is_no_console(tmp_path: Path, keys: Path) -> None:
    settings = ConsoleSettings("localhost:1", "", tmp_path, keys=tmp_path)
    with pytest.raises(SettingError, match=r"tokens\.key is missing"):
        settings.token_key()
    assert ConsoleSettings("localhost:1", "", tmp_path, keys=keys).token_key().is_file()
