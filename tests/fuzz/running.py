"""Send mutated requests to a running service and its stub, and keep what must not happen."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

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
from tests.fuzz.stages import STAGES, Staged, StageError, Stages
from tests.reference.examples import role_of
from tests.servers import RunningServer
from tests.services.access.rpcs import AT_THE_STUB, RPCS, Rpc

STAGE_ORI = "WVSTAGE00"
"""No mutated request names this agency, so that nobody takes its jurisdiction away."""
OPERATOR = caller_metadata(ORI, [OPERATOR_ROLE], "arrest")
FLAGS = ("--lesc-specialists", "0")
"""Of a service that is fuzzed: people decide at the LESC, so that their calls have work."""
DEADLINE_S = 20.0
WATCH_S = 0.5
WATCHES = frozenset({"WatchBooking", "WatchDetainers"})
"""Streams that go on until the caller ends them. Every other stream has to end by itself."""
SILENT = "SILENT"
"""What a watch answers that says nothing for a while: nothing to see is no fault."""
NEVER = ("INTERNAL", "UNKNOWN", "DATA_LOSS", "DEADLINE_EXCEEDED")
"""Codes that no request may cause. A call that hangs ends with the last."""
LOGGED = frozenset(
    {"fault", "listener_failed", "step_failed", "worker_died", "worker_failed"}
    | {"worker_not_started"}
)
"""Events of the log that no request may cause either: work behind the calls has failed."""
_MOST_CHANGES, _RAW_EVERY, _STAGED_EVERY, _PEOPLE = 3, 5, 10, 3
_BEFORE = 12
"""Changed requests to each state before the request that is answered OK and may end the state."""


@dataclass
class Outcome:
    """What came back."""

    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By RPC and code."""
    faults: list[str] = field(default_factory=list)
    """What no request may cause, with the request."""
    unstaged: list[str] = field(default_factory=list)
    """States to which nobody could be led, and why: earlier requests may have forbidden them."""


