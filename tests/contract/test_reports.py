"""Reports of a running service, over the wire and on the command line."""

import csv
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date
from pathlib import Path

import pytest
from click.testing import CliRunner

from interop.local_time import local
from tenprint.cli.main import tenprint
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import case_service_pb2
from tenprint.v1 import report_service_pb2 as pb2
from tests.contract.rpc import ORI
from tests.images import finger
from tests.servers import RunningServer

SEED = 171
TCN = f"TEST-REPORT-{uuid.uuid4().hex[:12]}"
DAY = date(2011, 8, 1)


@pytest.fixture
def auditor(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=ORI, roles=["auditor"]) as client:
        yield client


@pytest.fixture(scope="module")
def match(server: RunningServer) -> case_service_pb2.Case:
    """A match that nobody has documented."""
    with Client(server.target, ori=ORI, roles=["operator"]) as operator:
        operator.enrol("ident", [finger(SEED, position) for position in (2, 7)])
    with Client(server.target, ori=ORI) as agency:
        agency.submit_booking(TCN, [finger(SEED, position, 1) for position in (2, 7)])
        agency.wait_for_booking(TCN, timeout_s=60)
    with Client(server.target, ori=ORI, roles=["supervisor"]) as supervisor:
        return supervisor.cases.get(f"case:{TCN}").case


def day_of(case: case_service_pb2.Case) -> date:
    return local(case.open_time.ToDatetime(UTC), case.us_state).date()


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(RpcError) as caught:
        call()
    return str(caught.value.reason)


def test_what_cannot_be_asked_for_is_refused(server: RunningServer, auditor: Client) -> None:
    asked = auditor.reports
    assert refusal(lambda: asked.dossier("NOBODY-IS-CALLED-SO")) == "PERSON_NOT_FOUND"
    for wrong in (
        lambda: asked.dossier(""),
        lambda: asked.compliance("2011-13"),
        lambda: asked.compliance("0000-01"),
        lambda: asked.exceptions(-1),
        lambda: asked.sample(DAY, date(2011, 7, 31)),
        lambda: asked.sample(DAY, DAY, case_count=10_001),
    ):
        assert refusal(wrong) == "INVALID_FIELD"
    with Client(server.target, ori=ORI, roles=["field_office"]) as officer:
        assert refusal(lambda: officer.reports.compliance("2011-11")) == "PERMISSION_DENIED"


def test_a_match_is_in_every_report(auditor: Client, match: case_service_pb2.Case) -> None:
    day = day_of(match)
    found = auditor.reports.sample(day, day, case_count=10_000, seed=1)
    [sampled] = [one for one in found.cases if one.case_id == match.case_id]
    assert sampled.row == pb2.SAMPLE_ROW_INCOMPLETE
    assert sampled.is_violation
    assert len(found.rows) == 13
    compliance = auditor.reports.compliance(f"{day:%Y-%m}")
    [lack] = [one for one in compliance.lacking if one.tcn == TCN]
    assert "encounter.officer" in lack.missing_fields
    assert TCN not in [one.object_id for one in auditor.reports.exceptions().exceptions]
    dossier = auditor.reports.dossier(match.identity_id)
    assert TCN in [one.tcn for one in dossier.bookings]
    assert match.case_id in [one.case_id for one in dossier.cases]
    logged = list(auditor.audit.entries(action="report_read"))
    assert f"person:{match.identity_id}" in [one.object_id for one in logged]


def run(server: RunningServer, *arguments: str) -> str:
    command = [*arguments, "--target", server.target, "--ori", ORI, "--role", "auditor"]
    result = CliRunner().invoke(tenprint, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_reports_are_printed(
    server: RunningServer, match: case_service_pb2.Case, tmp_path: Path
) -> None:
    day, month = day_of(match), f"{day_of(match):%Y-%m}"
    told = run(server, "audit", "sample", "--n", "5", "--from", str(day), "--to", str(day))
    assert "consistent:" in told
    file, page = tmp_path / "out.csv", tmp_path / "out.html"
    files = ("--csv", str(file), "--page", str(page))
    run(server, "report", "compliance", "--month", month, *files)
    rows = list(csv.reader(file.read_text().splitlines()))
    assert TCN in [row[2] for row in rows if row[0] == "lacking"]
    assert TCN in page.read_text()
    as_json = run(server, "report", "compliance", "--month", month, "--json")
    assert TCN in [one["tcn"] for one in json.loads(as_json)["lacking"]]
    assert "encounter" in run(server, "report", "compliance", "--month", month)
    assert "exceptions" in run(server, "report", "exceptions", "--min-age-hours", "87600")
    assert match.case_id in run(server, "report", "person", TCN)
