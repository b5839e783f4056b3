"""A server with TLS on both ports and one service, which remembers who called."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from database.caller import Caller
from services.access import Gate, KeyFolder, Proving, present_caller
from services.wire.lifecycle import Lifecycle
from services.wire.transport import Transport
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2_grpc import (
    ProgrammeServiceServicer,
    add_ProgrammeServiceServicer_to_server,
)

HOST = "127.0.0.1"


@dataclass
class LockedServer:
    """Where the server listens, and who has called."""

    port: int = 0
    machine_port: int = 0
    callers: list[Caller] = field(default_factory=list)

    def shown_certificate(self) -> str:
        """Read the certificate that a new connection gets to see, as PEM."""
        return ssl.get_server_certificate((HOST, self.port)).replace("\r", "")


class Remembering(ProgrammeServiceServicer):
    """Answers everybody whom the gate lets pass."""

    def __init__(self, callers: list[Caller]) -> None:
        self._callers = callers

    async def GetActivation(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> pb2.GetActivationResponse:
        self._callers.append(present_caller())
        return pb2.GetActivationResponse()


@contextmanager
def locked_server(keys: Path) -> Iterator[LockedServer]:
    """Serve on a thread of its own until the block ends."""
    running, ready, stop = LockedServer(), threading.Event(), threading.Event()

    async def serve() -> None:
        lifecycle, folder = Lifecycle(), KeyFolder(keys, "server")
        transport = Transport(lifecycle, Gate(Proving(folder)), describes_itself=False)
        servicer = Remembering(running.callers)
        add_ProgrammeServiceServicer_to_server(servicer, transport.server)
        people, machines = (folder.server_credentials(of_clients=one) for one in (False, True))
        running.port = transport.bind(HOST, 0, people)
        running.machine_port = transport.bind(HOST, 0, machines)
        await transport.start()
        lifecycle.serve()
        await transport.serve()
        ready.set()
        await asyncio.to_thread(stop.wait)
        await transport.stop(0)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    try:
        yield running
    finally:
        stop.set()
        thread.join(30)
