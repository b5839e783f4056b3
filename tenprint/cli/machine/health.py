"""Ask a service whether it is alive and ready, by the health protocol of gRPC."""

import os
import sys
from pathlib import Path
from typing import TypedDict

import click
import grpc

from tenprint.cli.shared import connection, options, output, prints_json, server_packages
from tenprint.errors import NOTHING_LISTENS, START_OR_NAME, RpcError, rpc_error
from tenprint.health import ALIVE, READY, WHY


class Health(TypedDict):
    """What `health --json` prints."""

    target: str
    name: str
    status: str
    why: str


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

    A service that is not ready says why: it starts, and for what it waits, it shuts down, or its
    database does not answer.

    Whoever sends requests asks this. Whoever restarts processes asks with --alive, because a
    restart mends no database.

    \b
    tenprint health --target 127.0.0.1:50051
    tenprint health --alive --ca keys/ca.pem
    """
    name = ALIVE if alive else READY
    status, why = _asked(target, name, ca, timeout_s)
    found = Health(target=target, name=name, status=status, why=why)
    output.show(found, _tell, as_json=as_json)
    sys.exit(0 if status == "SERVING" else 1)


def _tell(found: Health) -> None:
    click.echo(f"{found['status']}: {found['why']}" if found["why"] else found["status"])


def _asked(target: str, name: str, ca: Path | None, timeout_s: float) -> tuple[str, str]:
    """Ask once. Returns the status, and why it is no other; empty if there is nothing to say."""
    with server_packages(tell_of_compilations=False):
        from grpc_health.v1 import health_pb2, health_pb2_grpc

    with _channel(target, ca) as channel:
        check = health_pb2_grpc.HealthStub(channel).Check
        request = health_pb2.HealthCheckRequest(service=name)
        try:
            answer, call = check.with_call(request, timeout=timeout_s)
        except grpc.RpcError as error:
            raise click.ClickException(_no_answer(rpc_error(error), target, timeout_s)) from error
    status = str(health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status))
    return status, str(dict(call.trailing_metadata()).get(WHY, ""))


def _channel(target: str, ca: Path | None) -> grpc.Channel:
    if ca is None:
        return grpc.insecure_channel(target)
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(ca.read_bytes()))


def _is_starting() -> bool:
    """Tell whether a process holds the data folder and does not say yet where it listens."""
    with server_packages(tell_of_compilations=False):
        from services.process import is_locked, read_state

    folder = Path(os.environ.get("TENPRINT_DATA_DIR") or "data")
    return is_locked(folder) and not read_state(folder)


def _no_answer(error: RpcError, target: str, timeout_s: float) -> str:
    if error.message == NOTHING_LISTENS:
        if _is_starting():
            return (
                f"nobody listens on {target} yet: a service of this data folder is starting, or "
                "has another address; ask again in a few seconds"
            )
        return f"nobody listens on {target}: {START_OR_NAME}"
    if error.code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return (
            f"{target} did not answer within {timeout_s:g} s: whoever listens there is no service "
            "of ours, or has no time; give --timeout or look into its log"
        )
    return f"no answer of {target}: {error.code.name}: {error.message}"
