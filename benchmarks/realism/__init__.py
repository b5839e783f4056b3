"""How much synthetic prints resemble real prints, statistic by statistic."""

from benchmarks.realism import exchange
from benchmarks.realism.exchange import Exchange, Pairs
from benchmarks.realism.prints import folder_prints, rendered
from benchmarks.realism.quantities import cylinders_of

__all__ = [
    "Exchange",
    "Pairs",
    "cylinders_of",
    "exchange",
    "folder_prints",
    "rendered",
]
