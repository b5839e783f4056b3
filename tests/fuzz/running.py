"""Send mutated requests to a running service and its stub, and keep what must not happen."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tenprint.v1 import lesc_service_pb2 as lesc
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.contract.rpc import plain_channel
from tests.fuzz.requests import ORI, Fuzzer
from tests.services.access.rpcs import AT_THE_STUB, RPCS, Rpc

CALLER = caller_metadata(
    ORI,
    [
        *("booking", "operator", "examiner", "supervisor", "auditor", "field_office", "lesc"),
        *("lesc_system", "interop_system"),
    ],
    "arrest",
)
"""Passes the gate everywhere, so that the requests reach what lies behind it."""
DEADLINE_S = 20.0
WATCH_S = 0.5
NEVER = ("INTERNAL", "UNKNOWN", "DATA_LOSS")
_MOST_CHANGES = 3


@dataclass
class Outcome:
    """What came back."""

    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By RPC and code."""
    faults: list[str] = field(default_factory=list)
    """Answers that no request may cause, with the request."""


def fuzz(target: str, lesc_target: str, *, rounds: int, seed: int) -> Outcome:
    """Send requests over every RPC, in each round one for each."""
    fuzzer, outcome = Fuzzer(seed), Outcome()
    with plain_channel(target) as service, plain_channel(lesc_target) as stub:
        for number in range(rounds * len(RPCS)):
            rpc = RPCS[number % len(RPCS)]
            channel = stub if rpc.service == AT_THE_STUB else service
            request = fuzzer.request(rpc, number // len(RPCS) % (_MOST_CHANGES + 1))
            code, details = send(channel, rpc, request)
            outcome.codes[rpc.descriptor.name, code] += 1
            hung = code == "DEADLINE_EXCEEDED" and not rpc.streams
            if code in NEVER or hung:
                shown = MessageToJson(request, indent=None)[:2_000]
                outcome.faults.append(f"{rpc.method}: {code} {details}: {shown}")
            if rpc.descriptor.name in ("SetScript", "SetSource"):
                _behave(stub, request)
    return outcome


def send(channel: grpc.Channel, rpc: Rpc, request: Message) -> tuple[str, str]:
    """Call once; returns the name of the code and the details."""
    kind = channel.unary_stream if rpc.streams else channel.unary_unary
    method: Any = kind(rpc.method, request_serializer=type(request).SerializeToString)
    try:
        answer = method(request, metadata=CALLER, timeout=WATCH_S if rpc.streams else DEADLINE_S)
        list(answer)
    except grpc.RpcError as error:
        told = rpc_error(error)
        return told.code.name, told.message
    return "OK", ""


def _behave(channel: grpc.Channel, request: Message) -> None:
    """End what the stub was just told to do: a hanging stub is no fault of the stub."""
    stub = LescServiceStub(channel)
    stub.SetScript(lesc.SetScriptRequest(), metadata=CALLER, timeout=DEADLINE_S)
    if isinstance(request, lesc.SetSourceRequest):
        whole = lesc.SetSourceRequest(source=request.source)
        try:
            stub.SetSource(whole, metadata=CALLER, timeout=DEADLINE_S)
        except grpc.RpcError:
            # The request named no source, so it changed none.
            return
