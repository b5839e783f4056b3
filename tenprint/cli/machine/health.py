"""Ask a service whether it is alive and ready, by the health protocol of gRPC."""

import sys
from pathlib import Path
from typing import TypedDict

import click
import grpc

from tenprint.channel import open_channel
from tenprint.cli.shared import connection, options, output, prints_json, server_packages
from tenprint.health import ALIVE, READY


class Health(TypedDict):
    """What `health --json` prints."""

    target: str
    name: str
    status: str


@click.command()
@connection.target_option
@click.option(
    "--ca",
    envvar="TENPRINT_CA",
    type=options.EXISTING_FILE,
    help="File of the authorities that the service's certificate comes from; none: no TLS.",
)
@click.option("--alive", is_flag=True, help="Ask whether the process runs, ready or not.")
@options.defaulted(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(min=0, min_open=True),
    default=5.0,
    help="Seconds to wait for the answer.",
)
@prints_json(Health)
def health(target: str, ca: Path | None, alive: bool, timeout_s: float, as_json: bool) -> None:
    """Exit with 0 if the service takes requests and its database answers; with 1 if not.

    Whoever sends requests asks this. Whoever restarts processes asks with --alive, because a
    restart mends no database.

    \b
    tenprint health --target 127.0.0.1:50051
    tenprint health --alive --ca keys/ca.pem
    """
    name = ALIVE if alive else READY
    status = _status(target, name, ca, timeout_s)
    found = Health(target=target, name=name, status=status)
    output.show(found, lambda one: click.echo(one["status"]), as_json=as_json)
    sys.exit(0 if status == "SERVING" else 1)


def _status(target: str, name: str, ca: Path | None, timeout_s: float) -> str:
    with server_packages():
        from grpc_health.v1 import health_pb2, health_pb2_grpc

        credentials = None if ca is None else grpc.ssl_channel_credentials(ca.read_bytes())
        with open_channel(target, credentials) as channel:
            check = health_pb2_grpc.HealthStub(channel).Check
            try:
                answer = check(health_pb2.HealthCheckRequest(service=name), timeout=timeout_s)
            except grpc.RpcError as error:
                code = error.code().name if isinstance(error, grpc.Call) else "UNKNOWN"
                raise click.ClickException(f"no answer of {target}: {code}") from error
        return str(health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status))
