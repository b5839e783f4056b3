"""Progress of what takes longer than two seconds: on a terminal a bar, in a log a line every 10 s.

Progress goes to standard error, so that standard output holds the answer alone.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import progress
from rich.console import Console

from tenprint.cli.shared.output import progress_console

FIRST_S = 2.0
EVERY_S = 10.0

Tell = Callable[[int, int], None]
"""Takes the steps that are done, and all steps."""


@contextmanager
def waiting(doing: str, console: Console | None = None) -> Iterator[Callable[[str], None]]:
    """Say what a command waits for, and for how long; yield a function that changes the words."""
    shown = console or progress_console
    words = doing
    if shown.is_terminal:
        with shown.status(doing) as status:
            yield status.update
        return

    def change(to: str) -> None:
        nonlocal words
        words = to

    with _lines(shown, lambda seconds: f"{words}: {seconds:.0f} s so far"):
        yield change


@contextmanager
def progress_bar(doing: str, unit: str, console: Console | None = None) -> Iterator[Tell]:
    """Show count, total, rate and time left; yield a function that takes count and total."""
    shown = console or progress_console
    if not shown.is_terminal:
        with _counted_lines(shown, doing, unit) as tell:
            yield tell
        return
    columns = (
        progress.TextColumn(doing),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn(unit),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeElapsedColumn(),
        progress.TextColumn("left"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=shown) as bar:
        task = bar.add_task(doing, total=None, rate="")

        def tell(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:,.1f}/s" if speed else ""
            bar.update(task, completed=done, total=total, rate=rate)

        yield tell


@contextmanager
def stepwise(
    doing: str, total: int, unit: str, console: Console | None = None
) -> Iterator[Callable[[], None]]:
    """Show progress of a known number of steps; yield a function to call after each, anywhere."""
    lock, done = threading.Lock(), 0
    with progress_bar(doing, unit, console) as tell:
        tell(0, total)

        def advance() -> None:
            nonlocal done
            with lock:
                done += 1
                tell(done, total)

        yield advance


@contextmanager
def _counted_lines(console: Console, doing: str, unit: str) -> Iterator[Tell]:
    state = (0, 0)

    def line(seconds: float) -> str:
        done, total = state
        if not total:
            return f"{doing}: {seconds:.0f} s so far"
        left = f", about {seconds / done * (total - done):.0f} s left" if done else ""
        return f"{doing}: {done:,} of {total:,} {unit}{left}"

    def tell(done: int, total: int) -> None:
        nonlocal state
        state = done, total

    with _lines(console, line):
        yield tell


@contextmanager
def _lines(console: Console, line: Callable[[float], str]) -> Iterator[None]:
    """Print a line after 2 s, and then every 10 s, even if nothing moves."""
    over, start_s = threading.Event(), time.monotonic()

    def repeat() -> None:
        pause_s = FIRST_S
        while not over.wait(pause_s):
            text = line(time.monotonic() - start_s)
            console.print(text, markup=False, highlight=False, soft_wrap=True)
            pause_s = EVERY_S

    thread = threading.Thread(target=repeat, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
