"""Progress of the enrolment: a bar on a terminal, elsewhere ten lines."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import progress
from rich.console import Console

_LINES = 10


@contextmanager
def shown_progress(console: Console, total: int, title: str) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each step, from any thread."""
    if not console.is_terminal:
        yield _line_by_line(console, total, title)
        return
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("left"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)


def _line_by_line(console: Console, total: int, title: str) -> Callable[[], None]:
    start_s, lock, done = time.monotonic(), threading.Lock(), 0
    every = max(1, total // _LINES)

    def advance() -> None:
        nonlocal done
        with lock:
            done += 1
            if done % every and done != total:
                return
            left_s = (time.monotonic() - start_s) / done * (total - done)
            console.print(f"{title}: {done} of {total}, about {left_s:.0f} s left")

    return advance
