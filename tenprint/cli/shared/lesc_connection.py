"""How commands reach the LESC stub, which is a server of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import click

from tenprint.calls import Calls
from tenprint.channel import open_channel
from tenprint.cli.shared.output import shown
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_LESC_TARGET = "127.0.0.1:50061"


@contextmanager
def calling(target: str) -> Iterator[LescServiceStub]:
    """Open a stub."""
    with open_channel(target) as channel:
        yield LescServiceStub(channel)


def lesc_answered(
    people: Callable[[R], object],
) -> Callable[[Callable[Concatenate[Calls, P], R]], Callable[P, None]]:
    """Hand a command the stub's methods, and show what the command returns.

    people: prints the answer for people; `--json` prints it for programs.
    """

    def decorate(command: Callable[Concatenate[Calls, P], R]) -> Callable[P, None]:
        shown_command = shown(people)(command)

        @click.option(
            "--target",
            envvar="TENPRINT_LESC_TARGET",
            default=DEFAULT_LESC_TARGET,
            show_default=True,
            help="HOST:PORT of the stub.",
        )
        @wraps(shown_command)
        def wrapper(target: str, *args: P.args, **kwargs: P.kwargs) -> None:
            with open_channel(target) as channel:
                shown_command(Calls(channel), *args, **kwargs)

        return wrapper  # type: ignore[return-value]

    return decorate
