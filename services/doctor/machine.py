"""The clock and the limits of the machine."""

import ctypes
import resource
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from services.doctor.findings import Finding, error, fine, warning
from services.settings import Settings
from services.wire import MAX_RPCS

_CLOCK, _DESCRIPTORS = "clock", "descriptors"
_TOLERANCE_S = 60.0
FILES_BESIDE_CALLS = 512
"""Descriptors for the database, segments of indexes, decoding workers and logs."""
LEAST_DESCRIPTORS = 256
_TIMEX_BYTES, _STATUS_AT, _STA_UNSYNC = 256, 40, 0x40
"""`struct timex` of Linux on machines of 64 bits: adjtimex(2)."""


def clock(settings: Settings, now: Callable[[], float] = time.time) -> Iterator[Finding]:
    """Compare the clock with the times of files, and ask the kernel who sets the clock.

    Deadlines, holds of 48 hours and the audit log depend on the clock.
    """
    files = [Path(__file__), *settings.data_dir.glob("*.sqlite*")]
    newest = max(one.stat().st_mtime for one in files)
    if newest > now() + _TOLERANCE_S:
        behind_s = newest - now()
        yield error(
            _CLOCK,
            f"the clock is {behind_s:,.0f} s behind a file that was written already",
            "set the clock before you start the service",
        )
    elif _is_set_by_nobody():
        yield warning(
            _CLOCK, "the kernel says that nobody sets its clock", "run an NTP client on the machine"
        )
    else:
        yield fine(_CLOCK, "the clock is not behind, and the kernel says that it is kept in time")


def descriptors(_: Settings) -> Iterator[Finding]:
    """Compare the limit of open files with what calls and files may take."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = MAX_RPCS + FILES_BESIDE_CALLS
    what = f"{soft:,} open files are allowed (hard limit {hard:,})"
    remedy = f"raise the limit to {needed:,}: `ulimit -n {needed}`, or LimitNOFILE={needed}"
    if soft < LEAST_DESCRIPTORS:
        yield error(_DESCRIPTORS, what, remedy)
    elif soft < needed:
        yield warning(_DESCRIPTORS, f"{what}, and {needed:,} may be needed under load", remedy)
    else:
        yield fine(_DESCRIPTORS, what)


def _is_set_by_nobody() -> bool:
    """Ask the kernel; False if this system has no such call."""
    buffer = ctypes.create_string_buffer(_TIMEX_BYTES)
    try:
        if ctypes.CDLL(None, use_errno=True).adjtimex(buffer) < 0:
            return False
    except (AttributeError, OSError):
        return False
    [status] = struct.unpack_from("=i", buffer, _STATUS_AT)
    return bool(status & _STA_UNSYNC)
