"""What runs beside the service as processes of its own: the LESC's stub and the console."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import structlog

from services.access import issuing
from services.process import child_process, doors
from services.process.child_process import ChildProcess
from services.settings import Settings

_log = structlog.get_logger("services.process.beside")


@asynccontextmanager
async def lesc(settings: Settings, machine_port: int) -> AsyncIterator[Awaitable[str]]:
    """Yield the wait for the address of a foreign LESC, or of the stub beside this process.

    The stub starts while the body runs. machine_port: where it delivers answers.
    """
    if settings.lesc_address:
        yield _known(settings.lesc_address)
        return
    arguments = [
        *("--data", str(settings.data_dir.resolve())),
        *("--answer-target", f"{_reachable(settings.host)}:{machine_port}"),
        *("--delay-s", str(settings.lesc_delay_s)),
        *("--mode", settings.lesc_mode, "--specialists", str(settings.lesc_specialists)),
        *("--log-level", settings.log_level, "--log-format", settings.log_format),
        *("--master-key", settings.master_key),
        *doors.flags(settings),
    ]
    stub = ChildProcess(child_process.LESC_STUB, arguments, settings.lesc_port)
    async with _started(stub, f"{child_process.HOST}:{{port}}") as address:
        yield address


@asynccontextmanager
async def console(
    settings: Settings, port: int, lesc_address: str
) -> AsyncIterator[Awaitable[str]]:
    """Yield the wait for the address of the console, which starts while the body runs.

    The address is empty if there is none: the settings say so, or nobody signs people's tokens.
    port: where the service takes people.
    """
    issuer_key = settings.console_issuer_key or (
        settings.keys / issuing.TOKEN_KEY if settings.keys else None
    )
    if settings.no_console or (issuer_key and not issuer_key.is_file()):
        _log.info("no_console", wanted=not settings.no_console, issuer_key=str(issuer_key))
        yield _known("")
        return
    arguments = [
        *("--target", f"{_reachable(settings.host)}:{port}", "--lesc-target", lesc_address),
        *("--data", str(settings.data_dir.resolve())),
        *("--log-level", settings.log_level, "--log-format", settings.log_format),
        *(("--issuer-key", str(issuer_key.resolve())) if issuer_key else ()),
        *doors.flags(settings),
    ]
    child = ChildProcess(
        child_process.CONSOLE, arguments, settings.console_port, settings.host.strip("[]")
    )
    scheme = "https" if settings.keys else "http"
    async with _started(child, f"{scheme}://{_reachable(settings.host)}:{{port}}/") as address:
        yield address


@asynccontextmanager
async def _started(child: ChildProcess, form: str) -> AsyncIterator[Awaitable[str]]:
    """Yield the wait for the address of a child, which starts while the body runs; stop it."""

    async def start() -> str:
        await child.start()
        return form.format(port=child.port)

    starting = asyncio.create_task(start())
    try:
        yield starting
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await child.stop()


def console_words(address: str) -> str:
    """Say where the console is, for the line that says "ready"."""
    return f"the console on {address}" if address else "no console"


def _known(address: str) -> Awaitable[str]:
    known: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    known.set_result(address)
    return known


def _reachable(host: str) -> str:
    """Turn "every address" into an address that can be called."""
    return child_process.HOST if doors.is_unspecified(host) else host
