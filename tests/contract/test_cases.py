"""Cases and detainers of a running service: who may ask, and what is not there."""

from collections.abc import Callable, Iterator

import pytest

from tenprint.client import Client
from tenprint.errors import RpcError
from tests.contract.rpc import ORI
from tests.servers import RunningServer


@pytest.fixture
def officer(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=ORI, roles=["field_office"]) as client:
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
