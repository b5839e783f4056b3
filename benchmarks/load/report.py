"""The tables of `benchmarks.load`."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from benchmarks.data import number_table, show

_COLUMNS = ("phase", "sent /s", "in time /s", "late", "refused", "p50 ms", "p99 ms",
            "refusal p99 ms", "peak MiB", "extraction", "server")  # fmt: skip


def print_tables(figures: Mapping[str, Any], caveats: Sequence[str]) -> None:
    """Print the phases of each kind of images, then the caveats."""
    show(*(_table(kind, one) for kind, one in figures.items()), caveats=caveats, width=120)


def _table(kind: str, figures: Mapping[str, Any]) -> Table:
    recovery = figures["recovery_s"]
    back = "not within the phase" if recovery is None else f"after {recovery:.1f} s"
    goodput = figures["goodput_at_overload_of_most"]
    most = "nothing in time" if goodput is None else f"{100 * goodput:.0f} % of the most"
    title = (
        f"{kind}: holds {figures['held_per_second']:.2f} bookings/s; at three times the last rate "
        f"{most}; in time again {back}"
    )
    table = number_table(title, _COLUMNS)
    for name, one in figures["phases"].items():
        table.add_row(
            name,
            f"{one['rate_per_second']:.2f}",
            f"{one['goodput_per_second']:.2f}",
            str(one["late"]),
            str(one["refused"]),
            _ms(one, "first_response_p50_ms"),
            _ms(one, "first_response_p99_ms"),
            _ms(one, "refusal_p99_ms"),
            str(one["peak_mib"]),
            _share(one, "extraction_share_of_cores"),
            _share(one, "server_share_of_cores"),
        )
    return table


def _ms(figures: Mapping[str, Any], name: str) -> str:
    return f"{figures[name]:.0f}" if name in figures else "–"


def _share(figures: Mapping[str, Any], name: str) -> str:
    return f"{100 * figures[name]:.0f} %" if name in figures else "–"
