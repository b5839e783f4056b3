"""Tell when kernels are compiled: numba compiles what its cache does not hold."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from numba.core import event

Compiled = Callable[[int], None]
"""Gets the number of kernels that were compiled, this one included."""


class _Compilations(event.Listener):  # type: ignore[misc]
    def __init__(self, tell: Compiled) -> None:
        self._tell = tell
        self._count = 0

    def on_start(self, event: event.Event) -> None:
        self._count += 1
        self._tell(self._count)

    def on_end(self, event: event.Event) -> None:
        """Do nothing: the next start tells."""


@contextmanager
def watch_compilations(tell: Compiled) -> Iterator[None]:
    """Call `tell`, in the thread that compiles, before each kernel that the cache does not hold."""
    with event.install_listener("numba:compile", _Compilations(tell)):
        yield
