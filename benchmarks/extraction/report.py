"""The tables of `benchmarks.extraction`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from benchmarks.data import number_table, show
from benchmarks.extraction.figures import CUTS, MATED_QUANTILES, NONMATED_QUANTILES
from benchmarks.extraction.targets import Target
from benchmarks.extraction.variants import FORMER


def print_tables(
    figures: Mapping[str, Any], judged: Sequence[Target], caveats: Sequence[str]
) -> None:
    """Print costs, sameness, scores, memory, and the targets."""
    shown = [_cost_table(figures["cost"]), _same_table(figures["same"])]
    for table in (_score_table, _mean_table):
        shown += [table(name, one) for name, one in figures["scores"].items()]
    show(*shown, _fresh_table(figures), _target_table(judged), caveats=caveats, width=150)


def _cost_table(sets: Sequence[Mapping[str, Any]]) -> Table:
    table = number_table("CPU of an extraction", ["", *(one["name"] for one in sets)])
    table.add_row("images", *(str(one["images"]) for one in sets))
    for what in sets[0]["median_ms"] if sets else ():
        table.add_row(f"{what}, median ms", *(f"{one['median_ms'][what]:.1f}" for one in sets))
    for name in sets[0]["ratio"] if sets else ():
        table.add_row(f"{name} of {FORMER}", *(_spread(one["ratio"][name]) for one in sets))
    table.add_row("around the network, of it", *(_spread(one["around_network"]) for one in sets))
    for key in ("card_core_s", "cards_per_core_hour"):
        for name in sets[-1].get(key, ()) if sets else ():
            values = (one[key][name] if key in one else None for one in sets)
            title = f"{key}, {name}"
            table.add_row(title, *("–" if v is None else f"{v:,.2f}" for v in values))
    return table


def _same_table(found: Mapping[str, Any]) -> Table:
    columns = [
        "",
        "set",
        "images",
        "the same, %",
        "minutiae, %",
        "nearby, %",
        "quality differs",
        "turned by",
    ]
    table = number_table("The same minutiae", columns)
    for pair, sets in found.items():
        for name, one in sets.items():
            table.add_row(
                pair,
                name,
                str(one["images"]),
                f"{100 * one['image_share']:.2f}",
                f"{100 * one['minutia_share']:.3f}",
                f"{100 * one['near_share']:.3f}",
                f"{one['moved_quality']:.5f}",
                f"{one['turned']:.5f}",
            )
    return table


def _score_table(group: str, found: Mapping[str, Any]) -> Table:
    """List each variant, then the span of the shifts."""
    columns = {name: one for name, one in found["judged"].items() if "worse_than_shifts" in one}
    title = f"Scores, {group}; * worse than all five shifts"
    table = number_table(title, ["", *columns, "shifts"])
    for key, name, form in _rows():
        group_key, _, inner = key.partition("/")
        table.add_row(name, *(_cell(one, group_key, inner, form) for one in columns.values()),
                      _span(found["shifts"].get(key), form))  # fmt: skip
    return table


def _mean_table(group: str, found: Mapping[str, Any]) -> Table:
    """List the means over the images as they are and their five shifts."""
    means = found["means"]
    table = number_table(f"Scores, {group}; means over six places of the images", ["", *means])
    for key, name, form in _rows():
        digits = ".1f" if form == ".0f" else form
        table.add_row(name, *(f"{one[key]:{digits}}" for one in means.values()))
    return table


def _rows() -> Iterator[tuple[str, str, str]]:
    for cut in CUTS:
        yield f"mated_below/{cut}", f"mated pairs below a score of {cut:g}", ".0f"
    for at in MATED_QUANTILES:
        yield f"mated_db/{at}", f"mated, quantile {at:g}, dB", ".2f"
    for at in NONMATED_QUANTILES:
        yield f"nonmated_db/{at}", f"non-mated, quantile {at:g}, dB", ".2f"
    yield "missed_at_fmr1000", "missed at FMR 1e-3", ".0f"
    yield "eer", "EER", ".4f"


def _cell(one: Mapping[str, Any], key: str, inner: str, form: str) -> str:
    value = one[key][inner] if inner else one[key]
    worse = "*" if (f"{key}/{inner}" if inner else key) in one["worse_than_shifts"] else ""
    return f"{value:{form}}{worse}"


def _span(ends: Sequence[float] | None, form: str) -> str:
    return "–" if ends is None else f"{ends[0]:{form}} to {ends[1]:{form}}"


def _fresh_table(figures: Mapping[str, Any]) -> Table:
    names = list(figures["memory"])
    table = number_table("In a fresh process", ["", *names])
    for key in ("added_bytes", "peak_bytes"):
        found = (figures["memory"][name][key] / 2**20 for name in names)
        table.add_row(f"{key}, MiB", *(f"{value:.1f}" for value in found))
    start = figures["start_s"]
    table.add_row("seconds to the first template", *(_spread(start[name], 2) for name in names))
    return table


def _target_table(judged: Sequence[Target]) -> Table:
    table = Table("target", "asked", "measured", "met", title="Targets")
    for one in judged:
        table.add_row(one.what, one.limit, one.measured, "yes" if one.met else "[bold]no[/bold]")
    return table


def _spread(one: Mapping[str, Any], digits: int = 3) -> str:
    low, high = one["quartiles"]
    return f"{one['median']:.{digits}f} [{low:.{digits}f}–{high:.{digits}f}]"
