"""Scores of mated and non-mated pairs, of any extraction against any other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Dataset, Floats, Integers
from matcher import calibration
from matcher.comparison import pack, prepare, score_packed
from matcher.cylinders import NO_CYLINDERS, Cylinders, spread_px, spreads_px
from matcher.types import Template

FAILED_SCORE = -1.0
FAILED_DB = -100.0
"""Of a pair with a print without a template: below every comparison."""
_ALL_PAIRS = 200
"""With more images than this, strangers are drawn."""
_STRANGERS = 20
_SEED = 2_012


@dataclass(frozen=True, eq=False)
class Pairs:
    """Images of one set that are compared: (pairs,) numbers of probes and of references."""

    probe: Integers
    reference: Integers
    mated: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of mated and of non-mated pairs."""

    mated: NDArray[np.float32]
    nonmated: NDArray[np.float32]
    mated_db: Floats
    """Decibels of rarity of one finger."""
    nonmated_db: Floats


def pairs_of(dataset: Dataset) -> Pairs:
    """List all pairs of a small set; of a large one all mated pairs and 20 strangers a print."""
    finger = np.array([one.finger for one in dataset.prints])
    count = len(finger)
    probe, reference = np.triu_indices(count, 1)
    mated = finger[probe] == finger[reference]
    if count > _ALL_PAIRS:
        rng = np.random.default_rng(_SEED)
        strangers = np.repeat(np.arange(count), _STRANGERS)
        others = rng.integers(0, count, len(strangers))
        kept = finger[strangers] != finger[others]
        probe = np.concatenate([probe[mated], strangers[kept]])
        reference = np.concatenate([reference[mated], others[kept]])
        mated = finger[probe] == finger[reference]
    return Pairs(probe.astype(np.int64), reference.astype(np.int64), mated)


def compare(
    pairs: Pairs, probes: Sequence[Template | None], references: Sequence[Template | None]
) -> Scores:
    """Compare the pairs; templates lie in the order of the set's images."""
    cylinders = _prepared(probes)
    known = cylinders if references is probes else _prepared(references)
    packed = pack([one or NO_CYLINDERS for one in known])
    scores = np.full(len(pairs.probe), FAILED_SCORE, np.float32)
    decibels = np.full(len(pairs.probe), FAILED_DB)
    usable = np.array([one is not None for one in known])
    for number in np.unique(pairs.probe):
        probe = cylinders[number]
        rows = np.flatnonzero((pairs.probe == number) & usable[pairs.reference])
        if probe is not None and len(rows):
            which = pairs.reference[rows]
            scores[rows] = score_packed(probe, packed, which)
            sizes = np.minimum(packed.cylinder_count[which], probe.cylinder_count)
            spreads = np.minimum(spreads_px(packed, which), spread_px(probe))
            decibels[rows] = _decibels(scores[rows], calibration.bands(sizes, spreads))
    m = pairs.mated
    return Scores(scores[m], scores[~m], decibels[m], decibels[~m])


def pool(sets: Sequence[Scores]) -> Scores:
    """Put the pairs of several sets together."""
    names = ("mated", "nonmated", "mated_db", "nonmated_db")
    return Scores(*(np.concatenate([getattr(one, name) for one in sets]) for name in names))


def _prepared(templates: Sequence[Template | None]) -> list[Cylinders | None]:
    return [None if one is None else prepare(one) for one in templates]


def _decibels(scores: NDArray[np.float32], bands: Integers) -> Floats:
    llr = calibration.llr_many(scores, bands)
    return calibration.score_db_many(llr, np.ones(len(llr), np.int64))[0]
