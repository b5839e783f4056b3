"""Options by which commands reach the service, and the LESC stub, which is a server of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import click

from tenprint.calls import Calls
from tenprint.channel import open_channel
from tenprint.cli.shared.announcement import DEFAULT_LESC_TARGET, announced_lesc
from tenprint.cli.shared.options import defaulted
from tenprint.cli.shared.output import shown
from tenprint.client import Client
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_TARGET = "127.0.0.1:50051"
DEFAULT_ORI = "TENPRINT0"
"""Nine characters; no agency has this ORI."""


def answered(
    people: Callable[[R], object],
) -> Callable[[Callable[Concatenate[Client, P], R]], Callable[P, None]]:
    """Hand a command a client, and show what the command returns.

    people: prints the answer for people; `--json` prints it for programs.
    """

    def decorate(command: Callable[Concatenate[Client, P], R]) -> Callable[P, None]:
        return connected(shown(people)(command))

    return decorate


def connected(command: Callable[Concatenate[Client, P], R]) -> Callable[P, R]:
    """Add the connection's options to a command and hand the command a client."""

    @defaulted(
        "--target",
        envvar="TENPRINT_TARGET",
        default=DEFAULT_TARGET,
        help="HOST:PORT of the service.",
    )
    @defaulted(
        "--ori",
        "caller_ori",
        envvar="TENPRINT_ORI",
        default=DEFAULT_ORI,
        help="ORI of the agency that asks, 9 characters.",
    )
    @click.option(
        "--role",
        "roles",
        multiple=True,
        help="Role of the caller, such as `examiner`; may be given several times.",
    )
    @click.option("--purpose", default="", help="Purpose of the call, which the service stores.")
    @defaulted(
        "--timeout",
        "timeout_s",
        type=click.FloatRange(min=0, min_open=True),
        default=60.0,
        help="Seconds for one call with its retries.",
    )
    @wraps(command)
    def wrapper(
        target: str,
        caller_ori: str,
        roles: tuple[str, ...],
        purpose: str,
        timeout_s: float,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        with Client(
            target, ori=caller_ori, roles=roles, purpose=purpose, timeout_s=timeout_s
        ) as client:
            return command(client, *args, **kwargs)

    return wrapper  # type: ignore[return-value]


def lesc_answered(
    people: Callable[[R], object],
) -> Callable[[Callable[Concatenate[Calls, P], R]], Callable[P, None]]:
    """Hand a command the methods of the LESC stub, and show what the command returns.

    people: prints the answer for people; `--json` prints it for programs.
    """

    def decorate(command: Callable[Concatenate[Calls, P], R]) -> Callable[P, None]:
        shown_command = shown(people)(command)

        @click.option(
            "--target",
            envvar="TENPRINT_LESC_TARGET",
            default=announced_lesc,
            show_default=f"as the service in ./data says, or {DEFAULT_LESC_TARGET}",
            help="HOST:PORT of the stub.",
        )
        @wraps(shown_command)
        def wrapper(target: str, *args: P.args, **kwargs: P.kwargs) -> None:
            with open_channel(target) as channel:
                shown_command(Calls(channel), *args, **kwargs)

        return wrapper  # type: ignore[return-value]

    return decorate


@contextmanager
def calling(target: str) -> Iterator[LescServiceStub]:
    """Call the LESC stub by the generated methods."""
    with open_channel(target) as channel:
        yield LescServiceStub(channel)
