"""Options by which every command reaches the service."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import click

from tenprint.cli.shared.output import shown
from tenprint.client import Client

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

    @click.option(
        "--target",
        envvar="TENPRINT_TARGET",
        default=DEFAULT_TARGET,
        show_default=True,
        help="HOST:PORT of the service.",
    )
    @click.option(
        "--ori",
        "caller_ori",
        envvar="TENPRINT_ORI",
        default=DEFAULT_ORI,
        show_default=True,
        help="ORI of the agency that asks, 9 characters.",
    )
    @click.option(
        "--role",
        "roles",
        multiple=True,
        help="Role of the caller, such as `examiner`; may be given several times.",
    )
    @click.option("--purpose", default="", help="Purpose of the call, which the service stores.")
    @click.option(
        "--timeout",
        "timeout_s",
        type=click.FloatRange(min=0, min_open=True),
        default=60.0,
        show_default=True,
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
