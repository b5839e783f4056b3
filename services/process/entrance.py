"""Where callers come in: the ports, who may pass, and whether the service takes requests yet.

The ports are open as soon as the process runs, so that callers learn that the service starts, and
for what it waits.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from matcher.version import MATCHER_VERSION
from services.access import issuing
from services.process import doors
from services.process.doors import Doors
from services.process.starting import Start
from services.settings import Settings
from services.telemetry import METRICS, Watch, open_spans
from services.wire import Lifecycle, Transport, check_port_is_free


@dataclass(frozen=True)
class Entrance:
    """The server of a process, before anything is behind it."""

    lifecycle: Lifecycle
    transport: Transport
    door: Doors
    watch: Watch
    port: int
    """For people."""
    machine_port: int
    """For machines; the same without certificates."""


@asynccontextmanager
async def entrance(settings: Settings, start: Start) -> AsyncIterator[Entrance]:
    """Listen. Calls of our own services are refused until the lifecycle says otherwise.

    Raises SettingError if a port is taken or nothing says who callers are.
    """
    if settings.metrics:
        # Its endpoint opens when there is something to read, and a taken port is told now.
        host, _, metrics_port = settings.metrics.rpartition(":")
        check_port_is_free(host, int(metrics_port), METRICS)
    lifecycle = Lifecycle(start.words)
    door = doors.open_doors(settings, issuing.SERVER)
    with _watching(settings) as watch:
        transport = Transport(
            lifecycle, door.gate, describes_itself=door.folder is None, watch=watch
        )
        port, machine_port = _bind(settings, transport, door)
        await transport.start()
        try:
            yield Entrance(lifecycle, transport, door, watch, port, machine_port)
        finally:
            lifecycle.drain()
            await transport.stop(0)


def _bind(settings: Settings, transport: Transport, door: Doors) -> tuple[int, int]:
    """Take the ports for people and for machines, which are one without certificates."""
    port = transport.bind(settings.host, settings.port, door.credentials(of_clients=False))
    if door.folder is None:
        return port, port
    credentials = door.credentials(of_clients=True)
    named = (settings.host, settings.machine_port)
    return port, transport.bind(*named, credentials, "--machine-port")


@contextmanager
def _watching(settings: Settings) -> Iterator[Watch]:
    """Open metrics and traces. Raises SettingError if the traces cannot be opened."""
    watch = Watch(spans=open_spans(settings.traces))
    watch.instruments.build.info({"version": MATCHER_VERSION})
    try:
        yield watch
    finally:
        watch.close()
