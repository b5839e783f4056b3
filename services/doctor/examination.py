"""All checks, in the order in which a fault of one explains those after it."""

from collections.abc import Callable, Iterator

from services.doctor import access, installation, machine, network, storage
from services.doctor.findings import Finding, error
from services.settings import Settings

Check = Callable[[Settings], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    installation.packages,
    installation.kernels,
    storage.databases,
    storage.sealing,
    storage.disks,
    storage.permissions,
    machine.clock,
    machine.descriptors,
    access.keys,
    network.addresses,
)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything. Nothing is changed, and a fault of one check stops no other."""
    for check in CHECKS:
        try:
            yield from check(settings)
        except OSError as fault:
            yield error(check.__name__, f"cannot be examined: {fault}", "mend this first")
