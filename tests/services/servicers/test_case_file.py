"""What an officer decides by is in one answer, for programs and for people."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from interop.bookings import Subject
from interop.lesc.research import Status
from tenprint.cli.field_office.output import print_file
from tenprint.cli.shared import console
from tenprint.client import Client
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tests.interop.case_world import ORI, CaseWorld
from tests.interop.histories import NOON, determination
from tests.services.servicers.test_cases import (
    CASE,
    OFFICE,
    SECOND,
    CommandLine,
    agency,
    command,
    office,
    officer,
    refusal,
    target,
)

__all__ = ["agency", "command", "office", "officer", "target"]

ELSEWHERE = "TX2020000"
BOOKED = Subject("ROE,RICHARD", (date(1970, 11, 12),), "M", citizenship="US")


@pytest.fixture
def supervisor(target: str) -> Iterator[Client]:
    with Client(target, ori="ICEHQ0000", roles=["supervisor"]) as client:
        yield client


def shown(file: pb2.GetCaseResponse) -> str:
    with console.capture() as printed:
        print_file(file)
    return printed.get()


def test_a_case_shows_advice_claims_elsewhere_who_was_booked_and_the_version(
    office: CaseWorld, officer: Client
) -> None:
    office.alerted(subject=BOOKED)
    office.alerted(tcn="BOOKING-00002", ori=ELSEWHERE)
    officer.cases.record_claim(SECOND, "A7", claim_id="C-2")
    officer.cases.add_claim_evidence("C-2", "a birth certificate", "A8", evidence_id="E-1")
    file = officer.cases.get(CASE)
    assert file.assessment == officer.cases.assess(CASE)
    assert (file.assessment.advice, file.assessment.reasons[0].rule) == (pb2.ADVICE_SUSPENDED, "R9")
    assert (file.booked.name, file.booked.citizenship) == ("ROE,RICHARD", "US")
    assert [(one.year, one.month, one.day) for one in file.booked.dates_of_birth] == [
        (1970, 11, 12)
    ]
    assert [(one.claim_id, one.case_id) for one in file.person_claims] == [("C-2", SECOND)]
    assert (file.version, file.case.current.version) == (1, 1)
    said = shown(file)
    assert "booked as ROE,RICHARD, born 1970-11-12, sex M, states citizenship US" in said
    assert f"claim of citizenship C-2 of this person on {SECOND}: open" in said
    assert f"evidence on claim C-2, from A8 of {OFFICE}: a birth certificate" in said
    assert "advice: suspended" in said
    assert f"R9: a claim of citizenship is open on {SECOND}" in said


def test_the_version_of_the_answer_closes_the_case(
    office: CaseWorld, officer: Client, command: CommandLine
) -> None:
    office.alerted(determination(Status.US_CITIZEN))
    office.documented()
    version = command.json("case", "show", CASE)["version"]
    closed = officer.cases.close(CASE, int(str(version)), "A7")
    assert closed.current.state == pb2.CASE_STATE_CLOSED


def test_lists_show_the_advice_and_who_acted(
    office: CaseWorld, officer: Client, command: CommandLine
) -> None:
    office.alerted()
    officer.detainers.request(CASE, "OFFICER-7", detainer_id="D-1")
    office.cases.run_due()
    [case] = officer.cases.list(pb2.ListCasesRequest(by_urgency=True))
    assert (case.advice, case.held_by) == (pb2.ADVICE_DETAIN, "")
    assert " detain " in command("case", "list").output
    assert "OFFICER-7" in command("detainer", "list").output


def test_a_supervisor_closes_against_a_contradiction_on_the_command_line(
    office: CaseWorld, officer: Client, command: CommandLine
) -> None:
    office.alerted()
    office.documented()
    assert refusal(lambda: officer.cases.close(CASE, 1, "A7")) == (
        "FAILED_PRECONDITION",
        "DISPOSITION_CONTRADICTION",
    )
    why = ("--officer", "S1", "--version", "1", "--against-contradiction", "a passport was seen")
    closed = command("case", "close", *why, CASE, role="supervisor", ori="ICEHQ0000")
    assert "version 1 (opened): closed" in closed.output
    [alarm] = officer.cases.alarms()
    assert (alarm.kind, alarm.caused_by) == ("closed_in_contradiction", "S1")


def test_the_service_is_named_and_nobody_has_its_name(office: CaseWorld, officer: Client) -> None:
    office.alerted()
    office.running()
    office.answer(determination(Status.US_CITIZEN), 2)
    [alarm] = officer.cases.alarms()
    assert (alarm.kind, alarm.caused_by) == ("detainer_cancelled", "service")
    expected = ("INVALID_ARGUMENT", "INVALID_FIELD")
    assert refusal(lambda: officer.cases.acknowledge_alarm(alarm.alarm_id, "service")) == expected
    assert refusal(lambda: officer.detainers.request(CASE, "service")) == expected
    assert officer.cases.acknowledge_alarm(alarm.alarm_id, "A7").acknowledged_by == "A7"


def test_a_person_is_moved_by_the_jail_that_has_the_person(
    target: str, office: CaseWorld, officer: Client, agency: Client, command: CommandLine
) -> None:
    office.alerted()
    officer.detainers.request(CASE, "OFFICER-7", detainer_id="D-1")
    with Client(target, ori=ELSEWHERE, roles=["law_enforcement"]) as other:
        unknown = ("NOT_FOUND", "CASE_NOT_FOUND")
        assert refusal(lambda: other.detainers.move_person(CASE, ELSEWHERE, NOON, "J2")) == unknown
        [moved] = agency.detainers.move_person(CASE, ELSEWHERE, NOON, "J1")
        assert (moved.detainer_id, moved.ori) == ("D-1", ELSEWHERE)
        assert refusal(lambda: agency.detainers.acknowledge("D-1", "J1"))[0] == "NOT_FOUND"
        assert other.detainers.acknowledge("D-1", "J2").state == (
            detainer_pb2.DETAINER_STATE_ACKNOWLEDGED
        )
        late = NOON + timedelta(days=1)
        refused = refusal(lambda: other.detainers.move_person(CASE, ORI, late, "J2"))
        assert refused == ("FAILED_PRECONDITION", "CASE_STATE")
        wrong = refusal(lambda: other.detainers.move_person(CASE, "jail", NOON, "J2"))
        assert wrong == ("INVALID_ARGUMENT", "INVALID_FIELD")
    assert officer.cases.get(CASE).case.held_by == ELSEWHERE
    words = ("--officer", "A7", "--to", ORI, "--time", NOON.strftime("%Y-%m-%dT%H:%M:%S"))
    assert f"to {ORI}: acknowledged" in command("detainer", "move", *words, CASE).output
