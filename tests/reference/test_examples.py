"""The example of every RPC is sent to a real server, which understands each."""

from collections.abc import Iterator

import grpc
import pytest

from ebts.writing import write
from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tests.callers import named_channel
from tests.images import print_png
from tests.reference.examples import request, role_of
from tests.servers import RunningServer, running_server
from tests.services.access.rpcs import AT_THE_STUB, RPCS, Rpc
from tests.transactions import card

UNDERSTOOD = {
    grpc.StatusCode.OK,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.ABORTED,
}
"""Nothing of what the examples name is there; but each is sound in itself and may be asked."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of its own: the examples change jurisdictions, the LESC's script and more."""
    with running_server(tmp_path_factory.mktemp("examples")) as running:
        yield running


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.method)
def test_the_example_is_understood(rpc: Rpc, server: RunningServer) -> None:
    target = server.lesc_target if rpc.service == AT_THE_STUB else server.target
    metadata = caller_metadata("WVTEST000", [role_of(rpc)] if role_of(rpc) else [], "arrest")
    shape = "unary_stream" if rpc.streams else "unary_unary"
    with named_channel(target, metadata) as channel:
        call = getattr(channel, shape)(
            rpc.method, request_serializer=bytes, response_deserializer=bytes
        )
        sent = request(rpc, print_png(71, 2), write(card())).SerializeToString()
        try:
            answer = call(sent, timeout=5 if rpc.streams else 60)
            if rpc.streams:
                next(answer)
        except grpc.RpcError as caught:
            error = rpc_error(caught)
            is_silent = rpc.streams and error.code is grpc.StatusCode.DEADLINE_EXCEEDED
            assert is_silent or error.code in UNDERSTOOD, str(error)
