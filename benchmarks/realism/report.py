"""The tables of `benchmarks.realism`."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.realism.verdicts import Verdict

_WIDTH = 195


def print_verdicts(title: str, verdicts: Sequence[Verdict]) -> None:
    """Print quantity, real, synthetic, distance, and within or outside."""
    names = list(verdicts[0].set_distances)
    table = Table(
        "quantity", "unit", "real", "synthetic", "distance",
        *names, "limit", "", title=title,
        caption="real and synthetic: percentiles 5, 25, 50, 75, 95; of non-mated scores 50, 90, "
        "95, 99, 99.9; limit: what a real set is from the others",
    )  # fmt: skip
    for one in verdicts:
        table.add_row(
            one.quantity,
            one.unit,
            _numbers(one.real),
            _numbers(one.synthetic),
            f"{one.distance.value:.3f} [{one.distance.low:.3f}–{one.distance.high:.3f}]",
            *(f"{one.set_distances[name]:.3f}" for name in names),
            f"{one.limit:.3f}",
            "within" if one.within else "[bold]outside[/bold]",
        )
    _console().print(table)


def _numbers(values: Sequence[float]) -> str:
    return " ".join(f"{value:.3g}" for value in values)


def _console() -> Console:
    return Console(width=max(Console().width, _WIDTH))