def fuzz(server: RunningServer, *, rounds: int, seed: int) -> Outcome:
    """Send requests over every RPC, in each round one for each; every fifth round raw bytes.

    Every tenth round begins by leading somebody so far that the RPC can succeed. Later requests
    change what was sent then, or are about what the ids of earlier answers name.
    """
    with (
        plain_channel(server.target) as service,
        plain_channel(server.lesc_target) as stub,
        Stages(server.target, server.lesc_target, STAGE_ORI) as stages,
    ):
        run = _Run(Fuzzer(seed), {True: stub, False: service}, stages)
        for one in people(server.target, server.lesc_target):
            run.fuzzer.known.learn(one)
        for number in range(rounds * len(RPCS)):
            if server.process.poll() is not None:
                run.outcome.faults.append(f"the service ended after {number} turns, seed {seed}")
                break
            run.turn(RPCS[number % len(RPCS)], number // len(RPCS))
    run.outcome.faults += logged(server)
    return run.outcome


def people(target: str, lesc_target: str) -> Iterator[Message]:
    """Let people exist of whom everything can be asked: in both files, booked, with open cases."""
    with (
        Stages(target, lesc_target, ORI, first_number=10_000) as stages,
        Client(target, ori=ORI, roles=["operator"], purpose="arrest") as operator,
    ):
        for _ in range(_PEOPLE):
            one = stages.world.matched()
            yield operator.get_booking(one.tcn)
            yield operator.get_identity("ident", one.identity_id)
            yield from operator.list_encounters("ident", one.identity_id)
        yield from operator.cases.list(ListCasesRequest())


def logged(server: RunningServer) -> list[str]:
    """Read what failed behind the calls."""
    return [
        f"{line['event']}: {str({name: line[name] for name in sorted(line)})[-2_000:]}"
        for line in server.log()
        if line["event"] in LOGGED
    ]


class _Run:
    """One run against one service."""

    def __init__(
        self, fuzzer: Fuzzer, channels: Mapping[bool, grpc.Channel], stages: Stages
    ) -> None:
        """channels: by whether they lead to the stub."""
        self.fuzzer, self.outcome = fuzzer, Outcome()
        self._channels, self._stages = channels, stages
        self._staged: dict[str, Staged] = {}
        """The newest request of each RPC that was answered OK."""

    def turn(self, rpc: Rpc, turn: int) -> None:
        """Send what an RPC gets in a round."""
        name = rpc.descriptor.name
        if turn % _STAGED_EVERY == 0:
            if rpc is RPCS[0]:
                self._stages.world.renew()
            if name in STAGES:
                self._stage(rpc)
        staged = self._staged.get(name) if turn % 2 else None
        if staged is None:
            made = self.fuzzer.request(rpc, turn % (_MOST_CHANGES + 1))
            request, caller = made, caller_of(rpc)
        else:
            made, caller = staged.request, staged.caller
            request = self.fuzzer.changed(made, 1 + turn % _MOST_CHANGES)
        is_raw = turn % _RAW_EVERY == _RAW_EVERY - 1
        self._judge(rpc, self.fuzzer.raw(made) if is_raw else request, caller)

    def _stage(self, rpc: Rpc) -> None:
        """Lead somebody so far that a call can succeed; once more if others were in the way."""
        if not self._is_answered(rpc):
            self._stages.world.renew()
            self._is_answered(rpc)

    def _is_answered(self, rpc: Rpc) -> bool:
        """Send a staged request changed, then as it is; returns whether any was answered OK."""
        name = rpc.descriptor.name
        try:
            one = self._stages.staged(name)
        except (RpcError, StageError) as error:
            # What was fuzzed before may have made it impossible.
            self.outcome.unstaged.append(f"{name}: {error}")
            if isinstance(error, RpcError) and error.code.name in NEVER:
                self.outcome.faults.append(f"before {rpc.method}: {error}")
            return False
        self._staged[name] = one
        before = self.outcome.codes[name, "OK"]
        for number in range(_BEFORE):
            changed = self.fuzzer.changed(one.request, 1 + number % _MOST_CHANGES)
            self._judge(rpc, changed, one.caller)
        self._judge(rpc, one.request, one.caller)
        return self.outcome.codes[name, "OK"] > before

    def _judge(self, rpc: Rpc, request: Message | bytes, caller: Metadata) -> None:
        """Send a request, learn from the answers, and keep what must not happen."""
        channel = self._channels[rpc.service == AT_THE_STUB]
        code, details, answers = send(channel, rpc, request, caller)
        for answer in answers:
            self.fuzzer.known.learn(answer)
        self.outcome.codes[rpc.descriptor.name, code] += 1
        if code in NEVER:
            self.outcome.faults.append(f"{rpc.method}: {code} {details}: {_shown(request)}")
        if code == "OK":
            _behave(channel, rpc, _bytes_of(request))


def send(
    channel: grpc.Channel, rpc: Rpc, request: Message | bytes, caller: Metadata
) -> tuple[str, str, list[Message]]:
    """Call once; returns the name of the code, the details and the answers."""
    kind = channel.unary_stream if rpc.streams else channel.unary_unary
    answer = GetMessageClass(rpc.descriptor.output_type)
    method: Any = kind(rpc.method, _bytes_of, answer.FromString)
    watches = rpc.descriptor.name in WATCHES
    found: list[Message] = []
    try:
        told = method(request, metadata=caller, timeout=WATCH_S if watches else DEADLINE_S)
        for one in told if rpc.streams else [told]:
            found.append(one)
    except grpc.RpcError as error:
        refused = rpc_error(error)
        if watches and refused.code is grpc.StatusCode.DEADLINE_EXCEEDED:
            # The watcher has seen enough: the service would go on.
            return "OK" if found else SILENT, "", found
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


def _behave(channel: grpc.Channel, rpc: Rpc, request: bytes) -> None:
    """End what the stub was just told to do: a hanging stub is no fault of the stub."""
    stub = LescServiceStub(channel)
    if rpc.descriptor.name == "SetScript":
        stub.SetScript(lesc.SetScriptRequest(), metadata=OPERATOR, timeout=DEADLINE_S)
    elif rpc.descriptor.name == "SetSource":
        told = lesc.SetSourceRequest.FromString(request)
        whole = lesc.SetSourceRequest(source=told.source, source_code=told.source_code)
        stub.SetSource(whole, metadata=OPERATOR, timeout=DEADLINE_S)
