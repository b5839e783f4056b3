"""A connection that somebody between has forgotten: the client opens another, by itself."""

import asyncio
import threading
import time
from collections.abc import Iterator

import grpc
import pytest

from tenprint.aio.client import AsyncClient
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.identification_service_pb2_grpc import IdentificationServiceStub
from tests.kill.lesc_stub import free_port
from tests.kill.line import Cut, Line, Old
from tests.tenprint.flaky import Flaky, serving

ORI, SHORT_S = "WV0000000", 1.0


@pytest.fixture
def line() -> Iterator[Line]:
    with serving(Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=0)) as target:
        made = Line(free_port(), int(target.rpartition(":")[2]))
        yield made
        made.close()


def forget(line: Line) -> None:
    line.cut(Cut.DROP)
    line.mend(Old.FORGOTTEN)


def test_after_one_silent_call_the_next_is_answered(line: Line) -> None:
    with Client(line.address, ori=ORI, timeout_s=SHORT_S) as client:
        for number in range(3):
            assert client.get_identity("ident", f"X{number}").identity_id == f"X{number}"
            forget(line)
            with pytest.raises(RpcError) as caught:
                client.get_identity("ident", "X")
            assert caught.value.reason == "DEADLINE_EXPIRED"
        assert client.get_identity("ident", "last").identity_id == "last"


def test_calls_that_run_on_a_connection_that_is_left_go_on(line: Line) -> None:
    """One call was impatient; the others' answers are only late."""
    found: list[str] = []
    with Client(line.address, ori=ORI, timeout_s=30) as client:
        client.get_identity("ident", "first")
        line.cut(Cut.DROP)
        patient = threading.Thread(
            target=lambda: found.append(client.get_identity("ident", "patient").identity_id)
        )
        patient.start()
        time.sleep(0.2)
        with pytest.raises(RpcError):
            IdentificationServiceStub(client._channel).GetIdentity(
                pb2.GetIdentityRequest(gallery="ident", identity_id="X"), timeout=SHORT_S
            )
        line.mend(Old.KEPT)
        patient.join(20)
    assert found == ["patient"]


def test_the_same_in_asyncio(line: Line) -> None:
    async def tell() -> None:
        async with AsyncClient(line.address, ori=ORI, timeout_s=SHORT_S) as client:
            for _ in range(2):
                assert (await client.get_identity("ident", "X")).identity_id == "X"
                forget(line)
                asked = [client.get_identity("ident", "X") for _ in range(3)]
                told = await asyncio.gather(*asked, return_exceptions=True)
                assert {getattr(one, "reason", "") for one in told} == {"DEADLINE_EXPIRED"}
            assert (await client.get_identity("ident", "last")).identity_id == "last"

    asyncio.run(tell())


@pytest.mark.slow
def test_a_patient_call_is_answered_over_another_connection(line: Line) -> None:
    """While a call runs, the client asks whether anybody is there."""
    with Client(line.address, ori=ORI, timeout_s=90) as client:
        client.get_identity("ident", "first")
        forget(line)
        start_s = time.monotonic()
        assert client.get_identity("ident", "patient").identity_id == "patient"
        assert time.monotonic() - start_s < 60
