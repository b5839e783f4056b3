"""Health tells a process that lives from a service that takes requests."""

import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import grpc
import psycopg
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from sqlalchemy.engine import URL

from tenprint.client import Client
from tenprint.health import ALIVE, READY
from tests import postgresql, waiting
from tests.contract.rpc import ORI, plain_channel
from tests.images import finger
from tests.paths import ROOT
from tests.servers import RunningServer, running_server

SERVING = health_pb2.HealthCheckResponse.SERVING
PATIENCE_S = 30


def is_serving(channel: grpc.Channel, name: str) -> bool:
    check = health_pb2_grpc.HealthStub(channel).Check
    return bool(check(health_pb2.HealthCheckRequest(service=name), timeout=10).status == SERVING)


wait_until = partial(waiting.until, within_s=PATIENCE_S, every_s=0.1)


def asked(server: RunningServer, *flags: str) -> int:
    """Ask as a health check of a container does."""
    command = [sys.executable, "-m", "tenprint.cli.main", "health", "--target", server.target]
    return subprocess.run(
        [*command, *flags], cwd=ROOT, capture_output=True, timeout=60, check=False
    ).returncode


@pytest.mark.postgresql
def test_a_database_that_is_away_is_not_ready_and_alive(
    postgresql_server: URL, tmp_path: Path
) -> None:
    """And the service is ready again by itself when the database is back."""
    with postgresql.fresh_database(postgresql_server) as url:
        address = url.render_as_string(hide_password=False)
        with (
            running_server(tmp_path / "data", "--database-url", address) as server,
            plain_channel(server.target) as channel,
        ):
            assert (is_serving(channel, ALIVE), is_serving(channel, READY)) == (True, True)
            assert (asked(server), asked(server, "--alive")) == (0, 0)
            _let_in(postgresql_server, url, False)
            wait_until(lambda: not is_serving(channel, READY))
            assert not is_serving(channel, "")
            assert not is_serving(channel, "tenprint.v1.BookingService")
            assert is_serving(channel, ALIVE)
            assert (asked(server), asked(server, "--alive")) == (1, 0)
            _let_in(postgresql_server, url, True)
            wait_until(lambda: is_serving(channel, READY))
            assert is_serving(channel, "tenprint.v1.BookingService")


def _let_in(server: URL, database: URL, allowed: bool) -> None:
    address = server.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{database.database}" ALLOW_CONNECTIONS {allowed}')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (database.database,),
        )


def test_while_it_drains_a_service_is_alive_and_not_ready(tmp_path: Path) -> None:
    with (
        running_server(tmp_path / "data") as server,
        plain_channel(server.target) as channel,
        Client(
            server.target, ori=ORI, roles=["operator"], purpose="upkeep", timeout_s=60
        ) as client,
    ):
        images = [finger(73, position) for position in range(1, 11)]
        caller = threading.Thread(target=client.identify, args=("ident", images))
        caller.start()
        time.sleep(0.3)
        server.process.terminate()
        seen = set[tuple[bool, bool]]()
        try:
            for _ in range(200):
                seen.add((is_serving(channel, ALIVE), is_serving(channel, READY)))
                time.sleep(0.02)
        except grpc.RpcError:
            pass
        caller.join()
    assert (True, False) in seen
    assert (False, True) not in seen
    assert (False, False) not in seen


def test_nobody_answers(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        server.stop()
        assert asked(server, "--timeout", "1") == 1
