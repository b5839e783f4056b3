"""What the processes of a service hold: memory, threads, open files. From Linux's /proc."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.load import usage

SERVER, LESC, DECODERS = "server", "LESC stub", "decoders"
PARTS = (SERVER, LESC, DECODERS)
QUANTITIES = ("resident_bytes", "anonymous_bytes", "threads", "descriptors")
_PROC = Path("/proc")


def look(pid: int) -> dict[str, dict[str, int]]:
    """Sum up the quantities of a server and of its child processes, by part."""
    found = {part: dict.fromkeys(("processes", *QUANTITIES), 0) for part in PARTS}
    for one in usage.tree(pid):
        try:
            part, held = _part(pid, one), _held(one)
        except OSError:
            # It has ended meanwhile.
            continue
        for name, value in held.items():
            found[part][name] += value
    return found


def _part(server: int, pid: int) -> str:
    if pid == server:
        return SERVER
    command = (_PROC / str(pid) / "cmdline").read_bytes()
    return LESC if b"\0lesc\0" in command else DECODERS


def _held(pid: int) -> dict[str, int]:
    status = dict(_lines(pid))
    return {
        "processes": 1,
        "resident_bytes": int(status["VmRSS"].split()[0]) * 1024,
        "anonymous_bytes": int(status["RssAnon"].split()[0]) * 1024,
        "threads": int(status["Threads"]),
        "descriptors": sum(1 for _ in (_PROC / str(pid) / "fd").iterdir()),
    }


def _lines(pid: int) -> Iterator[tuple[str, str]]:
    for line in (_PROC / str(pid) / "status").read_text().splitlines():
        name, _, value = line.partition(":")
        yield name, value.strip()


Sample = dict[str, Any]
"""A look with its time: {"process", "seconds", "done", "parts"}."""
