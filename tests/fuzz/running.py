"""Send mutated requests to a running service and its stub, and keep what must not happen."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from interop.lesc import SOURCES
from interop.roles import ALLOWED
from interop.roles import OPERATOR as OPERATOR_ROLE
from services.access.table import TABLE
from tenprint.channel import Metadata, caller_metadata
from tenprint.client import Client
from tenprint.errors import RpcError, rpc_error
from tenprint.v1 import lesc_service_pb2 as lesc
from tenprint.v1.case_service_pb2 import ListCasesRequest
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.contract.rpc import plain_channel
from tests.fuzz.requests import ORI, Fuzzer
from tests.fuzz.stages import Stages
from tests.reference.examples import role_of
from tests.services.access.rpcs import AT_THE_STUB, RPCS, Rpc

STAGE_ORI = "WVSTAGE00"
"""No mutated request names this agency, so that nobody takes its jurisdiction away."""
OPERATOR = caller_metadata(ORI, [OPERATOR_ROLE], "arrest")
FLAGS = ("--lesc-specialists", "0")
"""Of a service that is fuzzed: people decide at the LESC, so that their calls have work."""
DEADLINE_S = 20.0
WATCH_S = 0.5
NEVER = ("INTERNAL", "UNKNOWN", "DATA_LOSS")
_MOST_CHANGES, _RAW_EVERY, _STAGED_EVERY, _PEOPLE = 3, 5, 20, 3


@dataclass
class Outcome:
    """What came back."""

    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By RPC and code."""
    faults: list[str] = field(default_factory=list)
    """Answers that no request may cause, with the request."""


def fuzz(target: str, lesc_target: str, *, rounds: int, seed: int) -> Outcome:
    """Send requests over every RPC, in each round one for each; every fifth round raw bytes.

    Answers tell ids, and later requests are about what these ids name.
    """
    fuzzer, outcome = Fuzzer(seed), Outcome()
    with (
        plain_channel(target) as service,
        plain_channel(lesc_target) as stub,
        Stages(target, lesc_target, STAGE_ORI) as stages,
    ):
        for one in people(target, lesc_target):
            fuzzer.known.learn(one)
        staged = partial(_staged, outcome, fuzzer, {True: stub, False: service}, stages)
        for rpc in RPCS:
            staged(rpc, 0)
        for number in range(rounds * len(RPCS)):
            rpc, turn = RPCS[number % len(RPCS)], number // len(RPCS)
            channel = stub if rpc.service == AT_THE_STUB else service
            if turn and turn % _STAGED_EVERY == 0:
                # What was fuzzed before may have made it impossible.
                with suppress(RpcError, TimeoutError, AssertionError):
                    staged(rpc, turn)
            request: Message | bytes = (
                fuzzer.raw(rpc)
                if turn % _RAW_EVERY == _RAW_EVERY - 1
                else fuzzer.request(rpc, turn % (_MOST_CHANGES + 1))
            )
            _judge(outcome, fuzzer, channel, rpc, request, caller_of(rpc))
            if rpc.descriptor.name in ("SetScript", "SetSource"):
                _behave(stub, _bytes_of(request))
    return outcome


def people(target: str, lesc_target: str) -> Iterator[Message]:
    """Let people exist of whom everything can be asked: in both files, booked, with open cases."""
    with (
        Stages(target, lesc_target, ORI, first_number=10_000) as stages,
        Client(target, ori=ORI, roles=["operator"], purpose="arrest") as operator,
    ):
        for _ in range(_PEOPLE):
            one = stages.matched()
            yield operator.get_booking(one.tcn)
            yield operator.get_identity("ident", one.identity_id)
            yield from operator.list_encounters("ident", one.identity_id)
        yield from operator.cases.list(ListCasesRequest())


def _staged(
    outcome: Outcome,
    fuzzer: Fuzzer,
    channels: Mapping[bool, grpc.Channel],
    stages: Stages,
    rpc: Rpc,
    turn: int,
) -> None:
    """Lead somebody so far that a call can succeed; send the request changed, then as it is."""
    if rpc.descriptor.name in stages.names:
        channel = channels[rpc.service == AT_THE_STUB]
        one = stages.staged(rpc.descriptor.name)
        changed = fuzzer.changed(one.request, 1 + turn % _MOST_CHANGES)
        _judge(outcome, fuzzer, channel, rpc, changed, one.caller)
        _judge(outcome, fuzzer, channel, rpc, one.request, one.caller)


def _judge(
    outcome: Outcome,
    fuzzer: Fuzzer,
    channel: grpc.Channel,
    rpc: Rpc,
    request: Message | bytes,
    caller: Metadata,
) -> None:
    """Send a request, learn from the answers, and keep what must not happen."""
    code, details, answers = send(channel, rpc, request, caller)
    for answer in answers:
        fuzzer.known.learn(answer)
    outcome.codes[rpc.descriptor.name, code] += 1
    if code in NEVER or code == "DEADLINE_EXCEEDED":
        outcome.faults.append(f"{rpc.method}: {code} {details}: {_shown(request)}")


def send(
    channel: grpc.Channel, rpc: Rpc, request: Message | bytes, caller: Metadata
) -> tuple[str, str, list[Message]]:
    """Call once; returns the name of the code, the details and the answers."""
    kind = channel.unary_stream if rpc.streams else channel.unary_unary
    answer = GetMessageClass(rpc.descriptor.output_type)
    method: Any = kind(rpc.method, _bytes_of, answer.FromString)
    found: list[Message] = []
    try:
        told = method(request, metadata=caller, timeout=WATCH_S if rpc.streams else DEADLINE_S)
        found += told if rpc.streams else [told]
    except grpc.RpcError as error:
        refused = rpc_error(error)
        if rpc.streams and refused.code is grpc.StatusCode.DEADLINE_EXCEEDED:
            # The watcher has seen enough: the service would go on.
            return "OK", "", found
        return refused.code.name, refused.message, found
    return "OK", "", found


def caller_of(rpc: Rpc) -> Metadata:
    """Name a caller who passes the gate, so that requests reach what lies behind it."""
    is_operators = any(OPERATOR_ROLE in ALLOWED[one] for one in TABLE[rpc.method].operations)
    role = OPERATOR_ROLE if is_operators else role_of(rpc)
    return caller_metadata(ORI, [role] if role else [], "arrest")


def _bytes_of(request: Message | bytes) -> bytes:
    return request if isinstance(request, bytes) else request.SerializeToString()


def _shown(request: Message | bytes) -> str:
    shown = request.hex() if isinstance(request, bytes) else MessageToJson(request, indent=None)
    return shown[:2_000]


def _behave(channel: grpc.Channel, request: bytes) -> None:
    """End what the stub was just told to do: a hanging stub is no fault of the stub."""
    stub = LescServiceStub(channel)
    stub.SetScript(lesc.SetScriptRequest(), metadata=OPERATOR, timeout=DEADLINE_S)
    for source in SOURCES:
        if source.encode() in request:
            whole = lesc.SetSourceRequest(source=source)
            stub.SetSource(whole, metadata=OPERATOR, timeout=DEADLINE_S)
