"""The LESC stub: the command that runs the stub, and the group of all its commands."""

import sys
from pathlib import Path
from typing import Any

import click

from tenprint.cli.lesc.queries import QUERY_COMMANDS
from tenprint.cli.lesc.stub import STUB_COMMANDS
from tenprint.cli.lesc.work import WORK_COMMANDS
from tenprint.cli.shared import announcement, options, server_packages


@click.group()
def lesc() -> None:
    """Run the stub of the Law Enforcement Support Center, or call the stub."""


@lesc.command()
@options.defaulted(
    "--data",
    envvar="TENPRINT_LESC_DATA",
    type=options.FOLDER,
    default=Path("data"),
    help="Folder of the stub's database.",
)
@options.defaulted("--host", default="127.0.0.1", help="Address to listen on.")
@options.defaulted(
    "--port", type=click.IntRange(0, 65535), default=50061, help="Port; 0 means any free port."
)
@options.defaulted(
    "--people-port",
    type=click.IntRange(0, 65535),
    default=50062,
    help="With --keys: port for specialists, who have tokens; 0 means any free port.",
)
@options.defaulted(
    "--answer-target", default=announcement.DEFAULT_TARGET, help="HOST:PORT that takes the answers."
)
@options.defaulted(
    "--delay-s",
    type=click.FloatRange(min=0),
    default=5.0,
    help="Seconds of research after the look-ups.",
)
@options.defaulted(
    "--specialists",
    type=click.IntRange(0, 1_000),
    default=16,
    help="Scripted specialists at work, day and night; 0: people alone decide.",
)
@options.defaulted(
    "--mode",
    type=click.Choice(["as-audited", "shared"]),
    default="shared",
    help="Whether answers carry the research that they rest on.",
)
@options.defaulted(
    "--look-up-timeout-s",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    help="Seconds after which a look-up fails.",
)
@click.option("--database-url", default="", help="SQLAlchemy URL; without a URL, SQLite in --data.")
@click.option(
    "--master-key",
    envvar="TENPRINT_MASTER_KEY",
    default="",
    help="FILE, env:NAME or command:…: the key that seals the database; without a key, in clear.",
)
@click.option("--keys", type=options.FOLDER, help="Folder of keys for TLS.")
@click.option(
    "--insecure-loopback",
    is_flag=True,
    help="Development: believe callers on a loopback address, without TLS.",
)
@click.option("--watch-parent", is_flag=True, help="Stop when standard input ends.")
@options.defaulted(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    help="Least severity that is logged.",
)
@options.defaulted(
    "--log-format",
    type=click.Choice(["auto", "json", "console"]),
    default="auto",
    help="JSON lines, or text for a console; auto: text on a terminal.",
)
def serve(mode: str, **settings: Any) -> None:  # noqa: ANN401 - the options are the settings' fields
    """Run the stub alone, until SIGTERM.

    \b
    tenprint lesc serve --port 50061 --answer-target 127.0.0.1:50051
    """
    with server_packages():
        from lesc_stub.types import Mode
        from services.process import LescSettings
        from services.process import serve as serve_lesc

        sys.exit(serve_lesc(LescSettings(mode=Mode(mode), **settings)))


for command in (*QUERY_COMMANDS, *WORK_COMMANDS, *STUB_COMMANDS):
    lesc.add_command(command)
