"""The client in asyncio: what the client with threads promises, in one event loop."""

import asyncio
import inspect
import socket
import time

import grpc
import pytest

from tenprint import AsyncClient, Client, RpcError, name_of
from tenprint.retries import MAX_MESSAGE_BYTES
from tenprint.samples import sample_from_bytes
from tenprint.v1.case_service_pb2 import Disposition
from tests.images import finger, print_png
from tests.servers import RunningServer
from tests.tenprint.flaky import STATES, Flaky, serving

ORI = "WVTEST000"
PASSING = [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED]


def _methods(client: object) -> dict[str, list[str]]:
    """Name the public methods of a client and of its parts, with their arguments."""
    found = {}
    for name in dir(client):
        one = getattr(client, name)
        if name.startswith("_") or name in ("call", "answer", "pages", "stream"):
            continue
        if callable(one):
            found[name] = list(inspect.signature(one).parameters)
        else:
            found |= {f"{name}.{part}": words for part, words in _methods(one).items()}
    return found


def test_both_clients_have_the_same_methods() -> None:
    with Client("127.0.0.1:1", ori=ORI) as client:
        known = _methods(client)
    assert _methods(AsyncClient("127.0.0.1:1", ori=ORI)) == known
    assert {"submit_booking", "watch_booking", "detainers.acknowledge", "work.take"} <= set(known)


@pytest.mark.parametrize("code", PASSING)
def test_passing_refusals_are_tried_again(code: grpc.StatusCode) -> None:
    servicer = Flaky(code, refusal_count=3)

    async def call(target: str) -> str:
        async with AsyncClient(target, ori=ORI, roles=["booking"], purpose="test") as client:
            assessed = await client.cases.assess("X")
            return assessed.rule_set

    with serving(servicer) as target:
        assert asyncio.run(call(target)) == "X"
    assert servicer.refusals_left == 0
    assert servicer.metadata["tenprint-ori"] == ORI
    assert servicer.metadata["tenprint-roles"] == "booking"
    assert servicer.metadata["tenprint-purpose"] == "test"


def test_the_time_of_a_call_is_that_of_all_its_retries(caplog: pytest.LogCaptureFixture) -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=12)

    async def call(target: str) -> None:
        async with AsyncClient(target, ori=ORI, timeout_s=30) as client:
            found = await client.get_identity("ident", "X")
            assert found.identity_id == "X"

    with serving(servicer) as target:
        asyncio.run(call(target))
    assert servicer.refusals_left == 0
    assert [target in one for one in caplog.messages] == [True, True]


def test_at_the_end_of_the_time_the_last_refusal_is_told_with_the_address() -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=10**6)

    async def call(target: str) -> None:
        async with AsyncClient(target, ori=ORI, timeout_s=2) as client:
            await client.get_identity("ident", "X")

    start_s = time.monotonic()
    with serving(servicer) as target, pytest.raises(RpcError) as caught:
        asyncio.run(call(target))
    assert caught.value.code is grpc.StatusCode.UNAVAILABLE
    assert caught.value.target == target
    assert target in str(caught.value)
    assert time.monotonic() - start_s < 10


def test_what_a_repetition_could_do_twice_is_sent_once() -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=3)

    async def call(target: str) -> None:
        async with AsyncClient(target, ori=ORI, timeout_s=5) as client:
            await client.cases.record_disposition("X", Disposition(), "A7")

    with serving(servicer) as target, pytest.raises(RpcError):
        asyncio.run(call(target))
    assert servicer.refusals_left == 2


def test_a_deadline_has_a_reason_and_others_are_served_meanwhile() -> None:
    servicer = Flaky(grpc.StatusCode.OK, refusal_count=0)

    async def calls(silent: str, target: str) -> list[object]:
        async with (
            AsyncClient(silent, ori=ORI, timeout_s=3) as waiting,
            AsyncClient(target, ori=ORI) as served,
        ):
            late = asyncio.create_task(waiting.get_identity("ident", "X"))
            found = await asyncio.gather(*(served.get_identity("ident", str(n)) for n in range(20)))
            assert not late.done(), "the wait holds up nobody else"
            told = await asyncio.gather(late, return_exceptions=True)
            return [*found, *told]

    with socket.socket() as mute, serving(servicer) as target:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        silent = f"127.0.0.1:{mute.getsockname()[1]}"
        *found, late = asyncio.run(calls(silent, target))
    assert [one.identity_id for one in found] == [str(n) for n in range(20)]  # type: ignore[attr-defined]
    assert isinstance(late, RpcError)
    assert late.reason == "DEADLINE_EXPIRED"
    assert silent in str(late)


def test_a_cancelled_call_leaves_the_client_usable() -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=10**6)

    async def call(target: str) -> None:
        async with AsyncClient(target, ori=ORI) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await client.get_identity("ident", "X")
            servicer.refusals_left = 0
            found = await client.get_identity("ident", "Y")
            assert found.identity_id == "Y"

    with serving(servicer) as target:
        asyncio.run(call(target))


def test_a_watch_survives_breaks_and_yields_no_state_twice() -> None:
    servicer = Flaky(grpc.StatusCode.UNAVAILABLE, refusal_count=2)

    async def watch(target: str) -> list[int]:
        async with AsyncClient(target, ori=ORI) as client:
            return [int(one.state) async for one in client.watch_booking("T-1", timeout_s=30)]

    with serving(servicer) as target:
        assert asyncio.run(watch(target)) == list(STATES)


def test_a_message_that_is_too_large_does_not_travel() -> None:
    async def call() -> None:
        async with AsyncClient("127.0.0.1:1", ori=ORI) as client:
            await client.submit_transaction(bytes(MAX_MESSAGE_BYTES + 1))

    with pytest.raises(RpcError) as caught:
        asyncio.run(call())
    assert caught.value.reason == "MESSAGE_TOO_LARGE"


def test_bookings_at_a_real_service(server: RunningServer) -> None:
    """Two bookings at once, each watched to its end, a list in pages, and a refusal."""

    async def book(client: AsyncClient, tcn: str, seed: int) -> list[str]:
        await client.submit_booking(tcn, [sample_from_bytes(print_png(seed, 2), 2, 500)])
        states = [name_of(one, "state") async for one in client.watch_booking(tcn, timeout_s=120)]
        booking = await client.wait_for_booking(tcn, timeout_s=10)
        assert name_of(booking, "state") == states[-1]
        return states

    async def work() -> None:
        first, second = (f"ASYNC-{time.time_ns()}-{n}" for n in (1, 2))
        async with AsyncClient(server.target, ori="WVASYNC00", roles=["booking"]) as client:
            told = await asyncio.gather(book(client, first, 81), book(client, second, 82))
            assert all("first_response_ready" in one for one in told)
            assert {one[-1] for one in told} == {"second_response_ready"}
            listed = [entry.tcn async for entry in client.list_bookings()]
            assert {first, second} <= set(listed)
            with pytest.raises(RpcError) as caught:
                await client.get_booking("ASYNC-NOT-THERE")
            assert caught.value.reason == "BOOKING_NOT_FOUND"
            assert server.target in str(caught.value)

    asyncio.run(work())


def test_a_watch_given_up_leaves_the_client_usable(server: RunningServer) -> None:
    async def work() -> None:
        tcn = f"ASYNC-{time.time_ns()}"
        async with AsyncClient(server.target, ori="WVASYNC00", roles=["booking"]) as client:
            await client.submit_booking(tcn, [finger(83)])
            async for _ in client.watch_booking(tcn):
                break
            booking = await client.get_booking(tcn)
            assert booking.tcn == tcn

    asyncio.run(work())
