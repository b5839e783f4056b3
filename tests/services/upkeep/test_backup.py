"""A backup beside a working service, and a service on what was restored."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from services.settings import load_settings
from services.upkeep import back_up, restore
from tenprint.calls import Calls
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tests import postgresql
from tests.callers import named_channel
from tests.images import finger
from tests.servers import RunningServer, running_server

ORI = "WVTEST000"
KNOWN, FINGERS = 72, (2, 7)
BEFORE, DURING = 4, 8
PATIENCE_S = 240


class Agency:
    """Submits bookings one after another, and remembers which were acknowledged."""

    def __init__(self, target: str) -> None:
        self._target = target
        self.acknowledged: list[str] = []
        self.enough = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> "Agency":
        self._thread.start()
        assert self.enough.wait(PATIENCE_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    def _work(self) -> None:
        with Client(
            self._target, ori=ORI, roles=["booking"], purpose="arrest", timeout_s=120
        ) as client:
            for number in range(BEFORE + DURING):
                tcn = f"BACKUP-{number:06}"
                client.submit_booking(tcn, [finger(KNOWN, p, encounter=1) for p in FINGERS])
                self.acknowledged.append(tcn)
                if len(self.acknowledged) == BEFORE:
                    self.enough.set()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_urls(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The URL of a database, and of an empty one to restore into; empty: SQLite as it is."""
    if request.param == "sqlite":
        yield "", ""
        return
    server: URL = request.getfixturevalue("postgresql_server")
    with (
        postgresql.fresh_database(server) as one,
        postgresql.fresh_database(server) as other,
    ):
        yield one.render_as_string(hide_password=False), other.render_as_string(hide_password=False)


@contextmanager
def service(data: Path, url: str) -> Iterator[RunningServer]:
    flags = ("--database-url", url) if url else ()
    with running_server(data, *flags) as server:
        yield server


def enrol(target: str) -> str:
    with Client(target, ori=ORI, roles=["operator"], purpose="upkeep", timeout_s=120) as client:
        fingers = [finger(KNOWN, p) for p in FINGERS]
        return client.enrol("ident", fingers, encounter_id="e-1").identity.identity_id


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_backup_of_a_working_service_is_a_whole_service(
    database_urls: tuple[str, str], tmp_path: Path
) -> None:
    url, empty_url = database_urls
    data, other, copy = tmp_path / "data", tmp_path / "other", tmp_path / "copy"
    with service(data, url) as server:
        person = enrol(server.target)
        with Agency(server.target) as agency:
            safe = list(agency.acknowledged)
            settings = load_settings({"data_dir": str(data), "database_url": url})
            manifest = back_up(settings, copy)
        assert len(agency.acknowledged) == BEFORE + DURING, "the backup stopped nobody"
    assert {"lesc.sqlite", manifest.service_file} == set(manifest.files)
    restore(copy, load_settings({"data_dir": str(other), "database_url": empty_url}))
    with service(other, empty_url) as server:
        check_whole(server, safe, person)


def check_whole(server: RunningServer, safe: list[str], person: str) -> None:
    """Everything acknowledged before the backup is there, goes on, and was asked once."""
    roles = ["operator", "auditor"]
    with Client(server.target, ori=ORI, roles=roles, purpose="upkeep", timeout_s=120) as client:
        bookings = [one.tcn for one in client.list_bookings()]
        assert set(safe) <= set(bookings)
        for tcn in bookings:
            booking = client.wait_for_booking(tcn, timeout_s=PATIENCE_S)
            assert booking.second_response.kind == booking_pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR, (
                tcn
            )
        found = client.identify("ident", [finger(KNOWN, p, encounter=1) for p in FINGERS])
        assert found.candidates[0].identity_id == person
        assert client.audit.verify().intact
        assert client.galleries.status("ident").lag_count == 0
        sent = [one.tcn for one in client.programme.outbound_queries()]
        assert sorted(sent) == sorted(bookings)
    with named_channel(server.lesc_target) as channel:
        request = lesc_pb2.ListQueriesRequest(page_size=1_000)
        answer = Calls(channel).call(request, lesc_pb2.ListQueriesResponse)
    asked = [one.tcn for one in answer.queries]
    assert sorted(asked) == sorted(bookings)


def test_refused_submissions_do_not_count_as_acknowledged(tmp_path: Path) -> None:
    """The agency above counts answers, not attempts."""
    agency = Agency("127.0.0.1:1")
    with closing(Client("127.0.0.1:1", ori=ORI, timeout_s=0.2)) as client, pytest.raises(RpcError):
        client.submit_booking("BACKUP-999999", [])
    assert agency.acknowledged == []
