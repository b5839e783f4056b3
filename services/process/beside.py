"""What runs beside the service as processes of its own: the LESC's stub and the console."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import structlog

from services.access import issuing
from services.process import child_process, doors
from services.process.child_process import ChildProcess
from services.settings import CONSOLE_USERS, Settings

T = TypeVar("T")

_log = structlog.get_logger("services.process.beside")


@dataclass(frozen=True)
class Lesc:
    """Where the LESC is: HOST:PORT each."""

    address: str
    """For machines."""
    people_address: str
    """For its specialists; empty: nowhere."""


@asynccontextmanager
async def lesc(settings: Settings, machine_port: int) -> AsyncIterator[Awaitable[Lesc]]:
    """Yield the wait for the addresses of a foreign LESC, or of the stub beside this process.

    The stub starts while the body runs. machine_port: where it delivers answers.
    """
    if settings.lesc_address:
        people = settings.lesc_people_address
        # Without keys the LESC believes its callers, and has one port.
        yield _known(Lesc(settings.lesc_address, people or _if_believed(settings)))
        return
    people_port = settings.lesc_people_port or child_process.free_port()
    arguments = [
        *("--data", str(settings.data_dir.resolve())),
        *("--answer-target", f"{_reachable(settings.host)}:{machine_port}"),
        *("--delay-s", str(settings.lesc_delay_s)),
        *("--people-port", str(people_port)),
        *("--mode", settings.lesc_mode, "--specialists", str(settings.lesc_specialists)),
        *("--log-level", settings.log_level, "--log-format", settings.log_format),
        *("--master-key", settings.master_key),
        *doors.flags(settings),
    ]
    stub = ChildProcess(child_process.LESC_STUB, arguments, settings.lesc_port)

    def found(port: int) -> Lesc:
        address = f"{child_process.HOST}:{port}"
        people = f"{child_process.HOST}:{people_port}" if settings.keys else address
        return Lesc(address, people)

    async with _started(stub, found) as where:
        yield where


@asynccontextmanager
async def console(
    settings: Settings, port: int, lesc_address: str, *, has_provider: bool
) -> AsyncIterator[Awaitable[str]]:
    """Yield the wait for the address of the console, which starts while the body runs.

    The address is empty if there is none: the settings say so, or nobody signs people's tokens.
    port: where the service takes people. lesc_address: where the LESC takes people. has_provider:
    whether people sign in at a provider of identities.
    """
    issuer_key = settings.console_issuer_key or (
        settings.keys / issuing.TOKEN_KEY if settings.keys else None
    )
    if issuer_key and not issuer_key.is_file() and has_provider:
        issuer_key = None
    if settings.no_console or (issuer_key and not issuer_key.is_file()):
        _log.info("no_console", wanted=not settings.no_console, issuer_key=str(issuer_key))
        yield _known("")
        return
    arguments = [
        *("--target", f"{_reachable(settings.host)}:{port}", "--lesc-target", lesc_address),
        *("--data", str(settings.data_dir.resolve())),
        *("--log-level", settings.log_level, "--log-format", settings.log_format),
        *(("--issuer-key", str(issuer_key.resolve())) if issuer_key else ()),
        *(("--public-address", settings.console_address) if settings.console_address else ()),
        *doors.flags(settings),
    ]
    child = ChildProcess(
        child_process.CONSOLE, arguments, settings.console_port, settings.host.strip("[]")
    )
    scheme = "https" if settings.keys else "http"
    host = _reachable(settings.host)
    async with _started(child, lambda port: f"{scheme}://{host}:{port}/") as address:
        yield address


@asynccontextmanager
async def _started(child: ChildProcess, found: Callable[[int], T]) -> AsyncIterator[Awaitable[T]]:
    """Yield the wait for a child, which starts while the body runs; stop it.

    found: says what its port comes to.
    """

    async def start() -> T:
        await child.start()
        return found(child.port)

    starting = asyncio.create_task(start())
    try:
        yield starting
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await child.stop()


def console_words(settings: Settings, address: str, issuer: str) -> str:
    """Say where the console is and how people sign in, for the line that says "ready".

    issuer: the provider of identities; empty: there is none.
    """
    if not address:
        return "no console"
    if issuer:
        door = f"people sign in at {issuer}"
    elif settings.insecure_loopback and not (settings.data_dir / CONSOLE_USERS).is_file():
        door = "choose a role there, nobody asks for a password"
    else:
        door = "people of `tenprint users` sign in"
    return f"the console on {settings.console_address or address} ({door})"


def _if_believed(settings: Settings) -> str:
    return settings.lesc_address if settings.keys is None else ""


def _known(address: T) -> Awaitable[T]:
    known: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    known.set_result(address)
    return known


def _reachable(host: str) -> str:
    """Turn "every address" into an address that can be called."""
    return child_process.HOST if doors.is_unspecified(host) else host
