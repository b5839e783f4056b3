"""The work of officers on a running service: a case goes from hand to hand, and nobody else's."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tenprint.client import Client
from tenprint.v1 import work_service_pb2 as pb2
from tests.contract.rpc import ORI
from tests.contract.test_cases import refusal
from tests.images import finger
from tests.servers import RunningServer

SEED = 171
CENTRE, BOSTON = "ICEIRC000", "ICEBOS000"


@pytest.fixture
def clients(server: RunningServer) -> Iterator[dict[str, Client]]:
    callers = {
        "centre": (CENTRE, "field_office"),
        "boston": (BOSTON, "field_office"),
        "supervisor": ("ICEHQ0000", "supervisor"),
        "agency": (ORI, "law_enforcement"),
        "booking": (ORI, "booking operator"),
    }
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(Client(server.target, ori=ori, roles=role.split()))
            for name, (ori, role) in callers.items()
        }


def test_a_case_goes_from_hand_to_hand(clients: dict[str, Client]) -> None:
    tcn, fingers = f"TEST-WORK-{uuid.uuid4().hex[:12]}", (2, 7)
    case = f"case:{tcn}"
    centre, boston, agency = clients["centre"], clients["boston"], clients["agency"]
    booking = clients["booking"]
    booking.enrol("ident", [finger(SEED, position) for position in fingers])
    booking.submit_booking(tcn, [finger(SEED, position, 1) for position in fingers])
    booking.wait_for_booking(tcn, timeout_s=60)
    assert case in [one.case_id for one in centre.work.list(free_only=True)]
    assert refusal(lambda: list(agency.work.list()))[1] == "PERMISSION_DENIED"
    assert centre.work.take(case, "R1").officer == "R1"
    failed = "FAILED_PRECONDITION"
    assert refusal(lambda: centre.work.take(case, "R2")) == (failed, "TASK_HELD")
    assert refusal(lambda: centre.work.release(case, "R2")) == (failed, "TASK_NOT_HELD")
    denied = "PERMISSION_DENIED"
    assert refusal(lambda: boston.work.take(case, "B1")) == (denied, "OTHER_OFFICE")
    unknown = refusal(lambda: centre.work.transfer(case, "atlantis", "moved", "R1"))
    assert unknown == ("NOT_FOUND", "OFFICE_NOT_FOUND")
    accepted = pb2.TRANSFER_STATE_ACCEPTED
    missing = refusal(lambda: boston.work.answer_transfer("T-none", accepted, "B1"))
    assert missing == ("NOT_FOUND", "TRANSFER_NOT_FOUND")
    sent = centre.work.transfer(case, "boston", "moved to a jail there", "R1")
    again = refusal(lambda: centre.work.transfer(case, "miami", "moved", "R1"))
    assert again == (failed, "TRANSFER_STATE")
    boston.work.answer_transfer(sent.transfer_id, accepted, "B1")
    assert boston.work.take(case, "B1").office == "boston"
    asked = boston.work.escalate(case, "who holds the person?", "B1", limit_hours=1)
    assert refusal(lambda: boston.work.escalate(case, "now?", "B1")) == (failed, "ESCALATION_STATE")
    supervisor = clients["supervisor"]
    missing = refusal(lambda: supervisor.work.end_escalation("E-none", "nobody", "S1"))
    assert missing == ("NOT_FOUND", "ESCALATION_NOT_FOUND")
    ended = supervisor.work.end_escalation(asked.escalation_id, "nobody", "S1")
    assert ended.ended_by == "S1"
    given = supervisor.work.reassign(case, "B2", pb2.REASSIGN_REASON_ABSENT, "S1")
    assert (given.officer, given.officer_ori) == ("B2", BOSTON)
