"""How far a share that was counted may be from the true one."""

import math
from collections.abc import Callable

CONFIDENCE = 0.95

_HALVINGS = 60
"""Of the unit interval: down to the last bits of a float."""
_LEAST = 1e-300
"""Stands for a denominator of 0."""
_PRECISION = 1e-15
_MOST_TERMS = 1_000_000
"""About the root of the trials is needed."""


def interval(count: float, total: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the exact interval of a share; the numbers need not be whole.

    The trials are taken to be independent of each other.
    Source: Clopper & Pearson 1934.
    """
    tail = (1 - confidence) / 2
    low, high = 0.0, 1.0
    if count > 0:
        low = _root(lambda p: _beta(count, total - count + 1, p) - tail)
    if count < total:
        high = _root(lambda p: _beta(count + 1, total - count, p) - (1 - tail))
    return low, high


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function.

    Source: Abramowitz & Stegun 1964, 26.5.8.
    """
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front += a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) / a / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """Follow the continued fraction until it stays (method of Lentz 1976)."""
    fraction, above, below = 1.0, 1.0, 0.0
    for term in range(1, _MOST_TERMS):
        half = term // 2
        odd, even = -(a + half) * (a + b + half), half * (b - half)
        step = (odd if term % 2 else even) * x / ((a + term - 1) * (a + term))
        below = 1 / _not_zero(1 + step * below)
        above = _not_zero(1 + step / above)
        fraction *= above * below
        if abs(above * below - 1) < _PRECISION:
            break
    return fraction


def _not_zero(value: float) -> float:
    return value if abs(value) > _LEAST else _LEAST
