"""The tables of a simulated cluster."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from benchmarks.data import show

Figures = Mapping[str, Any]


def print_study(figures: Figures) -> None:
    """Show the cluster beside one machine."""
    cluster, one = figures["cluster"], figures["one_machine"]
    table = Table("", "cluster", "one machine", title="in the busiest hour")
    shapes = cluster["shape"], one["shape"]
    cores = [shape["shard_cores"] + shape["worker_cores"] for shape in shapes]
    table.add_row("machines", f"{shapes[0]['nodes']} of {cores[0]} cores", f"1 of {cores[1]} cores")
    table.add_row("services", str(shapes[0]["services"]), "in it")
    for name, key in (("median", "p50_s"), ("p99", "p99_s"), ("p99.9", "p999_s")):
        table.add_row(f"transaction, {name}", _s(cluster["peak"][key]), _s(one["peak"][key]))
    for name, key in (("median", "search_p50_s"), ("p99", "search_p99_s")):
        table.add_row(f"search in it, {name}", _s(cluster["peak"][key]), _s(one["peak"][key]))
    table.add_row(
        "transaction, p99, one node away", _s(cluster["peak_with_one_away"]["p99_s"]), "none"
    )
    table.add_row(
        "search, p99.9, without hedges", _s(cluster["peak_without_hedges"]["search_p999_s"]), ""
    )
    table.add_row("availability", _share(cluster["availability"]), _share(one["availability"]))
    table.add_row("availability of two machines", "", _share(one["two_availability"]))
    table.add_row(
        "dollars an hour", f"{cluster['dollars_an_hour']:.2f}", f"{one['dollars_an_hour']:.2f}"
    )
    table.add_row("dollars an hour, two machines", "", f"{one['two_dollars_an_hour']:.2f}")
    show(table)


def print_check(rows: Sequence[Figures]) -> None:
    """Show what was predicted beside what was measured."""
    table = Table("searches", "", "predicted", "measured", "ratio")
    for one in rows:
        judged = "" if one["is_judged"] else " (not judged)"
        table.add_row(
            one["searches"],
            one["what"] + judged,
            f"{one['predicted']:.1f}",
            f"{one['measured']:.1f}",
            f"{one['ratio']:.2f}",
        )
    show(table)


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _share(share: float) -> str:
    return f"{100 * share:.4f} %"
