"""Field office and local agency over a channel: clients, command line, refusals."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from interop.lesc import SOURCES, Finding, LescQuery
from interop.lesc.research import Ground, Status
from services.access import Gate, believed
from services.servicers.cases import CaseServicer
from services.servicers.detainers import DetainerServicer
from services.wire.admission import Pool
from services.wire.lifecycle import Lifecycle
from services.wire.transport import Transport
from tenprint.cli.main import tenprint
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tenprint.v1.case_service_pb2_grpc import add_CaseServiceServicer_to_server
from tenprint.v1.detainer_service_pb2_grpc import add_DetainerServiceServicer_to_server
from tests.databases import opened_sqlite
from tests.interop.case_world import ORI, CaseWorld
from tests.interop.histories import NOON, determination

OFFICE = "ICEHOU000"
CASE = "case:BOOKING-00001"
SECOND = "case:BOOKING-00002"
ENCOUNTER = ("--time", "2011-08-01T16:00:00", "--manner", "in_person", "--place", "jail")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseWorld]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    yield CaseWorld(database)
    database.close()


@pytest.fixture
def target(office: CaseWorld) -> Iterator[str]:
    """A server of this office, on a thread of its own."""
    ready, stop = threading.Event(), threading.Event()
    address: list[str] = []

    async def serve() -> None:
        lifecycle = Lifecycle()
        transport = Transport(lifecycle, Gate(believed))
        store = Pool("store", 1, 8)
        outside = Pool("outside", 2, 8)
        cases = CaseServicer(office.cases, store, outside)
        add_CaseServiceServicer_to_server(cases, transport.server)
        detainers = DetainerServicer(office.detainers, store, lifecycle)
        add_DetainerServiceServicer_to_server(detainers, transport.server)
        address.append(f"127.0.0.1:{transport.bind('127.0.0.1', 0)}")
        await transport.start()
        lifecycle.serve()
        ready.set()
        await asyncio.to_thread(stop.wait)
        await transport.stop(0)
        store.close()
        outside.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    yield address[0]
    stop.set()
    thread.join(30)


@pytest.fixture
def officer(target: str) -> Iterator[Client]:
    with Client(target, ori=OFFICE, roles=["field_office"]) as client:
        yield client


@pytest.fixture
def agency(target: str) -> Iterator[Client]:
    with Client(target, ori=ORI, roles=["law_enforcement"]) as client:
        yield client


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(RpcError) as caught:
        call()
    return caught.value.code.name, caught.value.reason


def test_a_detainer_from_request_to_custody(
    office: CaseWorld, officer: Client, agency: Client
) -> None:
    office.alerted()
    assert officer.cases.assess(CASE).advice == pb2.ADVICE_DETAIN
    made = officer.detainers.request(CASE, "OFFICER-7", detainer_id="D-1")
    assert officer.detainers.request(CASE, "OFFICER-7", detainer_id="D-1") == made
    assert agency.detainers.acknowledge("D-1", "J1").state == (
        detainer_pb2.DETAINER_STATE_ACKNOWLEDGED
    )
    running = agency.detainers.report_release("D-1", NOON, "J1")
    assert running.expire_time.ToDatetime(tzinfo=UTC) == NOON + timedelta(days=2)
    assert [one.detainer_id for one in agency.detainers.list()] == ["D-1"]
    taken = officer.detainers.take_custody("D-1", "OFFICER-7")
    assert taken == officer.detainers.get("D-1")
    assert taken.state == detainer_pb2.DETAINER_STATE_CUSTODY_TAKEN


def test_a_case_is_read_documented_and_closed(office: CaseWorld, officer: Client) -> None:
    office.alerted(determination(Status.US_CITIZEN))
    file = officer.cases.get(CASE)
    assert file.determination.status == int(Status.US_CITIZEN)
    assert file.HasField("research")
    assert file.case.completeness == pb2.COMPLETENESS_EMPTY
    assert refusal(lambda: officer.cases.close(CASE, 1, "A7")) == (
        "FAILED_PRECONDITION",
        "CASE_INCOMPLETE",
    )
    record = pb2.EncounterRecord(manner=pb2.ENCOUNTER_MANNER_IN_PERSON, place="jail")
    record.encounter_time.FromDatetime(NOON)
    officer.cases.record_encounter(CASE, record, "A7")
    decided = pb2.Disposition(
        action=pb2.DISPOSITION_ACTION_NO_DETENTION, reason=pb2.DISPOSITION_REASON_US_CITIZEN
    )
    decided.decision_time.FromDatetime(NOON)
    documented = officer.cases.record_disposition(CASE, decided, "A7")
    assert list(documented.missing_fields) == []
    closed = officer.cases.close(CASE, 1, "A7")
    assert closed.current.state == pb2.CASE_STATE_CLOSED
    officer.cases.reopen(CASE, 1, "A8")
    assert [one.cause for one in officer.cases.versions(CASE)] == ["opened", "edited"]


def test_what_is_missing_is_told_to_programs(office: CaseWorld, officer: Client) -> None:
    office.alerted(determination(Status.US_CITIZEN))
    with pytest.raises(RpcError) as caught:
        officer.cases.close(CASE, 1, "A7")
    missing = caught.value.metadata["missing"].split(",")
    assert missing == list(officer.cases.get(CASE).case.missing_fields)


def test_work_is_listed_by_urgency_with_its_clock(office: CaseWorld, officer: Client) -> None:
    office.alerted(determination(Status.US_CITIZEN))
    office.alerted(tcn="BOOKING-00002", identity_id="IDENT-2", ori="TX2020000")
    detainer = office.running("D-1", "BOOKING-00002")
    oldest, urgent = (
        list(officer.cases.list(pb2.ListCasesRequest(by_urgency=one))) for one in (False, True)
    )
    assert [one.case_id for one in oldest] == [CASE, SECOND]
    assert [(one.case_id, one.urgency) for one in urgent] == [(SECOND, 12), (CASE, 99)]
    assert urgent[0].deadline.ToDatetime(UTC) == detainer.expire_time
    assert not urgent[1].HasField("deadline")


def test_a_death_is_recorded_and_taken_back(
    office: CaseWorld, officer: Client, agency: Client
) -> None:
    office.alerted()
    day = NOON.date()
    marked = agency.cases.record_death(CASE, "a certificate", "J1", deceased_date=day)
    assert (marked.deceased_date.day, marked.deceased_reason) == (day.day, "a certificate")
    assert officer.cases.assess(CASE).advice == pb2.ADVICE_NO_DETAINER
    back = officer.cases.record_death(CASE, "somebody else died", "A7")
    assert not back.HasField("deceased_date")
    empty = refusal(lambda: officer.cases.record_death(CASE, "", "A7", deceased_date=day))
    assert empty == ("INVALID_ARGUMENT", "INVALID_FIELD")
    nobody = refusal(lambda: officer.cases.record_death("case:NOBODY", "seen", "A7"))
    assert nobody == ("NOT_FOUND", "CASE_NOT_FOUND")


def test_refusals(office: CaseWorld, officer: Client, agency: Client) -> None:
    office.alerted()
    office.match("BOOKING-00002")
    cases, detainers = officer.cases, officer.detainers
    assert refusal(lambda: cases.get("case:NOBODY")) == ("NOT_FOUND", "CASE_NOT_FOUND")
    assert refusal(lambda: detainers.get("D-9")) == ("NOT_FOUND", "DETAINER_NOT_FOUND")
    assert refusal(lambda: cases.uphold_claim("C-9", "seen", "A7"))[1] == "CLAIM_NOT_FOUND"
    assert refusal(lambda: cases.acknowledge_alarm(9, "A7"))[1] == "ALARM_NOT_FOUND"
    assert refusal(lambda: cases.reopen(CASE, 1, "A7"))[1] == "CASE_STATE"
    assert refusal(lambda: detainers.request(SECOND, "A7"))[1] == "CASE_STATE"
    assert refusal(lambda: agency.cases.get(CASE))[0] == "PERMISSION_DENIED"
    detainers.request(CASE, "A7", detainer_id="D-1")
    again = refusal(lambda: detainers.request(CASE, "A8", detainer_id="D-1"))
    assert again == ("ALREADY_EXISTS", "CASE_CONFLICT")
    assert refusal(lambda: detainers.request(CASE, "A7"))[1] == "DETAINER_REFUSED"
    late = refusal(lambda: agency.detainers.report_release("D-1", NOON, "J1"))
    assert late == ("FAILED_PRECONDITION", "DETAINER_STATE")
    cases.record_claim(CASE, "A7", claim_id="C-1")
    assert refusal(lambda: cases.record_claim(CASE, "A7"))[1] == "CLAIM_STATE"
    wrong = pb2.Disposition(
        action=pb2.DISPOSITION_ACTION_REMOVED, reason=pb2.DISPOSITION_REASON_US_CITIZEN
    )
    mismatch = refusal(lambda: cases.record_disposition(CASE, wrong, "A7"))
    assert mismatch == ("INVALID_ARGUMENT", "DISPOSITION_MISMATCH")


def test_bad_fields(office: CaseWorld, officer: Client, agency: Client) -> None:
    office.alerted()
    invalid = ("INVALID_ARGUMENT", "INVALID_FIELD")
    cases, detainers = officer.cases, officer.detainers
    assert refusal(lambda: cases.close(CASE, 0, "A7")) == invalid
    assert refusal(lambda: cases.close(CASE, 1, "")) == invalid
    assert refusal(lambda: cases.close("a case", 1, "A7")) == invalid
    assert refusal(lambda: detainers.cancel("D-1", " ", "A7")) == invalid
    assert refusal(lambda: list(detainers.list(ori="houston"))) == invalid
    assert refusal(lambda: cases.acknowledge_alarm(0, "A7")) == invalid
    record = pb2.EncounterRecord(manner=9)  # type: ignore[arg-type]
    assert refusal(lambda: cases.record_encounter(CASE, record, "A7")) == invalid
    listed = pb2.ListCasesRequest(page_token="bm9uc2Vuc2U=")
    assert refusal(lambda: list(cases.list(listed))) == invalid


def test_pages_join_up(office: CaseWorld, officer: Client) -> None:
    tcns = [f"BOOKING-0000{n}" for n in range(1, 6)]
    for n, tcn in enumerate(tcns):
        office.match(tcn, f"IDENT-{n}")
    found = list(officer.cases.list(pb2.ListCasesRequest(page_size=2)))
    assert [one.tcn for one in found] == tcns
    assert officer.cases.count(pb2.CountCasesRequest(open_only=True)).case_count == 5


class CommandLine:
    """Runs commands against a server."""

    def __init__(self, target: str) -> None:
        self._target = target

    def __call__(self, *arguments: str, role: str = "field_office", ori: str = OFFICE) -> Result:
        group, command, *rest = arguments
        connection = ("--target", self._target, "--ori", ori, "--role", role)
        found = CliRunner().invoke(tenprint, [group, command, *connection, *rest])
        if found.exception is not None:
            raise found.exception
        return found

    def json(self, *arguments: str) -> dict[str, object]:
        """Read what a command prints, among what the server in this process logs."""
        output = self(*arguments, "--json").output
        loaded: dict[str, object]
        loaded, _ = json.JSONDecoder().raw_decode(output[output.index("{\n") :])
        return loaded


@pytest.fixture
def command(target: str) -> CommandLine:
    return CommandLine(target)


def test_the_command_line_tells_of_a_case(office: CaseWorld, command: CommandLine) -> None:
    office.alerted(determination(grounds=[Ground.PREVIOUSLY_REMOVED]))
    assert "houston" in command("case", "list", "--open").output
    assert "priority 3" in command("case", "assess", CASE).output
    assert "R24" in command("case", "assess", CASE).output
    assert "unlawfully_present" in command("case", "show", CASE).output
    assert "encounter.officer" in command("case", "show", CASE).output
    assert "version 1" in command("case", "versions", CASE, role="auditor").output
    looked_up = command("case", "look-up", "--officer", "A7", CASE, "removals")
    assert "not found, repeated" in looked_up.output
    assert "1 of them repeated" in command("case", "count").output


def test_the_command_line_documents_and_closes(office: CaseWorld, command: CommandLine) -> None:
    office.alerted(determination(Status.US_CITIZEN))
    command("case", "encounter", "--officer", "A7", *ENCOUNTER, CASE)
    decided = ("--action", "no_detention", "--reason", "us_citizen")
    time = ("--time", "2011-08-01T16:30:00")
    command("case", "disposition", "--officer", "A7", *decided, *time, CASE)
    closed = command("case", "close", "--officer", "A7", "--version", "1", CASE)
    assert "version 1 (opened): closed" in closed.output
    again = command("case", "reopen", "--officer", "A7", "--version", "1", CASE)
    assert "version 2 (edited): alerted" in again.output


def test_the_command_line_does_all_that_a_detainer_needs(
    office: CaseWorld, command: CommandLine
) -> None:
    office.alerted()
    command("detainer", "request", "--officer", "A7", "--id", "D-1", CASE)
    answers = {"role": "law_enforcement", "ori": ORI}
    command("detainer", "acknowledge", "--officer", "J1", "D-1", **answers)
    released = ("--time", NOON.strftime("%Y-%m-%dT%H:%M:%S"))
    running = command("detainer", "release", "--officer", "J1", *released, "D-1", **answers)
    assert "must release by 2011-08-03T17:00Z" in running.output
    assert "running" in command("detainer", "list", "--state", "running").output
    claimed = command.json("case", "claim", "--officer", "A7", "--id", "C-1", CASE)
    assert claimed["state"] == "CLAIM_STATE_OPEN"
    upheld = command(
        "case", "uphold-claim", "--officer", "A7", "--evidence", "passport seen", "C-1"
    )
    assert "passport seen" in upheld.output
    assert command.json("detainer", "show", "D-1")["state"] == "DETAINER_STATE_CANCELLED"
    assert "detainer_cancelled" in command("case", "alarms", "--unacknowledged").output
    assert "A7" in command("case", "acknowledge-alarm", "--officer", "A7", "1").output
    assert "no alarms" in command("case", "alarms", "--unacknowledged").output


def test_the_command_line_declines_takes_over_and_cancels(
    office: CaseWorld, command: CommandLine
) -> None:
    office.alerted()
    office.alerted(tcn="BOOKING-00002", identity_id="IDENT-2")
    office.alerted(tcn="BOOKING-00003", identity_id="IDENT-3")
    third = "case:BOOKING-00003"
    answers = {"role": "law_enforcement", "ori": ORI}
    command("detainer", "request", "--officer", "A7", "--id", "D-1", CASE)
    reason = ("--officer", "J1", "--reason", "no room")
    assert "no room" in command("detainer", "decline", *reason, "D-1", **answers).output
    command("detainer", "request", "--officer", "A7", "--id", "D-2", SECOND)
    cancelled = ("--officer", "A7", "--reason", "relief granted")
    assert "cancelled" in command("detainer", "cancel", *cancelled, "D-2").output
    command("detainer", "request", "--officer", "A7", "--id", "D-3", third)
    command("detainer", "acknowledge", "--officer", "J1", "D-3", **answers)
    assert "custody taken" in command("detainer", "custody", "--officer", "A7", "D-3").output


def test_an_agency_touches_its_own_detainers_alone(
    target: str, office: CaseWorld, officer: Client, agency: Client
) -> None:
    office.alerted()
    officer.detainers.request(CASE, "OFFICER-7", detainer_id="D-1")
    with (
        Client(target, ori="WVOTHER00", roles=["law_enforcement"]) as other,
        Client(target, ori="", roles=["law_enforcement"]) as nobody,
        Client(target, ori=ORI) as without_role,
    ):
        for client, expected in (
            (other, ("NOT_FOUND", "DETAINER_NOT_FOUND")),
            (nobody, ("UNAUTHENTICATED", "CREDENTIAL_MISSING")),
            (without_role, ("PERMISSION_DENIED", "PERMISSION_DENIED")),
        ):
            desk = client.detainers
            assert refusal(partial(desk.get, "D-1")) == expected
            assert refusal(partial(desk.acknowledge, "D-1", "J1")) == expected
            assert refusal(partial(desk.decline, "D-1", "full", "J1")) == expected
            assert refusal(partial(desk.report_release, "D-1", NOON, "J1")) == expected
        assert list(other.detainers.list()) == []
        assert list(other.detainers.list(ori=ORI)) == []
        assert refusal(lambda: list(nobody.detainers.list()))[0] == "UNAUTHENTICATED"
    assert agency.detainers.get("D-1").state == detainer_pb2.DETAINER_STATE_REQUESTED


def test_a_release_long_ago_voids_no_detainer(
    office: CaseWorld, officer: Client, agency: Client
) -> None:
    office.alerted()
    officer.detainers.request(CASE, "OFFICER-7", detainer_id="D-1")
    for time, expected in (
        (NOON - timedelta(days=365), "DETAINER_STATE"),
        (NOON.replace(year=1), "INVALID_FIELD"),
        (NOON.replace(year=9999), "INVALID_FIELD"),
    ):
        report = partial(agency.detainers.report_release, "D-1", time, "J1")
        assert refusal(report)[1] == expected
    assert agency.detainers.get("D-1").state == detainer_pb2.DETAINER_STATE_REQUESTED


def test_the_command_line_answers_notices_and_decides_claims(
    office: CaseWorld, command: CommandLine
) -> None:
    """A jail takes the claim, the LESC decides, a jail and a custodian say that they released."""
    jail, lesc = {"role": "law_enforcement", "ori": ORI}, {"role": "lesc"}
    office.alerted()
    office.alerted(tcn="BOOKING-00002", identity_id="IDENT-2")
    for detainer_id, case in (("D-1", CASE), ("D-2", SECOND)):
        command("detainer", "request", "--officer", "A7", "--id", detainer_id, case)
        command("detainer", "acknowledge", "--officer", "J1", detainer_id, **jail)
    command("detainer", "custody", "--officer", "A7", "D-2")
    command("case", "claim", "--officer", "J1", "--id", "C-2", SECOND, **jail)
    seen = ("--officer", "J1", "--id", "E-1", "--text", "a passport", "C-2")
    assert "a passport" in command("case", "claim-evidence", *seen, **jail).output
    refuted = ("--officer", "L3", "--evidence", "forged", "C-2")
    assert "forged (L3)" in command("case", "refute-claim", *refuted, **lesc).output
    command("detainer", "cancel", "--officer", "A7", "--reason", "relief granted", "D-1")
    assert "D-1:agency" in command("detainer", "notices", "--open", **jail).output
    answer = ("--officer", "J1", "--outcome", "not_held", "D-1:agency")
    assert "not_held" in command("detainer", "confirm-release", *answer, **jail).output
    assert "no notices" in command("detainer", "notices", "--open").output
    time = ("--time", NOON.strftime("%Y-%m-%dT%H:%M:%S"))
    freed = ("--officer", "A7", *time, "--reason", "relief granted", "D-2")
    assert command.json("detainer", "released", *freed)["freed_reason"] == "relief granted"


def test_look_ups_at_a_lesc_that_hangs_hold_up_nobody(
    office: CaseWorld, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.alerted()
    answers, hanging = threading.Event(), threading.Semaphore(0)
    look_up = office.sources.look_up

    def hang(source: str, query: LescQuery, now: datetime) -> Finding:
        hanging.release()
        assert answers.wait(30)
        return look_up(source, query, now)

    monkeypatch.setattr(office.sources, "look_up", hang)
    with ThreadPoolExecutor(4) as officers:
        waiting = [
            officers.submit(officer.cases.repeat_look_up, CASE, source, "A7")
            for source in SOURCES[:4]
        ]
        # As many look-ups hang as there are threads for them, and others wait behind.
        for _ in range(2):
            assert hanging.acquire(timeout=30)
        assert officer.cases.get(CASE).case.case_id == CASE
        assert [one.cause for one in officer.cases.versions(CASE)] == ["opened"]
        assert not any(one.done() for one in waiting)
        answers.set()
        assert [one.result(30).source for one in waiting] == list(SOURCES[:4])
