"""What runs beside the service as processes of its own: the LESC's stub and the console."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from services.access import issuing
from services.process import child_process, doors
from services.process.child_process import ChildProcess, Program, wait_for_port
from services.process.data_folder import read_state
from services.settings import CONSOLE_USERS, Settings

OTHERS_TIMEOUT_S = 2.0
"""How long any other port may stay taken: a child of a service that was killed before it was ready
ends within this time."""
Make = Callable[[], Awaitable[ChildProcess]]
"""Makes the child that is to start."""

_log = structlog.get_logger("services.process.beside")


@asynccontextmanager
async def lesc(
    settings: Settings, machine_port: int, people_port: int
) -> AsyncIterator["asyncio.Future[str]"]:
    """Yield the wait for the address of a foreign LESC, or of the stub beside this process.

    The stub starts while the body runs. machine_port: where it delivers answers. people_port: where
    it takes its specialists; 0: it has one port, and believes its callers.
    """
    if settings.lesc_address:
        yield _known(settings.lesc_address)
        return
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
    async with _started(_made(stub), f"{child_process.HOST}:{{port}}") as address:
        yield address


@asynccontextmanager
async def console(
    settings: Settings,
    port: int,
    lesc: "asyncio.Future[str]",
    people_port: int,
    *,
    has_provider: bool,
) -> AsyncIterator["asyncio.Future[str]"]:
    """Yield the wait for the address of the console, which starts while the body runs.

    The address is empty if there is none: the settings say so, or nobody signs people's tokens.
    port: where the service takes people. lesc: the wait for the address of the LESC. people_port:
    where its stub takes people. has_provider: whether people sign in at a provider of identities.
    """
    issuer_key = _issuer_key(settings, has_provider)
    if not _has_console(settings, issuer_key):
        _log.info("no_console", wanted=not settings.no_console, issuer_key=str(issuer_key))
        yield _known("")
        return
    host = settings.host.strip("[]")

    async def make() -> ChildProcess:
        # A port that is set is known before the stub has loaded; both then load side by side.
        people = lesc_people_address(settings, people_port)
        fixed = people or ("" if settings.lesc_address else _address_of(settings.lesc_port))
        is_nowhere = bool(settings.lesc_address) and not people
        arguments = [
            *("--target", f"{_reachable(settings.host)}:{port}"),
            *("--lesc-target", "" if is_nowhere else fixed or await asyncio.shield(lesc)),
            *("--data", str(settings.data_dir.resolve())),
            *("--log-level", settings.log_level, "--log-format", settings.log_format),
            *(("--issuer-key", str(issuer_key.resolve())) if issuer_key else ()),
            *(("--public-address", settings.console_address) if settings.console_address else ()),
            *doors.flags(settings),
        ]
        return ChildProcess(child_process.CONSOLE, arguments, settings.console_port, host)

    scheme = "https" if settings.keys else "http"
    async with _started(make, f"{scheme}://{_reachable(settings.host)}:{{port}}/") as address:
        yield address


@asynccontextmanager
async def _started(make: Make, form: str) -> AsyncIterator["asyncio.Future[str]"]:
    """Yield the wait for the address of a child, which starts while the body runs; stop it."""
    made: list[ChildProcess] = []

    async def start() -> str:
        made.append(await make())
        await made[0].start()
        return form.format(port=made[0].port)

    starting = asyncio.create_task(start())
    try:
        yield starting
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        for child in made:
            await child.stop()


async def ports_are_free(settings: Settings, people_port: int, *, has_provider: bool) -> None:
    """Refuse what the stub and the console could not have, before either loads.

    people_port, has_provider: as of `lesc` and `console`. Raises SettingError.
    """
    if not settings.lesc_address:
        for taken in (settings.lesc_port, people_port):
            await _port_is_free(settings, child_process.HOST, taken, child_process.LESC_STUB)
    if _has_console(settings, _issuer_key(settings, has_provider)):
        host = settings.host.strip("[]")
        await _port_is_free(settings, host, settings.console_port, child_process.CONSOLE)


def _issuer_key(settings: Settings, has_provider: bool) -> Path | None:
    """Say who signs people's tokens; None: nobody has to."""
    key = settings.console_issuer_key or (
        settings.keys / issuing.TOKEN_KEY if settings.keys else None
    )
    return None if key and not key.is_file() and has_provider else key


def _has_console(settings: Settings, issuer_key: Path | None) -> bool:
    return not settings.no_console and (issuer_key is None or issuer_key.is_file())


async def _port_is_free(settings: Settings, host: str, port: int, program: Program) -> None:
    """Refuse a port before anything is loaded. Raises SettingError.

    A port that a killed service of this folder had given to a child may be that child's for some
    seconds: the new child waits for it, beside the loading.
    """
    if not port:
        return
    # The file of a service that was killed is still there. Whoever holds the folder is this one.
    left = [str(one).rstrip("/") for one in read_state(settings.data_dir).values()]
    if not any(one.endswith(f":{port}") for one in left):
        await wait_for_port(host, port, program.port_flag, OTHERS_TIMEOUT_S)


def _made(child: ChildProcess) -> Make:
    async def make() -> ChildProcess:
        return child

    return make


def _address_of(lesc_port: int) -> str:
    """Say where the stub will be, if the system does not choose its port."""
    return f"{child_process.HOST}:{lesc_port}" if lesc_port else ""


def lesc_people_port(settings: Settings) -> int:
    """Choose the port at which the stub takes its specialists; 0: it has no port of its own."""
    if settings.keys is None or settings.lesc_address:
        return 0
    return settings.lesc_people_port or child_process.free_port()


def lesc_people_address(settings: Settings, people_port: int) -> str:
    """Say where the LESC takes its specialists; empty: nowhere, or where it takes everybody."""
    if people_port:
        return _address_of(people_port)
    foreign = settings.lesc_address if settings.keys is None else ""
    return settings.lesc_people_address or foreign


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


def _known(address: str) -> "asyncio.Future[str]":
    known: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    known.set_result(address)
    return known


def _reachable(host: str) -> str:
    """Turn "every address" into an address that can be called."""
    return child_process.HOST if doors.is_unspecified(host) else host
