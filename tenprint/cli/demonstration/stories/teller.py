"""Tell a story step by step, in 100 columns, and keep the steps."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_TIME_WIDTH = 7
_WHO_WIDTH = 14


@dataclass(frozen=True)
class Step:
    """Who did what, seconds after the arrest, and what was wrong."""

    who: str
    what: str
    details: tuple[str, ...]
    time_s: float
    faults: tuple[str, ...]


@dataclass
class Story:
    """The steps of a story that were told."""

    title: str
    steps: list[Step] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Name everything that differs from the truth."""
        return [f"{step.who}: {fault}" for step in self.steps for fault in step.faults]

    def as_json(self) -> dict[str, object]:
        """Turn the story into a JSON object."""
        steps = [{**asdict(one), "time_s": round(one.time_s, 3)} for one in self.steps]
        return {"title": self.title, "steps": steps, "faults": self.faults}


class Teller:
    """Shows each step of one story as it happens."""

    def __init__(self, console: Console, title: str) -> None:
        self.story = Story(title)
        self._console = console
        self._start = datetime.now(UTC)
        console.print()
        console.rule(Text(title, style="bold"), align="left", style="dim")

    def note(self, text: str) -> None:
        """Show a text that is not a step."""
        self._console.print(Text(text, style="dim"))

    def start_at(self, time: Timestamp) -> None:
        """Count seconds from this moment."""
        self._start = time.ToDatetime(UTC)

    def tell(
        self,
        who: str,
        what: str,
        faults: Iterable[str] = (),
        at: Timestamp | None = None,
        details: Iterable[str] = (),
    ) -> None:
        """Show a step.

        at: time of the step by the service's clock; without a time, now. details: one on a line.
        """
        time = at.ToDatetime(UTC) if at is not None else datetime.now(UTC)
        passed_s = (time - self._start).total_seconds()
        step = Step(who, what, tuple(details), passed_s, tuple(faults))
        self.story.steps.append(step)
        self._console.print(_shown(step))


def _shown(step: Step) -> Table:
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(width=_TIME_WIDTH, justify="right", style="dim")
    line.add_column(width=_WHO_WIDTH, style="bold")
    line.add_column()
    line.add_row(f"{step.time_s:.2f} s", step.who, Text(step.what))
    for detail in step.details:
        line.add_row("", "", Padding(Text(detail), (0, 0, 0, 2)))
    for fault in step.faults:
        line.add_row("", "", Text(f"WRONG: {fault}", "bold red"))
    return line
