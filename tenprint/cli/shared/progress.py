"""Progress of what takes longer than two seconds: on a terminal a bar, in a log a line every 10 s.

Progress goes to standard error, so that standard output holds the answer alone.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich import progress
from rich.console import Console
from rich.text import Text

from tenprint.cli.shared.output import progress_console

FIRST_S = 2.0
EVERY_S = 10.0
_NOT_KNOWN = "-:--:--"

Tell = Callable[[float, int], None]
"""Takes the steps that are done, and all steps. A step may be done in part."""


class Pace:
    """How long is left, judged by all steps that are done.

    The window is the whole work, so that a busy minute does not move the judgement much. What goes
    before the end of the first part of a step (imports, first calls) says nothing of the others,
    and is left out as soon as there is a second.
    """

    def __init__(self, start_s: float) -> None:
        """start_s: when the work began, by a clock that `tell` and `left_s` read too."""
        self._start_s = self._first_s = self._last_s = start_s
        self._first = self._before = self.done = 0.0
        self.total = 0.0

    def tell(self, done: float, total: float, now_s: float) -> None:
        """Take what is done."""
        self.total = total
        if done <= self.done:
            return
        if self._first == 0.0:
            self._first, self._first_s = done, now_s
        self._before, self.done, self._last_s = self.done, done, now_s

    def left_s(self, now_s: float) -> float | None:
        """Judge how many seconds are left; None before there is enough to judge by."""
        if self.done >= self.total:
            return 0.0 if self.total else None
        if self.done > self._first:
            begin_s, steps = self._first_s, self.done - self._first
        elif self.done == 1.0:
            begin_s, steps = self._start_s, self.done
        else:
            # One part of a step, or what an earlier run had done.
            return None
        step_s = (self._last_s - begin_s) / steps
        current_s, current = now_s - self._last_s, min(self.done - self._before, self._rest)
        if current_s > step_s * current:
            # A step that takes longer than those before slows the rest, before it is over.
            step_s = (now_s - begin_s) / (steps + current)
            return step_s * (self._rest - current)
        return step_s * self._rest - current_s

    @property
    def _rest(self) -> float:
        return self.total - self.done


class TimeLeft(progress.ProgressColumn):
    """The column of a bar that shows what `Pace` judges; the bar's own judges by 30 s alone."""

    def __init__(self) -> None:
        super().__init__()
        self._paces: dict[int, Pace] = {}

    def render(self, task: progress.Task) -> Text:
        """Show the time that a task has left."""
        now_s = task.get_time()
        if task.start_time is None:
            return Text(_NOT_KNOWN)
        pace = self._paces.setdefault(task.id, Pace(task.start_time))
        pace.tell(task.completed, task.total or 0, now_s)
        left_s = pace.left_s(now_s)
        return Text(_NOT_KNOWN if left_s is None else str(timedelta(seconds=round(left_s))))


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
        TimeLeft(),
    )
    with progress.Progress(*columns, console=shown) as bar:
        task = bar.add_task(doing, total=None, rate="")

        def tell(done: float, total: int) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:,.1f}/s" if speed else ""
            bar.update(task, completed=done, total=total, rate=rate)

        yield tell


@contextmanager
def stepwise(
    doing: str, total: int, unit: str, console: Console | None = None, *, parts: int = 1
) -> Iterator[Callable[[], None]]:
    """Show progress of a known number of steps; yield a function to call after each, anywhere.

    parts: of each step; the function is called after each part.
    """
    lock, done = threading.Lock(), 0
    with progress_bar(doing, unit, console) as tell:
        tell(0, total)

        def advance() -> None:
            nonlocal done
            with lock:
                done += 1
                tell(done / parts, total)

        yield advance


@contextmanager
def _counted_lines(console: Console, doing: str, unit: str) -> Iterator[Tell]:
    pace = Pace(time.monotonic())

    def line(seconds: float) -> str:
        if not pace.total:
            return f"{doing}: {seconds:.0f} s so far"
        left_s = pace.left_s(time.monotonic())
        left = "" if left_s is None else f", about {left_s:.0f} s left"
        return f"{doing}: {int(pace.done):,} of {int(pace.total):,} {unit}{left}"

    def tell(done: float, total: int) -> None:
        pace.tell(done, total, time.monotonic())

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
