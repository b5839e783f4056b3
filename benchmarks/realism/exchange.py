"""Tests whether synthetic references are as hard as real ones, and decibels on real pairs.

Exchangeability: a real probe's real non-mates are ranked among synthetic references. In one
common population, the ranks would be uniform. If real non-mates crowd the first ranks, every figure
among synthetic references is optimistic.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Floats, Integers, metrics
from matcher import calibration
from matcher.comparison import score_packed
from matcher.cylinders import Cylinders, PackedCylinders, pack, spreads_px

DEPTHS = (0.001, 0.01, 0.1)
AIM_DEPTH, AIM = 0.01, (0.005, 0.02)
"""The first 1 % of ranks should hold this share of the real non-mates."""
DECIBELS = (10, 20, 30)
DRAWS = 1_000


@dataclass(frozen=True, eq=False)
class Pairs:
    """Real non-mated pairs of one or several sets, with a value for each pair."""

    values: Floats
    finger: Integers
    other: Integers
    stratum: Integers
    """(fingers,) the set of each."""


@dataclass(frozen=True)
class Share:
    """A share with its percentile interval over fingers, and its expected value."""

    expected: float
    value: float
    low: float
    high: float

    @property
    def covered(self) -> bool:
        """Whether the interval contains the expected value."""
        return self.low <= self.expected <= self.high


@dataclass(frozen=True)
class Exchange:
    """The ranks of one set's or all sets' real non-mates among synthetic references."""

    quantity: str
    name: str
    references: int
    shares: tuple[Share, ...]
    """Shares of non-mates at DEPTHS of the ranks."""

    @property
    def exchangeable(self) -> bool:
        """Whether the share in the first 1 % of ranks is within the aim."""
        return AIM[0] <= self.shares[DEPTHS.index(AIM_DEPTH)].value <= AIM[1]

    @property
    def optimistic(self) -> bool:
        """Whether real non-mates crowd the first ranks, so that synthetic figures flatter."""
        return self.shares[DEPTHS.index(AIM_DEPTH)].value > AIM[1]

    def figures(self) -> dict[str, object]:
        """Return the form of the result file."""
        return asdict(self) | {"exchangeable": self.exchangeable, "optimistic": self.optimistic}


def normalised_ranks(scores: Floats, references: Floats) -> Floats:
    """Rank each score among the references, 0 before all and 1 behind all.

    Among references of equal score the place is random: most strangers score 0, and otherwise the
    ranks of one population would not be uniform.
    """
    ordered = np.sort(references)
    above = len(ordered) - np.searchsorted(ordered, scores, side="right")
    not_below = len(ordered) - np.searchsorted(ordered, scores, side="left")
    chance = np.random.default_rng(0).random(len(scores))
    place = above + chance * (not_below - above)
    return np.asarray((place + 0.5) / (len(ordered) + 1))


def share(pairs: Pairs, within: NDArray[np.bool_], expected: float) -> Share:
    """Return the share of the pairs that are within; the bootstrap draws fingers by set."""
    count = len(pairs.stratum)
    place = pairs.finger * count + pairs.other
    hits = np.bincount(place, within, count**2).reshape(count, count)
    total = np.bincount(place, minlength=count**2).reshape(count, count)
    weight = metrics.draw_fingers(pairs.stratum, DRAWS).astype(np.float64)
    drawn = ((weight @ hits) * weight).sum(1) / ((weight @ total) * weight).sum(1)
    return Share(expected, float(within.mean()), *metrics.interval(drawn))


def vector_ranks(
    finger: Integers, vectors: NDArray[np.float32], references: NDArray[np.float32]
) -> Pairs:
    """Rank the cosines of a set's ordered non-mated pairs among the references' cosines."""
    return _ranks(finger, vectors @ vectors.T, vectors @ references.T)


def score_ranks(
    finger: Integers, cylinders: Sequence[Cylinders], references: PackedCylinders
) -> Pairs:
    """Rank the comparison scores of a set's ordered non-mated pairs in the same way."""
    packed = pack(cylinders)
    own = [score_packed(probe, packed) for probe in cylinders]
    among = [score_packed(probe, references) for probe in cylinders]
    return _ranks(finger, np.stack(own), np.stack(among))


def _ranks(finger: Integers, own: NDArray[np.float32], among: NDArray[np.float32]) -> Pairs:
    ranks, row, column = [], [], []
    for probe in range(len(finger)):
        others = np.flatnonzero(finger != finger[probe])
        ranks.append(normalised_ranks(own[probe, others], among[probe]))
        row.append(np.full(len(others), finger[probe]))
        column.append(finger[others])
    stratum = np.zeros(int(finger.max()) + 1, np.int64)
    return Pairs(np.concatenate(ranks), np.concatenate(row), np.concatenate(column), stratum)


def judge(quantity: str, name: str, ranks: Pairs, references: int) -> Exchange:
    """Judge the ranks of one set, or of several pooled."""
    shares = tuple(share(ranks, ranks.values <= depth, depth) for depth in DEPTHS)
    return Exchange(quantity, name, references, shares)


def decibels(finger: Integers, cylinders: Sequence[Cylinders], *, mated: bool = False) -> Pairs:
    """Return the decibels of all non-mated pairs of a set, each pair once; mated: of all pairs."""
    packed = pack(cylinders)
    scores = np.stack([score_packed(probe, packed) for probe in cylinders])
    row, column = np.triu_indices(len(finger), 1)
    if not mated:
        row, column = (one[finger[row] != finger[column]] for one in (row, column))
    size = np.minimum(packed.cylinder_count[row], packed.cylinder_count[column])
    spreads = spreads_px(packed)
    bands = calibration.bands(size, np.minimum(spreads[row], spreads[column]))
    llr = calibration.llr_many(scores[row, column], bands)
    found, _ = calibration.score_db_many(llr, np.ones(len(llr), np.int64))
    return Pairs(found, finger[row], finger[column], np.zeros(int(finger.max()) + 1, np.int64))


def calibrated(pairs: Pairs) -> tuple[Share, ...]:
    """Return the shares of non-mated pairs that reach each of DECIBELS."""
    return tuple(share(pairs, pairs.values >= limit, 10 ** (-limit / 10)) for limit in DECIBELS)


def pool(sets: Sequence[Pairs]) -> Pairs:
    """Join the pairs of several sets; each set stays a stratum."""
    first = np.cumsum([0, *(len(one.stratum) for one in sets)])
    return Pairs(
        np.concatenate([one.values for one in sets]),
        np.concatenate([one.finger + first[k] for k, one in enumerate(sets)]),
        np.concatenate([one.other + first[k] for k, one in enumerate(sets)]),
        np.concatenate([np.full(len(one.stratum), k) for k, one in enumerate(sets)]),
    )
