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
from functools import cache
from typing import Any

import numpy as np
from llvmlite import binding, ir

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
_ZEROS = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x10
"""The last is MAP_FIXED: the page takes the place of what is there."""
_READ, _NO_FILE, _SIGBUS = mmap.PROT_READ, -1, int(signal.SIGBUS)
_I32, _I64 = ir.IntType(32), ir.IntType(64)


@cache
def _handler() -> int:
    """Compile what handles SIGBUS; returns its address. It calls the system alone, takes no memory,
    and touches nothing of Python. Not kept on disk: the places of the tables are in it.
    """
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_default_triple().create_target_machine()
    engine = binding.create_mcjit_compiler(binding.parse_assembly(str(_fault_module())), machine)
    engine.finalize_object()
    _kept.append(engine)
    return int(engine.get_function_address("on_fault"))


def _fault_module() -> ir.Module:
    """Write the handler, a `void on_fault(int, siginfo_t *, void *)`:

    for each map: if its start <= address < its end and `mmap` puts zeros in the page's place, add a
    fault and return. Otherwise what SIGBUS did before is set again, and the instruction that runs
    again meets it.
    """
    module = ir.Module("cut_short")
    module.triple = binding.get_default_triple()
    word = _I64.as_pointer()
    handler = ir.Function(module, ir.FunctionType(ir.VoidType(), (_I32, word, word)), "on_fault")
    mapping = ir.FunctionType(_I64, (_I64, _I64, _I32, _I32, _I32, _I64))
    map_at = ir.Function(module, mapping, "mmap")
    set_action = ir.Function(module, ir.FunctionType(_I32, (_I32, _I64, _I64)), "sigaction")
    names = ("entry", "look", "below", "zero", "count", "further", "before")
    entry, look, below, zero, count, further, before = map(handler.append_basic_block, names)

    build = ir.IRBuilder(entry)
    info = handler.args[1]
    address = build.load(build.gep(info, [_I64(_ADDRESS_WORD)], source_etype=_I64), typ=_I64)
    page = build.and_(address, _I64(~(_PAGE_BYTES - 1)))
    build.branch(look)

    build.position_at_end(look)
    row = build.phi(_I64)
    row.add_incoming(_I64(_maps.ctypes.data), entry)

    def field(number: int) -> ir.Instruction:
        return build.inttoptr(build.add(row, _I64(number * _maps.itemsize)), word)

    is_behind = build.icmp_unsigned(">=", address, build.load(field(_START), typ=_I64))
    build.cbranch(is_behind, below, further)

    build.position_at_end(below)
    is_before = build.icmp_unsigned("<", address, build.load(field(_END), typ=_I64))
    build.cbranch(is_before, zero, further)

    build.position_at_end(zero)
    asked = (_I64(_PAGE_BYTES), _I32(_READ), _I32(_ZEROS), _I32(_NO_FILE), _I64(0))
    build.cbranch(
        build.icmp_unsigned("==", build.call(map_at, (page, *asked)), page), count, further
    )

    build.position_at_end(count)
    faults = field(_FAULTS)
    build.store(build.add(build.load(faults, typ=_I64), _I64(1)), faults)
    build.ret_void()

    build.position_at_end(further)
    following = build.add(row, _I64(_maps.strides[0]))
    row.add_incoming(following, further)
    is_last = build.icmp_unsigned("==", following, _I64(_maps.ctypes.data + _maps.nbytes))
    build.cbranch(is_last, before, look)

    build.position_at_end(before)
    build.call(set_action, (_I32(_SIGBUS), _I64(_before.ctypes.data), _I64(0)))
    build.ret_void()
    return module


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
    """Take SIGBUS, unless it is ours: others, such as `faulthandler`, may have taken it since."""
    libc, now, ours = ctypes.CDLL(None), *np.zeros((2, _ACTION_BYTES), np.uint8)
    with _lock:
        handler = _handler()
        libc.sigaction(_SIGBUS, None, ctypes.c_void_p(now.ctypes.data))
        if now.view(np.int64)[0] != handler:
            _before[:] = now
            ours.view(np.int64)[0] = handler
            ours[_FLAGS_OFFSET:].view(np.int32)[0] = _SA_SIGINFO | _SA_ONSTACK
            libc.sigaction(_SIGBUS, ctypes.c_void_p(ours.ctypes.data), None)
