"""The tables of `benchmarks.accuracy`."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from benchmarks.accuracy.figures import SUFFIXES
from benchmarks.data import in_per_cent, show, with_interval

_RATES = {
    "eer": "EER",
    "fvc_eer": "EER (FVC)",
    "fmr100": "FMR100",
    "fmr1000": "FMR1000",
    "zero_fmr": "ZeroFMR",
    "rank1": "rank 1",
}


_DISCARDS = (0.0, 0.05, 0.1, 0.2)


def print_table(figures: Mapping[str, Any], caveats: Sequence[str]) -> None:
    """Print rates in per cent with their intervals, costs, and caveats."""
    shown: list[Table | str] = [
        _main_table(figures),
        f"distractors: {figures['distractors']:,} synthetic references",
        *(
            f"  {one['name']}: the first 1 % of ranks among them holds "
            f"{100 * one['shares'][1]['value']:.1f} % of real non-mates: hit rates are "
            "[bold]optimistic among synthetic references[/bold]"
            for one in figures["exchange"]
            if one["optimistic"]
        ),
    ]
    show(*shown, caveats=caveats, width=150)


def _main_table(figures: Mapping[str, Any]) -> Table:
    columns = [*figures["datasets"], figures["pooled"]]
    table = Table("", *(one["name"] for one in columns))
    for key, title in _RATES.items():
        table.add_row(title, *(_rate(one, key) for one in columns))
    for peer in sorted({name for one in columns for name in one["peers"]}):
        table.add_row(f"EER of {peer}", *(_peer(one, peer) for one in columns))
    if figures["distractors"]:
        for depth in figures["pooled"]["hit_at"]:
            table.add_row(f"shortlist hit at {depth}", *(_hit(one, depth) for one in columns))
        for form, suffix in SUFFIXES.items():
            for depth in figures["pooled"]["hit_at"] if form != "float" else ():
                title = f"… lost by {form} at {depth}, points"
                table.add_row(title, *(_loss(one, suffix, depth) for one in columns))
    for share in _DISCARDS:
        table.add_row(f"FNMR at FMR 1e-3, worst {100 * share:g} % out",
                      *(_discard(one, share) for one in columns))  # fmt: skip
    _add_counts(table, columns)
    return table


def _add_counts(table: Table, columns: Sequence[Mapping[str, Any]]) -> None:
    table.add_row("mated / missed at FMR 1e-3", *(
        f"{one['mated']} / {one['mated_missed_at_fmr1000']}" for one in columns))  # fmt: skip
    table.add_row("non-mated", *(str(one["nonmated"]) for one in columns))
    table.add_row("images / failed", *(
        f"{one['images']} / {one['failed_to_extract']}" for one in columns))  # fmt: skip
    table.add_row("extraction, CPU ms", *(f"{one['extract_cpu_ms']:.0f}" for one in columns))
    table.add_row("comparison, CPU ms", *(f"{one['compare_cpu_ms']:.3f}" for one in columns))


def _rate(one: Mapping[str, Any], key: str) -> str:
    return in_per_cent(one[key], one[f"{key}_low"], one[f"{key}_high"])


def _hit(one: Mapping[str, Any], depth: str) -> str:
    return in_per_cent(one["hit_at"][depth], *one["hit_at_low_high"][depth])


def _loss(one: Mapping[str, Any], suffix: str, depth: str) -> str:
    return with_interval(".2f", *one[f"hit_loss{suffix}_points"][depth])


def _peer(one: Mapping[str, Any], peer: str) -> str:
    return f"{100 * one['peers'][peer]:.1f} %" if peer in one["peers"] else "–"


def _discard(one: Mapping[str, Any], share: float) -> str:
    curve = one["error_versus_discard"]
    reached = [k for k, discarded in enumerate(curve["discarded"]) if discarded <= share + 1e-9]
    return f"{100 * curve['fnmr'][reached[-1]]:.2f} %"
