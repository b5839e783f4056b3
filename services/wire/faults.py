"""Faults of ours that look like faults of the caller: no free file, no memory, no disk.

Under such a fault a library reports a sound image as one that cannot be read, and its message may
name a path of this machine. The caller gets UNAVAILABLE, and the log keeps the rest.
"""

import errno
from collections.abc import Iterator

from matcher.errors import TenprintError
from services.errors import LocatedSampleError, NoResourcesError

_NUMBERS = frozenset(
    {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.EAGAIN, errno.EIO}
)


def fault_of_ours(error: BaseException) -> TenprintError | None:
    """Find a lack of resources behind an error. None: there is none."""
    for one in _chain(error):
        if isinstance(one, MemoryError) or (isinstance(one, OSError) and one.errno in _NUMBERS):
            return NoResourcesError("the service has no room at the moment: try again")
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it; each error once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, LocatedSampleError):
            waiting.append(one.cause)
