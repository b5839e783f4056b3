"""Join the Ray cluster that a command is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from tenprint.cli.shared import options

address_option = options.defaulted(
    "--address",
    default="auto",
    help="HOST:PORT of the head of the Ray cluster; auto: the cluster that runs here.",
)


@contextmanager
def joined_to(address: str) -> Iterator[None]:
    """Join the cluster for the block; Ray is imported no sooner."""
    from cluster.environment import prepare

    prepare(address)
    from cluster.on_ray import joined

    with joined(address):
        yield
