"""How commands reach the LESC stub, which is a server of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from tenprint.channel import open_channel
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub

DEFAULT_LESC_TARGET = "127.0.0.1:50061"
_TIMEOUT_S = 60.0

target_option = click.option(
    "--target",
    envvar="TENPRINT_LESC_TARGET",
    default=DEFAULT_LESC_TARGET,
    show_default=True,
    help="HOST:PORT of the stub.",
)


@contextmanager
def calling(target: str) -> Iterator[LescServiceStub]:
    """Open a stub."""
    with open_channel(target, timeout_s=_TIMEOUT_S) as channel:
        yield LescServiceStub(channel)
