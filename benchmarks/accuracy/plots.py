"""The plots of `benchmarks.accuracy`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.accuracy.figures import SEED, discard_curve
from benchmarks.accuracy.peers import PEER_NOTE
from benchmarks.accuracy.scoring import RawScores
from benchmarks.data import Floats, Integers, canvas, metrics

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DRAWS = 400
_LOWEST_EER = 0.02
"""Per cent."""
_FORMS = {
    "float": "shortlist_rank",
    "int8": "shortlist_rank_int8",
    "sign bits": "shortlist_rank_sign",
}


def draw(sets: Sequence[RawScores], figures: Mapping[str, Any], folder: Path) -> None:
    """Draw DET, CMC of comparison and shortlist, EER against peers, error versus discard."""
    with canvas(folder / "accuracy_det.png", (7.5, 6)) as axes:
        _draw_det(sets, axes)
    with canvas(folder / "accuracy_cmc.png", (13, 5.5), columns=2) as (left, right):
        _draw_cmc(sets, figures, left, right)
    known = [one for one in figures["datasets"] if one["peers"]]
    if known:
        with canvas(folder / "accuracy_peers.png", (9.5, 5)) as axes:
            _draw_peers(known, axes)
    with canvas(folder / "accuracy_discard.png", (7.5, 5)) as axes:
        _draw_discard(sets, axes)


def _draw_det(sets: Sequence[RawScores], axes: "Axes") -> None:
    lowest = min(0.5 / int(raw.mated.sum()) for raw in sets)
    for raw in sets:
        fmr = np.geomspace(0.5 / int((~raw.mated).sum()), 1, 200)
        rates, low, high = _det(raw, fmr)
        # A logarithmic axis has no 0: a rate of 0 is drawn at half a count.
        floor = 0.5 / int(raw.mated.sum())
        pooled = raw is sets[-1]
        (line,) = axes.step(fmr, np.maximum(rates, floor), where="post", label=raw.name,
                            linewidth=2.2 if pooled else 1.3)  # fmt: skip
        if pooled:
            axes.fill_between(fmr, np.maximum(low, floor), np.maximum(high, floor), step="post",
                              alpha=0.2, color=line.get_color(),
                              label="95 %, fingers drawn again")  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel="FMR", ylabel="FNMR", ylim=(0.7 * lowest, 0.5))
    axes.set_title("DET of single fingers, all cross-finger pairs\n0 drawn at half a count")
    axes.legend()


def _det(raw: RawScores, fmr: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the FNMR at each FMR, with the interval of the bootstrap over fingers."""
    mated = raw.mated
    pairs = metrics.ScoredPairs(raw.score[mated], raw.score[~mated])
    row, column = raw.finger[raw.row], raw.finger[raw.column]

    def rates(weight: Integers) -> Floats:
        nonmated = weight[row[~mated]] * weight[column[~mated]]
        return metrics.fnmr_by_fmr(pairs.curve(weight[row[mated]], nonmated), fmr)

    drawn = [rates(weight) for weight in metrics.draw_fingers(raw.stratum, _DRAWS, SEED)]
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return rates(np.ones(len(raw.stratum), np.int64)), low, high


def _draw_cmc(
    sets: Sequence[RawScores], figures: Mapping[str, Any], left: "Axes", right: "Axes"
) -> None:
    from matplotlib.ticker import PercentFormatter

    for raw in sets:
        by_score = metrics.ranks(raw.search_score, raw.finger[raw.probe], raw.usable[raw.probe])
        last = raw.search_score.shape[1]
        _cmc(left, raw, by_score, last, f"{raw.name}, {last} fingers", shaded=raw is sets[-1])
    left.set_title("By comparison score, closed set, first impressions enrolled")
    pooled, count = sets[-1], figures["distractors"]
    last = pooled.search_score.shape[1] + count
    for name, field in _FORMS.items():
        _cmc(right, pooled, getattr(pooled, field), last, name, shaded=name == "float")
    flattering = any(one["optimistic"] for one in figures["exchange"])
    note = "\noptimistic: real non-mates are nearer than these" if flattering else ""
    right.set_title(f"Pooled, by vector, among {count:,} synthetic references{note}")
    for axes in (left, right):
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.yaxis.set_major_formatter(PercentFormatter(1, 1))
        axes.set(xscale="log", xlabel="rank", ylabel="share of searches", ylim=(None, 1.003))
        axes.legend(loc="lower right")


def _cmc(
    axes: "Axes", raw: RawScores, ranks: Integers, last: int, label: str, *, shaded: bool
) -> None:
    depths = np.unique(np.geomspace(1, last, 120).astype(np.int64))
    hit = ranks[:, None] <= depths
    (line,) = axes.step(depths, hit.mean(0), where="post", label=label)
    if not shaded:
        return
    weight = metrics.draw_fingers(raw.stratum, _DRAWS, SEED)[:, raw.finger[raw.probe]]
    drawn = weight @ hit / weight.sum(1, keepdims=True)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    axes.fill_between(depths, low, high, step="post", alpha=0.2, color=line.get_color())


def _draw_peers(known: Sequence[Mapping[str, Any]], axes: "Axes") -> None:
    place = np.arange(len(known))
    for k, peer in enumerate(known[0]["peers"]):
        rates = [100 * one["peers"][peer] for one in known]
        axes.scatter(place + 0.12 * (k - 1), rates, marker="_", s=500, linewidths=3, label=peer)
    own = np.array([[one["eer"], one["eer_low"], one["eer_high"]] for one in known]) * 100
    # A logarithmic axis has no 0.
    own = np.maximum(own, _LOWEST_EER)
    axes.errorbar(place, own[:, 0], np.abs(own[:, 1:] - own[:, :1]).T, fmt="o", color="black",
                  capsize=6, label="tenprint, 95 % over fingers")  # fmt: skip
    axes.set(yscale="log", ylabel="EER, %", xticks=place)
    axes.set_xticklabels([one["name"] for one in known])
    axes.set_title(f"{PEER_NOTE}\n0 drawn at {_LOWEST_EER:g} %")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))


def _draw_discard(sets: Sequence[RawScores], axes: "Axes") -> None:
    for raw in sets:
        discarded, fnmr = discard_curve(raw)
        missed = round(float(fnmr[0]) * int(raw.mated.sum()))
        label = f"{raw.name}, {missed} pairs missed at first"
        axes.step(100 * discarded, 100 * fnmr, where="post", label=label,
                  linewidth=2.2 if raw is sets[-1] else 1.3)  # fmt: skip
    fnmr = 100 * discard_curve(sets[-1])[1][0]
    axes.plot([0, 100], [fnmr, fnmr], "k:", label="pooled, quality that says nothing")
    axes.set(xlabel="samples of lowest quality discarded, %", ylabel="FNMR at FMR 1e-3, %",
             xlim=(0, 60), ylim=(0, None))  # fmt: skip
    axes.set_title("Error versus discard")
    axes.legend()
