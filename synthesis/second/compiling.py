"""Compilation of inner loops, typed: numba's own decorator carries no types."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def kernel(function: Kernel) -> Kernel:
    """Compile a function on first use, keep it beside the module, release the interpreter's lock.

    No `fastmath`: equal seeds must give equal templates.
    """
    return cast(Kernel, njit(cache=True, nogil=True)(function))
