"""The processor time of each kind of thread of this process, and of its decoding processes."""

import os
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

DECODING, OTHER = "decoding", "other"
_TASKS = Path("/proc/self/task")
_UNNAMED = re.compile(r"(Thread|Dummy|ThreadPoolExecutor)-\d")
_NUMBER = re.compile(r"[-_]\d+$")

_Task = tuple[int, int]
"""The number of a thread or process, which another may have later, and when it began."""


class ThreadTimes:
    """Sums processor time by the names of threads, from Linux's /proc. Safe for threads.

    What a thread or process took after the last reading and before its end is left out.
    """

    def __init__(self, decoders: Callable[[], Sequence[int]] = tuple, tasks: Path = _TASKS) -> None:
        """decoders: gives the numbers of the processes that decode images."""
        self._decoders, self._tasks = decoders, tasks
        self._lock = threading.Lock()
        self._seen: dict[_Task, float] = {}
        """The time of each thread and process at the last reading."""
        self._sums: dict[str, float] = defaultdict(float)

    def read(self) -> Mapping[str, float]:
        """Return seconds by kind, ever since the process began; nothing where there is no /proc."""
        with self._lock:
            found = {task: (kind, seconds) for task, kind, seconds in self._look()}
            for task, (kind, seconds) in found.items():
                self._sums[kind] += seconds - self._seen.get(task, 0.0)
            self._seen = {task: seconds for task, (_, seconds) in found.items()}
            return dict(self._sums)

    def _look(self) -> Iterator[tuple[_Task, str, float]]:
        names = {one.native_id: one.name for one in threading.enumerate()}
        for task in self._tasks.glob("*"):
            number = int(task.name)
            if found := _read(task):
                yield (number, found[0]), kind_of(names.get(number, "")), found[1]
        for number in self._decoders():
            if found := _read(Path("/proc", str(number))):
                yield (number, found[0]), DECODING, found[1]


def kind_of(name: str) -> str:
    """Name the kind of a thread: what threads of one pool have in common."""
    if not name or _UNNAMED.match(name):
        return OTHER
    return _NUMBER.sub("", name)


def _read(task: Path) -> tuple[int, float] | None:
    """Read when a thread or process began, in ticks, and its seconds; None if it has ended."""
    try:
        stat = (task / "stat").read_text()
    except OSError:
        return None
    # The name of the program may hold blanks and brackets; user and system time come after it.
    after = stat.rpartition(")")[2].split()
    return int(after[19]), (int(after[11]) + int(after[12])) / os.sysconf("SC_CLK_TCK")
