"""The LESC stub: run it alone, and everything that can be asked of it."""

import sys
from pathlib import Path
from typing import Any

import click

from tenprint.cli.lesc.queries import look_up, queries, query, review, withdraw
from tenprint.cli.lesc.stub import put_records, script, source, statistics
from tenprint.cli.shared import DEFAULT_TARGET, server_packages


@click.group()
def lesc() -> None:
    """Run and read the Law Enforcement Support Center's stub."""


@lesc.command()
@click.option(
    "--data",
    envvar="TENPRINT_LESC_DATA",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the stub's database.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=50061,
    show_default=True,
    help="Port to listen on; 0 lets the system choose.",
)
@click.option(
    "--answer-target",
    default=DEFAULT_TARGET,
    show_default=True,
    help="HOST:PORT of the service that takes the answers.",
)
@click.option(
    "--delay-s",
    type=click.FloatRange(min=0),
    default=5.0,
    show_default=True,
    help="How long research takes beside the look-ups, in seconds.",
)
@click.option(
    "--specialists",
    type=click.IntRange(1, 1_000),
    default=16,
    show_default=True,
    help="How many work, around the clock.",
)
@click.option(
    "--mode",
    type=click.Choice(["as-audited", "shared"]),
    default="shared",
    show_default=True,
    help="Whether answers carry the research that they rest on.",
)
@click.option(
    "--look-up-timeout-s",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    help="After how long a source is given up.",
)
@click.option("--database-url", default="", help="SQLAlchemy URL; without one, SQLite in --data.")
@click.option("--watch-parent", is_flag=True, help="Stop when standard input ends.")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="Least severity that is logged.",
)
@click.option(
    "--log-format",
    type=click.Choice(["auto", "json", "console"]),
    default="auto",
    show_default=True,
    help="Columns, or JSON lines.",
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


for command in (
    queries,
    query,
    withdraw,
    review,
    look_up,
    put_records,
    source,
    script,
    statistics,
):
    lesc.add_command(command)
