"""Upgrades from the first schemas: the golden folder, taken back to what they could hold.

Schema 0001 has people alone, schema 0002 bookings with queries and answers, and no schema before
0007 has cases.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from database.connection import open_database
from interop.clock import system_clock
from interop.flow.adoption import open_missing_cases
from tenprint.client import Client
from tenprint.samples import sample_from_file
from tenprint.v1 import case_service_pb2 as case_pb2
from tests.database.test_schema import downgrade
from tests.golden.data_answers import GALLERIES, ORI
from tests.servers import RunningServer, running_server

GOLDEN = Path(__file__).parent
PPI = 500
ANSWERS = "SELECT query_id, answer_time, receive_time FROM lesc_answer WHERE version = 1"
EARLY_ANSWER = (
    "INSERT INTO lesc_answer (query_id, determination, answer_time, receive_time) "
    "VALUES (:query_id, 'present without a status', :answer_time, :receive_time)"
)


@contextmanager
def upgraded(revision: str, folder: Path) -> Iterator[RunningServer]:
    """Run a server on the golden folder, whose database had an earlier schema."""
    shutil.copytree(GOLDEN / "data-0.1", folder)
    # Indexes of that time had another form: they are built anew.
    shutil.rmtree(folder / "galleries")
    with (
        closing(open_database(f"sqlite:///{folder / 'tenprint.sqlite'}")) as database,
        database.write() as session,
    ):
        answers = session.execute(text(ANSWERS)).all()
        downgrade(session.connection(), revision)
        if revision != "0001":
            # An answer of that time is a text. The way back drops answers, whose form is newer.
            for row in answers:
                session.execute(text(EARLY_ANSWER), dict(row._mapping))
    with running_server(folder) as server:
        yield server


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "data-0.1.answers.json").read_text())
    return found


def client_of(server: RunningServer) -> Client:
    return Client(server.target, ori=ORI, roles=["operator", "auditor"], timeout_s=120)


@pytest.mark.slow
def test_people_of_the_first_schema_are_found(kept: dict[str, Any], tmp_path: Path) -> None:
    with upgraded("0001", tmp_path / "data") as server, client_of(server) as client:
        probe = [sample_from_file(GOLDEN / f"data-0.1.probe-{p:02d}.png", p, PPI) for p in (2, 7)]
        for gallery in GALLERIES:
            best = client.identify(gallery, probe).candidates[0]
            assert best.above_threshold
            assert best.encounter_id == kept["identified"][gallery]["encounter_id"]
            status = client.galleries.status(gallery)
            assert (status.lag_count, list(status.damaged)) == (0, [])
        assert list(client.list_bookings()) == []
        assert client.audit.verify().intact


@pytest.mark.slow
@pytest.mark.parametrize("revision", ["0002", "0006"])
def test_what_was_matched_before_there_were_cases_has_cases(
    revision: str, kept: dict[str, Any], tmp_path: Path
) -> None:
    with upgraded(revision, tmp_path / "data") as server, client_of(server) as client:
        before = {one["tcn"] for one in _queries(kept)}
        cases = {one.tcn: one for one in client.cases.list(case_pb2.ListCasesRequest())}
        assert cases.keys() == before
        answered = {one["tcn"] for one in _queries(kept) if one["tcn"] != "GOLDEN-01-E"}
        for tcn, case in cases.items():
            awaiting = case.current.state == case_pb2.CASE_STATE_AWAITING_DETERMINATION
            assert awaiting is (tcn not in answered), tcn
            assert case.HasField("alert_time") is (tcn in answered), tcn
            assert case.office, tcn
        report = client.reports.exceptions()
        assert not [one for one in report.exceptions if "MATCH_WITHOUT" in str(one)]
        assert client.audit.verify().intact
        opened = {one.case_id for one in cases.values()}
        logged = {one.object_id for one in client.audit.entries(page_size=1_000)}
        assert opened <= logged
    url = f"sqlite:///{tmp_path / 'data' / 'tenprint.sqlite'}"
    with closing(open_database(url)) as database:
        assert open_missing_cases(database, system_clock) == 0, "a second start opens nothing"


def _queries(kept: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        one for one in kept["answers"]["messages_to_lesc"] if "IAQ" in one["kind"]
    ]
    return found


def test_a_correction_of_that_time_withdraws_the_case(tmp_path: Path) -> None:
    """A database that was upgraded without cases may have corrections since."""
    shutil.copy(GOLDEN / "data-0.1" / "tenprint.sqlite", tmp_path / "one.sqlite")
    with closing(open_database(f"sqlite:///{tmp_path / 'one.sqlite'}")) as database:
        tables = ("case_decision", "detainer", "citizenship_claim", "case_look_up", "case_alarm")
        with database.write() as session:
            known = set(session.scalars(text("SELECT name FROM sqlite_schema")))
            for table in (*known.intersection(tables), "case_version", "case_file"):
                session.execute(text(f"DELETE FROM {table}"))
        assert open_missing_cases(database, system_clock) > 0
        with database.read() as session:
            withdrawn = session.scalars(
                text("SELECT tcn FROM case_file WHERE withdrawn_time IS NOT NULL")
            ).all()
            corrected = session.scalars(text("SELECT tcn FROM correction")).all()
    assert withdrawn == corrected == ["GOLDEN-01-C"]
