"""Run the console as a process of its own."""

import asyncio
import os
import socket
import sys
import threading
from ipaddress import IPv4Address
from typing import TextIO

import structlog
import uvicorn

from console.app import make_app
from console.settings import ConsoleSettings
from services.errors import SettingError, unusable_port
from services.logs import configure_logs

_EVERYWHERE = (str(IPv4Address(0)), "::")
READY_PREFIX = "ready "
"""The first line of a console is this prefix and the port."""
_MAX_CONNECTIONS = 1_000
_GRACE_S = 5
_KEEP_ALIVE_S = 30

_log = structlog.get_logger("console.serving")


def serve(settings: ConsoleSettings, ready: TextIO | None = None) -> int:
    """Serve until SIGTERM, SIGINT or the end of the parent. Returns the exit status.

    ready: gets the line `ready PORT` when the console takes requests. The default is standard
    output. Raises SettingError.
    """
    configure_logs(settings.log_level, settings.log_format)
    if not settings.is_believed and settings.provider() is None:
        settings.token_key()
    listening = _listen(settings)
    asyncio.run(_run(settings, listening, ready or sys.stdout))
    return 0


def address(settings: ConsoleSettings, port: int) -> str:
    """Write the address that people type."""
    scheme = "http" if settings.is_believed else "https"
    host = "127.0.0.1" if settings.host in _EVERYWHERE else settings.host
    return f"{scheme}://{host}:{port}/"


async def _run(settings: ConsoleSettings, listening: socket.socket, ready: TextIO) -> None:
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(settings),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            http="h11",
            ws="none",
            limit_concurrency=_MAX_CONNECTIONS,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_GRACE_S,
            ssl_certfile=_file(settings, "server.pem"),
            ssl_keyfile=_file(settings, "server.key"),
        )
    )
    if settings.watch_parent:
        threading.Thread(target=_watch_parent, args=(server,), daemon=True).start()
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not (server.started or serving.done()):
        await asyncio.sleep(0.01)
    if server.started:
        port = listening.getsockname()[1]
        ready.write(f"{READY_PREFIX}{port}\n")
        ready.flush()
        _log.info("console_ready", address=address(settings, port), target=settings.target)
    await serving


def _file(settings: ConsoleSettings, name: str) -> str | None:
    return None if settings.keys is None else str(settings.keys / name)


def _listen(settings: ConsoleSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host.strip("[]"), settings.port))
    except OSError as error:
        listening.close()
        raise SettingError(unusable_port(settings.host, settings.port, error, "--port")) from error
    return listening


def _watch_parent(server: uvicorn.Server) -> None:
    # Reading sys.stdin.buffer would hold its lock and block the exit of the interpreter.
    while os.read(0, 4096):
        pass
    server.should_exit = True
