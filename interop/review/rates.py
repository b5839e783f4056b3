"""Error rates with exact intervals."""

import math
from collections.abc import Callable
from dataclasses import dataclass

CONFIDENCE = 0.95

_HALVINGS = 60
"""Of the unit interval: down to the last bits of a float."""


@dataclass(frozen=True)
class Rate:
    """So many of so many, with the interval of Clopper and Pearson 1934."""

    count: int
    total: int

    @property
    def share(self) -> float:
        """Count by total; 0 of nothing."""
        return self.count / self.total if self.total else 0.0

    @property
    def low(self) -> float:
        """The lowest rate at which so many, or more, are not yet too unlikely."""
        if self.count == 0:
            return 0.0
        return _root(lambda p: 1 - _at_most(self.count - 1, self.total, p) - _TAIL)

    @property
    def high(self) -> float:
        """The highest rate at which so few, or fewer, are not yet too unlikely."""
        if self.count == self.total:
            return 1.0
        return _root(lambda p: _TAIL - _at_most(self.count, self.total, p))


_TAIL = (1 - CONFIDENCE) / 2


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _at_most(count: int, total: int, p: float) -> float:
    """P(X <= count) of a binomial; by logarithms, so that thousands of trials do not underflow."""
    if p in (0.0, 1.0):
        return 1.0 if p == 0.0 or count >= total else 0.0
    log_p, log_q = math.log(p), math.log1p(-p)
    return math.fsum(
        math.exp(_log_choose(total, k) + k * log_p + (total - k) * log_q) for k in range(count + 1)
    )


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
