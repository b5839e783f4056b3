"""Verdicts on quantities: the distance of synthetic from real prints against that of sensors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.data import Floats
from benchmarks.realism import distances, sense
from benchmarks.realism.distances import Distance
from benchmarks.realism.measures import UNITS, Measured

PERCENTILES = (5, 25, 50, 75, 95)
TAIL_PERCENTILES = (50, 90, 95, 99, 99.9)
"""Percentiles of non-mated scores, of which only the highest matter."""
_SHOWN_BINS = [0, 2, 4, 6, 8]
"""Bins of `sense.EDGES_PX`: up to 12, 16 to 20, 25 to 30, 40 to 50, 70 to 100 px."""


@dataclass(frozen=True)
class Verdict:
    """One quantity of a synthetic set against the pooled real sets."""

    quantity: str
    unit: str
    real: tuple[float, ...]
    """PERCENTILES of all real sets pooled; of a curve, five of its points."""
    synthetic: tuple[float, ...]
    distance: Distance
    set_distances: dict[str, float]
    """The distance from each real set."""
    limit: float
    """Mean distance of a real set from the others. Within this, synthetic prints differ no more
    than the prints of one more sensor."""

    @property
    def within(self) -> bool:
        """Whether the distance is at most the limit."""
        return self.distance.value <= self.limit


def judge(real: Sequence[Measured], synthetic: Measured) -> list[Verdict]:
    """Judge every quantity of both sets, and the sense of neighbours."""
    names = [name for name in UNITS if name in synthetic.values and name in real[0].values]
    return [*(_judge(name, real, synthetic) for name in names), _judge_sense(real, synthetic)]


def _judge(name: str, real: Sequence[Measured], synthetic: Measured) -> Verdict:
    own, sets = synthetic.values[name], [one.values[name] for one in real]
    together = distances.join(sets)
    return Verdict(
        quantity=name,
        unit=UNITS[name],
        real=_percentiles(name, together.values),
        synthetic=_percentiles(name, own.values),
        distance=distances.distance(own, together),
        set_distances={one.prints.name: distances.ks(own, one.values[name]) for one in real},
        limit=distances.between(sets),
    )


def _judge_sense(real: Sequence[Measured], synthetic: Measured) -> Verdict:
    own, sets = synthetic.agreement, [one.agreement for one in real]
    together = sense.join(sets)
    return Verdict(
        quantity="sense_agreement",
        unit="share, near to far",
        real=tuple(together.curve()[_SHOWN_BINS]),
        synthetic=tuple(own.curve()[_SHOWN_BINS]),
        distance=sense.distance(own, together),
        set_distances={
            one.prints.name: sense.difference(own.curve(), one.agreement.curve()) for one in real
        },
        limit=sense.between(sets),
    )


def _percentiles(name: str, values: Floats) -> tuple[float, ...]:
    shown = TAIL_PERCENTILES if name.startswith("nonmated") else PERCENTILES
    return tuple(float(value) for value in np.percentile(values, shown))
