"""Error rates as pure functions over scores. Ties always count against us.

A decision accepts scores above a cut. Cuts lie at every score that occurs, so a mated and a
non-mated pair of equal score are accepted together or refused together. FMR: share of non-mated
pairs accepted. FNMR: share of mated pairs refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher import intervals as exact

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BOOTSTRAP_DRAWS = 2_000
CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Curve:
    """Counts at each cut, from accepting everything to accepting nothing."""

    cut: Floats
    """(t,) rising, the first -inf: pairs that score above are accepted."""
    false_matches: Floats
    missed: Floats
    mated_count: float
    nonmated_count: float

    @property
    def fmr(self) -> Floats:
        """False match rate at each cut."""
        return self.false_matches / self.nonmated_count

    @property
    def fnmr(self) -> Floats:
        """False non-match rate at each cut."""
        return self.missed / self.mated_count


class ScoredPairs:
    """Mated and non-mated scores, sorted once for many weightings."""

    def __init__(self, mated: NDArray[np.floating], nonmated: NDArray[np.floating]) -> None:
        """Take one score per pair; both kinds must have pairs."""
        values, place = np.unique(np.concatenate([mated, nonmated]), return_inverse=True)
        self._cut = np.concatenate([[-np.inf], values.astype(np.float64)])
        self._mated_place = place[: len(mated)]
        self._nonmated_place = place[len(mated) :]

    def curve(
        self, mated_weight: Integers | None = None, nonmated_weight: Integers | None = None
    ) -> Curve:
        """Count at every cut. A weight tells how often a pair occurs; the default is once."""
        missed = self._at_most(self._mated_place, mated_weight)
        refused = self._at_most(self._nonmated_place, nonmated_weight)
        return Curve(
            self._cut, refused[-1] - refused, missed, float(missed[-1]), float(refused[-1])
        )

    def _at_most(self, place: NDArray[np.intp], weight: Integers | None) -> Floats:
        counts = np.bincount(place, weight, len(self._cut) - 1)
        return np.concatenate([[0.0], np.cumsum(counts)])


def equal_error_rate(curve: Curve) -> float:
    """Return (FMR + FNMR) / 2 at the smallest difference; the largest of several such values."""
    # Cross-multiplied counts are whole numbers, so that equal differences compare as equal.
    difference = np.abs(
        curve.false_matches * curve.mated_count - curve.missed * curve.nonmated_count
    )
    nearest = difference == difference.min()
    return float(((curve.fmr + curve.fnmr) / 2)[nearest].max())


def missed_at(curve: Curve, max_fmr: float) -> float:
    """Count the mated pairs missed at the lowest cut that keeps the FMR within the limit."""
    return float(curve.missed[_first_within(curve, max_fmr)])


def fnmr_at(curve: Curve, max_fmr: float) -> float:
    """Return the FNMR at the lowest cut that keeps the FMR within the limit."""
    return missed_at(curve, max_fmr) / curve.mated_count


def cut_at(curve: Curve, max_fmr: float) -> float:
    """Return the lowest cut that keeps the FMR within the limit."""
    return float(curve.cut[_first_within(curve, max_fmr)])


def fnmr_by_fmr(curve: Curve, fmr: Floats) -> Floats:
    """Return the FNMR at the lowest cut within each of several limits, for a DET curve."""
    # The false match rate falls along the curve, so the first cut within each limit is found.
    first = np.searchsorted(-curve.fmr, -fmr * (1 + 1e-12))
    return np.asarray(curve.fnmr[np.minimum(first, len(curve.fnmr) - 1)])


def error_versus_discard(
    missed: NDArray[np.bool_], pair_quality: Integers, sample_quality: Integers
) -> tuple[Floats, Floats]:
    """Return the remaining FNMR when the samples of lowest quality are discarded.

    missed: (pairs,) of mated pairs at a fixed threshold; pair_quality: the lower of both qualities.
    Returns shares of samples discarded, from 0, and the FNMR over the pairs that remain; equal
    qualities are discarded together, and the curve ends where no pair remains.
    Source: Grother & Tabassi, "Performance of biometric quality measures", 2007; ISO/IEC 29794-1.
    """
    limits = np.unique(sample_quality)
    shares, rates = [0.0], [float(missed.mean())]
    for limit in limits:
        left = pair_quality > limit
        if not left.any():
            break
        shares.append(float((sample_quality <= limit).mean()))
        rates.append(float(missed[left].mean()))
    return np.array(shares), np.array(rates)


def ranks(
    scores: NDArray[np.floating], mate: Integers, usable: NDArray[np.bool_] | None = None
) -> Integers:
    """Rank the mate of each probe: (probes,) from 1, behind all others of equal score.

    scores: (probes, gallery). mate: column of the mate. usable: False if the probe could not be
    searched; its mate then ranks behind the whole gallery.
    """
    own = scores[np.arange(len(scores)), mate]
    found: Integers = (scores >= own[:, None]).sum(1).astype(np.int64)
    return found if usable is None else np.where(usable, found, scores.shape[1] + 1)


def hit_rate(rank: Integers, depth: int, weight: Integers | None = None) -> float:
    """Return the share of probes whose mate is within the first `depth`."""
    return float(np.average(rank <= depth, weights=weight))


def draw_fingers(stratum: Integers, draws: int = BOOTSTRAP_DRAWS, seed: int = 0) -> Integers:
    """Draw fingers with replacement within each stratum: (draws, fingers), how often each.

    A draw needs two different fingers of each stratum for a non-mated pair; other draws are
    repeated.
    """
    rng = np.random.default_rng(seed)
    weight = np.zeros((draws, len(stratum)), np.int64)
    for value in np.unique(stratum):
        members = np.flatnonzero(stratum == value)
        missing = np.arange(draws)
        while len(missing):
            chance = np.full(len(members), 1 / len(members))
            drawn = rng.multinomial(len(members), chance, len(missing))
            weight[np.ix_(missing, members)] = drawn
            missing = missing[(drawn > 0).sum(1) < 2]
    return weight


def _first_within(curve: Curve, max_fmr: float) -> int:
    within = curve.false_matches <= max_fmr * curve.nonmated_count * (1 + 1e-12)
    return int(np.argmax(within))


Statistics = Callable[[Integers], Mapping[str, float]]
"""Returns figures by name, given how often each finger occurs."""


def intervals(statistics: Statistics, finger_weights: Integers) -> dict[str, tuple[float, float]]:
    """Return the percentile interval of each figure over bootstrap draws."""
    drawn = [statistics(weight) for weight in finger_weights]
    return {name: interval([one[name] for one in drawn]) for name in drawn[0]}


def interval(drawn: Sequence[float] | Floats) -> tuple[float, float]:
    """Return the percentile interval of one figure over bootstrap draws."""
    edge = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(drawn, [edge, 100 - edge])
    return float(low), float(high)


def counted_share(count: int, total: int) -> dict[str, float]:
    """Return a share with its exact interval, under the keys of result files."""
    low, high = exact.interval(count, total) if total else (0.0, 1.0)
    return {"share": count / max(total, 1), "low": low, "high": high}
