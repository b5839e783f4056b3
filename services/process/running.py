"""Run the service: open the ports, load what stands behind them, serve, drain.

The LESC's stub, the console and the workers that decode images start first, because they load
beside this process. This module therefore imports little; the service itself is imported last.
"""

import asyncio
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import structlog

from database.errors import WorkStoppedError
from matcher.decoding import DecodingPool
from services.process import beside
from services.process.data_folder import STATE_NAME, announced
from services.process.entrance import Entrance, entrance
from services.process.starting import Start
from services.settings import Settings
from services.wire import ends_at_once, stop_signal

if TYPE_CHECKING:
    from database.connection import Database
    from interop.flow import Flow

_log = structlog.get_logger("services.process.running")


async def run(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then drain. Raises TenprintError if the start fails.

    The caller holds the data folder. tell: gets one line when the service takes requests.
    """
    with suppress(WorkStoppedError):
        stop = stop_signal()
        ends_at_once(stop, lambda: "the service had not started")
        await _run(settings, tell, stop, Start(stop))
    _log.info("stopped")


async def _run(
    settings: Settings, tell: Callable[[str], None], stop: asyncio.Event, start: Start
) -> None:
    """Load, serve, drain. Raises WorkStoppedError if a signal comes while the service loads."""
    async with AsyncExitStack() as stack:
        loading = await stack.enter_async_context(AsyncExitStack())
        await loading.enter_async_context(start.told())
        ports = await stack.enter_async_context(entrance(settings, start))
        start.waits_for("the ports")
        people_port = beside.lesc_people_port(settings)
        provider = ports.door.folder.now().provider if ports.door.folder else None
        issuer = provider.issuer if provider else ""
        await beside.ports_are_free(settings, people_port, has_provider=provider is not None)
        lesc = await stack.enter_async_context(
            beside.lesc(settings, ports.machine_port, people_port)
        )
        console = await stack.enter_async_context(
            beside.console(
                settings, ports.port, lesc, people_port, has_provider=provider is not None
            )
        )
        decoding = DecodingPool(settings.decoding_workers)
        stack.callback(decoding.close)
        database, flow = await _load(settings, start, ports, lesc, decoding, stop, stack)
        ends_at_once(stop, partial(_left, settings, ports, flow))
        stack.push_async_callback(_drain, settings, ports, flow)
        start.waits_for("the workers that decode images")
        await asyncio.to_thread(decoding.wait_until_ready)
        start.waits_for("the console")
        console_address = await console
        start.check()
        flow.start()
        ports.lifecycle.serve()
        await ports.transport.serve()
        from services.process.observation import report_readiness

        readiness = asyncio.create_task(report_readiness(ports.transport, database))
        stack.callback(readiness.cancel)
        lesc_address = await lesc
        state = {
            "pid": os.getpid(),
            "host": settings.host,
            "port": ports.port,
            "machine_port": ports.machine_port,
            "lesc_address": lesc_address,
            "lesc_people_address": _people_address(settings, people_port, lesc_address),
            "console_address": console_address,
        }
        stack.enter_context(announced(settings.data_dir, state))
        await loading.aclose()
        _log.info("ready", data=str(settings.data_dir), **state)
        tell(
            f"tenprint is ready on {settings.host}:{ports.port}, the LESC on {lesc_address}, "
            f"{beside.console_words(settings, console_address, issuer)}, "
            f"data in {settings.data_dir}, "
            f"activation by {settings.activation}{ports.door.words}"
        )
        await stop.wait()


def _people_address(settings: Settings, people_port: int, lesc_address: str) -> str:
    """Say where specialists call the LESC: where everybody does, if it believes its callers."""
    found = beside.lesc_people_address(settings, people_port)
    return found or ("" if settings.keys else lesc_address)


async def _load(
    settings: Settings,
    start: Start,
    ports: Entrance,
    lesc: "asyncio.Future[str]",
    decoding: DecodingPool,
    stop: asyncio.Event,
    stack: AsyncExitStack,
) -> "tuple[Database, Flow]":
    """Import the service, on a thread so that callers are answered, and put it together."""
    start.waits_for("the code of the service")
    with _uncollected():
        await asyncio.to_thread(import_module, "services.process.assembly")
    from services.process import assembly

    return await assembly.load(settings, start, ports, lesc, decoding, stop, stack)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage while modules are imported: they stay, and the search takes a sixth."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _left(settings: Settings, ports: Entrance, flow: "Flow") -> str:
    """Say what an end at once leaves, and take back that the service is here."""
    (settings.data_dir / STATE_NAME).unlink(missing_ok=True)
    calls, bookings = ports.transport.running_count, flow.in_work_count
    return (
        f"calls cut off: {calls}; bookings left in the middle of a step: {bookings}. "
        "The next start goes on with every booking that was acknowledged"
    )


async def _drain(settings: Settings, ports: Entrance, flow: "Flow") -> None:
    _log.info("draining", grace_s=settings.drain_s, hint="Ctrl-C again ends at once")
    ports.lifecycle.drain()
    stopping = asyncio.to_thread(flow.stop, settings.drain_s)
    await asyncio.gather(stopping, ports.transport.stop(settings.drain_s))
