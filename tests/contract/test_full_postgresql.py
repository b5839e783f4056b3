"""PostgreSQL says that its disk is full (53100): callers may try again, and nothing is lost."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL

from tenprint.client import Client
from tenprint.errors import RpcError
from tests import postgresql
from tests.contract.rpc import ORI
from tests.images import finger
from tests.servers import RunningServer, running_server

pytestmark = pytest.mark.postgresql
FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'could not extend file "base/5/16384": No space left on device'
    USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION full_disk();
"""
TABLES = ("submission", "audit_log", "outbox", "encounter")


@pytest.fixture
def url(postgresql_server: URL) -> Iterator[str]:
    with postgresql.fresh_database(postgresql_server) as fresh:
        yield fresh.render_as_string(hide_password=False)


@pytest.fixture
def server(url: str, tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path / "data", "--database-url", url) as running:
        yield running


@pytest.mark.timeout(300)
@pytest.mark.parametrize("table", TABLES)
def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(
    server: RunningServer, url: str, table: str
) -> None:
    prints = [finger(31, position) for position in (2, 7)]
    first, second = (f"TCN-FULL-{uuid.uuid4().hex[:16]}" for _ in range(2))
    with (
        Client(server.target, ori=ORI, roles=["law_enforcement"], timeout_s=5) as agency,
        Client(server.target, ori=ORI, roles=["operator"], purpose="arrest") as operator,
        psycopg.connect(url, autocommit=True) as administrator,
    ):
        operator.enrol("ident", prints, encounter_id="KNOWN")
        agency.submit_booking(first, prints)
        administrator.execute(FULL.format(table=table))
        acknowledged = True
        try:
            agency.submit_booking(second, prints)
        except RpcError as error:
            acknowledged = False
            assert error.code.name in ("UNAVAILABLE", "DEADLINE_EXCEEDED")
            assert "extend file" not in str(error), "nothing of the machine is told"
        assert acknowledged is (table not in ("submission", "audit_log"))
        administrator.execute(f"DROP TRIGGER full_disk ON {table}")
        if not acknowledged:
            agency.submit_booking(second, prints)
        for tcn in (first, second):
            agency.wait_for_booking(tcn, timeout_s=60)
    told = {line.get("code") for line in server.log() if line["event"] == "rpc"}
    assert told.isdisjoint({"INTERNAL", "UNKNOWN", "DATA_LOSS"})
