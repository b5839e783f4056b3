"""A typed decorator that compiles inner loops; numba's own decorator carries no types."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def kernel(function: Kernel) -> Kernel:
    """Compile a function on first use, cache it beside the module, release Python's lock in it.

    No `fastmath`: equal seeds must give equal templates.
    """
    return cast(Kernel, njit(cache=True, nogil=True)(function))
