"""The LESC stub: the command that runs the stub, and the group of all its commands."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from tenprint.cli.lesc.queries import QUERY_COMMANDS
from tenprint.cli.lesc.stub import STUB_COMMANDS
from tenprint.cli.shared import DEFAULT_TARGET, server_packages


@click.group()
def lesc() -> None:
    """Run the stub of the Law Enforcement Support Center, or call the stub."""


_setting = partial(click.option, show_default=True)


@lesc.command()
@_setting(
    "--data",
    envvar="TENPRINT_LESC_DATA",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    help="Folder of the stub's database.",
)
@_setting("--host", default="127.0.0.1", help="Address to listen on.")
@_setting(
    "--port", type=click.IntRange(0, 65535), default=50061, help="Port; 0 means any free port."
)
@_setting("--answer-target", default=DEFAULT_TARGET, help="HOST:PORT that takes the answers.")
@_setting(
    "--delay-s",
    type=click.FloatRange(min=0),
    default=5.0,
    help="Seconds of research after the look-ups.",
)
@_setting(
    "--specialists",
    type=click.IntRange(1, 1_000),
    default=16,
    help="Specialists at work, day and night.",
)
@_setting(
    "--mode",
    type=click.Choice(["as-audited", "shared"]),
    default="shared",
    help="Whether answers carry the research that they rest on.",
)
@_setting(
    "--look-up-timeout-s",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    help="Seconds after which a look-up fails.",
)
@click.option("--database-url", default="", help="SQLAlchemy URL; without one, SQLite in --data.")
@click.option("--watch-parent", is_flag=True, help="Stop when standard input ends.")
@_setting(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    help="Least severity that is logged.",
)
@_setting(
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


for command in (*QUERY_COMMANDS, *STUB_COMMANDS):
    lesc.add_command(command)
