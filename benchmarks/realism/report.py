"""The tables of `benchmarks.realism`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.table import Table

from benchmarks.data import in_per_cent, show, with_interval
from benchmarks.realism.exchange import DECIBELS, DEPTHS, Exchange, Share
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
            with_interval(".3f", one.distance.value, one.distance.low, one.distance.high),
            *(f"{one.set_distances[name]:.3f}" for name in names),
            f"{one.limit:.3f}",
            "within" if one.within else "[bold]outside[/bold]",
        )
    show(table, width=_WIDTH)


def print_exchanges(exchanges: Sequence[Exchange]) -> None:
    """Print the ranks of real non-mates among synthetic references."""
    table = Table(
        "by", "set", "references", *(f"in the first {100 * depth:g} %" for depth in DEPTHS), "",
        title="exchangeability: real non-mates ranked among synthetic references",
    )  # fmt: skip
    for one in exchanges:
        verdict = "exchangeable" if one.exchangeable else "[bold]not exchangeable[/bold]"
        if one.optimistic:
            verdict += ": optimistic among synthetic references"
        shares = (_share(share) for share in one.shares)
        table.add_row(one.quantity, one.name, f"{one.references:,}", *shares, verdict)
    show(table, width=_WIDTH)


def print_calibration(sets: Mapping[str, Sequence[Share]]) -> None:
    """Print the shares of real non-mated pairs that reach each number of decibels."""
    limits = (f"≥ {limit} dB ({10 ** (2 - limit / 10):g} %)" for limit in DECIBELS)
    table = Table("set", *limits, "", title="real non-mated pairs, one finger")
    for name, shares in sets.items():
        covered = all(share.covered for share in shares)
        table.add_row(name, *map(_share, shares), "within" if covered else "[bold]outside[/bold]")
    show(table, width=_WIDTH)


def figures(
    judged: Mapping[str, Sequence[Verdict]],
    exchanges: Sequence[Exchange],
    rarity: Mapping[str, Sequence[Share]],
) -> dict[str, object]:
    """Return everything in the form of the result file."""
    return {
        "levels": {
            level: [asdict(one) | {"within": one.within} for one in found]
            for level, found in judged.items()
        },
        "exchange": [one.figures() for one in exchanges],
        "calibration": {
            name: [
                asdict(one) | {"decibels": limit, "exchangeable": one.covered}
                for limit, one in zip(DECIBELS, shares, strict=True)
            ]
            for name, shares in rarity.items()
        },
    }


def _share(share: Share) -> str:
    return in_per_cent(share.value, share.low, share.high, ".3g")


def _numbers(values: Sequence[float]) -> str:
    return " ".join(f"{value:.3g}" for value in values)
