"""What a benchmark shows on the terminal: progress with the remaining time, and tables."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from tenprint.cli.shared import TimeLeft

T = TypeVar("T")


def progress_bar() -> Progress:
    """Make a bar on standard error, so that standard output holds only results."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("remaining"),
        TimeLeft(),
        console=Console(stderr=True),
    )


def track(items: Iterable[T], title: str, total: int | None = None) -> Iterator[T]:
    """Yield items beside a bar. total: how many, if the items do not tell."""
    with progress_bar() as progress:
        yield from progress.track(items, total=total, description=title)


def number_table(title: str | None, columns: Sequence[str]) -> Table:
    """Make a table of names on the left and numbers to the right of them."""
    table = Table(title=title)
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left")
    return table


def show(*shown: Table | str, caveats: Sequence[str] = (), width: int = 110) -> None:
    """Print tables and lines, then what readers must keep in mind.

    width: the least number of columns, also where the terminal is narrower.
    """
    console = Console(width=max(Console().width, width))
    for one in shown:
        console.print(one)
    for caveat in caveats:
        console.print(f"· {caveat}")


def with_interval(form: str, value: float, low: float, high: float, unit: str = "") -> str:
    """Write a figure with its interval. form: of each number."""
    return f"{value:{form}}{unit} [{low:{form}}–{high:{form}}]"


def in_per_cent(share: float, low: float, high: float, form: str = ".2f") -> str:
    """Write a share with its interval in per cent."""
    return with_interval(form, 100 * share, 100 * low, 100 * high, " %")
