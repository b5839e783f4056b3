"""Maps of files that outlive a file which somebody cuts short, or a sector that cannot be read.

Reading such a page of a map raises SIGBUS, which ends the process. A compiled handler puts a page
of zeros in the place of the page that is gone, and counts the fault; whoever reads the map looks at
the count afterwards and does not use what was read. Faults in other maps are left to whoever
handled SIGBUS before, most often the end of the process: the pages of a library or of SQLite's
shared memory must not become zeros.
"""

import ctypes
import mmap
import signal
import threading
import weakref
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, cfunc, types
from numba.extending import intrinsic

_MOST_MAPS = 8_192
"""Three for each segment, and those of segments that a search still reads."""
_START, _END, _FAULTS = 0, 1, 2
_PAGE_BYTES = mmap.PAGESIZE
_ACTION_BYTES = 256
"""Room for a `struct sigaction`: 152 bytes on 64-bit Linux."""
_SA_SIGINFO, _SA_ONSTACK = 4, 0x08000000
_FLAGS_OFFSET = 136
_ADDRESS_WORD = 2
"""Where a `siginfo_t` has the address, in words of 64 bits."""

_maps = np.zeros((_MOST_MAPS, 3), np.int64)
"""Start, end and faults of each map. The handler knows its place, which never changes."""
_before = np.zeros(_ACTION_BYTES, np.uint8)
"""What SIGBUS did before."""
_free = list(range(_MOST_MAPS - 1, -1, -1))
_lock = threading.Lock()
_kept: list[Any] = []
"""The compiled handler, which must stay where it is."""
_TABLE, _BEFORE = _maps.ctypes.data, _before.ctypes.data

_map_at = types.ExternalFunction(
    "mmap",
    types.intp(types.intp, types.uintp, types.int32, types.int32, types.int32, types.int64),
)
_set_action = types.ExternalFunction(
    "sigaction", types.int32(types.int32, types.uintp, types.uintp)
)
_ZEROS = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x10
"""The last is MAP_FIXED: the page takes the place of what is there."""
_READ, _NO_FILE, _SIGBUS = mmap.PROT_READ, -1, int(signal.SIGBUS)


@intrinsic  # type: ignore[untyped-decorator]
def _pointer(_: object, address: types.Type) -> tuple[object, Callable[..., object]]:
    """Take a number for an address."""

    def generate(_context, builder, _signature, arguments):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return types.voidptr(types.intp), generate


@cache
def _handler() -> int:
    """Compile what handles SIGBUS; returns its address. It calls the system alone, takes no memory,
    and touches nothing of Python. Not kept on disk: the places of the tables are in it.
    """

    @cfunc(types.void(types.int32, types.voidptr, types.voidptr))
    def on_fault(_number, info, _context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        address = carray(info, (3,), np.int64)[_ADDRESS_WORD]
        maps = carray(_pointer(_TABLE), (_MOST_MAPS, 3), np.int64)
        for i in range(_MOST_MAPS):
            if maps[i, _START] <= address < maps[i, _END]:
                page = address & ~(_PAGE_BYTES - 1)
                if _map_at(page, _PAGE_BYTES, _READ, _ZEROS, _NO_FILE, 0) == page:
                    maps[i, _FAULTS] += 1
                    return
        # The instruction runs again, and what SIGBUS did before happens.
        _set_action(_SIGBUS, _BEFORE, 0)

    _kept.append(on_fault)
    return int(on_fault.address)


class GuardedMap:
    """A map of a file for reading, whose faults are counted."""

    def __init__(self, descriptor: int) -> None:
        """Map all of a file. Raises ValueError if it is empty, OSError."""
        self.map = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        first = np.frombuffer(self.map, np.uint8).ctypes.data
        take_faults()
        # No lock: the end of another map, at any moment, runs `_release` in any thread.
        self._place = _free.pop()
        _maps[self._place] = first, first + len(self.map), 0
        # The map lives as long as the arrays that read it, which may be longer than this object.
        weakref.finalize(self.map, _release, self._place).atexit = False

    @property
    def is_whole(self) -> bool:
        """Whether every page that was read could be read."""
        return not _maps[self._place, _FAULTS]


def _release(place: int) -> None:
    _maps[place] = 0
    _free.append(place)


def take_faults() -> None:
    """Take SIGBUS, unless it is ours: others, such as `faulthandler`, may have taken it since.

    The first call compiles the handler, for a second.
    """
    libc, now, ours = ctypes.CDLL(None), *np.zeros((2, _ACTION_BYTES), np.uint8)
    with _lock:
        handler = _handler()
        libc.sigaction(_SIGBUS, None, ctypes.c_void_p(now.ctypes.data))
        if now.view(np.int64)[0] != handler:
            _before[:] = now
            ours.view(np.int64)[0] = handler
            ours[_FLAGS_OFFSET:].view(np.int32)[0] = _SA_SIGINFO | _SA_ONSTACK
            libc.sigaction(_SIGBUS, ctypes.c_void_p(ours.ctypes.data), None)
