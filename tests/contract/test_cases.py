"""Cases and detainers of a running service: who may ask, and what is not there."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tests.contract.rpc import ORI
from tests.images import finger
from tests.servers import RunningServer

SEED = 161
CENTRE = "ICEIRC000"
"""No field office is responsible for the State of the test's agency."""


@pytest.fixture
def officer(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=CENTRE, roles=["field_office"]) as client:
        yield client


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(RpcError) as caught:
        call()
    return caught.value.code.name, caught.value.reason


def test_what_is_not_there_is_not_found(officer: Client) -> None:
    nothing = {
        "CASE_NOT_FOUND": lambda: officer.cases.get("case:NOBODY"),
        "DETAINER_NOT_FOUND": lambda: officer.detainers.cancel("D-9", "a mistake", "A7"),
        "CLAIM_NOT_FOUND": lambda: officer.cases.uphold_claim("C-9", "passport seen", "A7"),
        "RELEASE_NOTICE_NOT_FOUND": lambda: officer.detainers.confirm_release(
            "D-9:agency", detainer_pb2.RELEASE_OUTCOME_NOT_HELD, "A7"
        ),
        "ALARM_NOT_FOUND": lambda: officer.cases.acknowledge_alarm(999_999, "A7"),
    }
    for reason, call in nothing.items():
        assert refusal(call) == ("NOT_FOUND", reason)


def test_who_has_no_role_for_it_is_refused(server: RunningServer) -> None:
    with Client(server.target, ori=ORI, roles=["law_enforcement"]) as agency:
        assert refusal(lambda: agency.cases.assess("case:NOBODY"))[1] == "PERMISSION_DENIED"
        assert refusal(lambda: agency.detainers.request("case:NOBODY", "J1"))[1] == (
            "PERMISSION_DENIED"
        )
        assert refusal(lambda: agency.detainers.acknowledge("D-9", "J1"))[1] == (
            "DETAINER_NOT_FOUND"
        )
        assert list(agency.detainers.list()) == []


def test_a_match_is_a_case_until_it_is_documented(server: RunningServer, officer: Client) -> None:
    """Nobody put anything into the sources: no record, so no detainer, and that is written down."""
    tcn, fingers = f"TEST-CASE-{uuid.uuid4().hex[:12]}", (2, 7)
    case = f"case:{tcn}"
    with Client(server.target, ori=ORI, roles=["booking", "operator"]) as agency:
        agency.enrol("ident", [finger(SEED, position) for position in fingers])
        agency.submit_booking(tcn, [finger(SEED, position, 1) for position in fingers])
        agency.wait_for_booking(tcn, timeout_s=60)
    file = officer.cases.get(case)
    assert file.case.current.state == pb2.CASE_STATE_ALERTED
    assert file.determination.status
    assert [one.case_id for one in officer.cases.list(pb2.ListCasesRequest(ori=ORI))][-1] == case
    assert officer.cases.assess(case).advice in (pb2.ADVICE_NO_DETAINER, pb2.ADVICE_UNDETERMINED)
    failed = "FAILED_PRECONDITION"
    assert refusal(lambda: officer.detainers.request(case, "A7")) == (failed, "DETAINER_REFUSED")
    assert refusal(lambda: officer.cases.close(case, 1, "A7")) == (failed, "CASE_INCOMPLETE")
    assert refusal(lambda: officer.cases.reopen(case, 1, "A7")) == (failed, "CASE_STATE")
    looked_up = officer.cases.repeat_look_up(case, "removals", "A7", look_up_id=tcn)
    assert looked_up.repeated_research
    other = refusal(lambda: officer.cases.repeat_look_up(case, "wants", "A7", look_up_id=tcn))
    assert other == ("ALREADY_EXISTS", "CASE_CONFLICT")
    officer.cases.record_claim(case, "A7")
    assert refusal(lambda: officer.cases.record_claim(case, "A7")) == (failed, "CLAIM_STATE")
    wrong = pb2.Disposition(
        action=pb2.DISPOSITION_ACTION_REMOVED, reason=pb2.DISPOSITION_REASON_NO_RECORD
    )
    mismatch = refusal(lambda: officer.cases.record_disposition(case, wrong, "A7"))
    assert mismatch == ("INVALID_ARGUMENT", "DISPOSITION_MISMATCH")
