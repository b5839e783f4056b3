"""The LESC stub: run it alone, read its queries."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import grpc
from rich.table import Table

from cli.connection import DEFAULT_TARGET
from cli.output import console, json_option, print_json
from cli.server_packages import server_packages
from tenprint.channel import open_channel
from tenprint.errors import rpc_error
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub

DEFAULT_LESC_TARGET = "127.0.0.1:50061"


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
    help="How long research takes, in seconds.",
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
def serve(**settings: Any) -> None:  # noqa: ANN401 - the options are the settings' fields
    """Run the stub alone, until SIGTERM.

    \b
    tenprint lesc serve --port 50061 --answer-target 127.0.0.1:50051
    """
    with server_packages():
        from services.lesc_server import LescSettings
        from services.lesc_server import serve as serve_lesc

        sys.exit(serve_lesc(LescSettings(**settings)))


@lesc.command()
@click.option(
    "--target",
    envvar="TENPRINT_LESC_TARGET",
    default=DEFAULT_LESC_TARGET,
    show_default=True,
    help="HOST:PORT of the stub.",
)
@click.option("--tcn", default="", help="Only queries of this booking.")
@json_option
def queries(target: str, tcn: str, as_json: bool) -> None:
    """List the queries on record, oldest first; with --json one line for each.

    \b
    tenprint lesc queries
    tenprint lesc queries --tcn BOOKING-0001 --json
    """
    found = _queries(target, tcn)
    if as_json:
        for query in found:
            print_json(query, indent=None)
        return
    table = Table()
    for heading in ("query", "booking", "identity", "state", "submitted", "determination"):
        table.add_column(heading, overflow="fold")
    for query in found:
        table.add_row(
            query.query_id,
            query.tcn,
            query.identity_id,
            pb2.QueryState.Name(query.state).removeprefix("QUERY_STATE_").lower(),
            f"{query.submission_count} times" if query.submission_count > 1 else "once",
            query.determination,
        )
    console.print(table)


def _queries(target: str, tcn: str) -> Iterator[pb2.Query]:
    with open_channel(target) as channel:
        stub = LescServiceStub(channel)
        request = pb2.ListQueriesRequest(tcn=tcn)
        while True:
            try:
                response = stub.ListQueries(request, timeout=30)
            except grpc.RpcError as error:
                raise rpc_error(error) from error
            yield from response.queries
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token
