"""Which people serve which purpose, so that no figure is measured on people who made it.

A person serves one purpose only. The same ranges hold for every population.
"""

from enum import Enum


class Purpose(Enum):
    """The purpose of a range of person seeds; the value is the range."""

    TEST = range(1_000_000)
    """Tests, demonstrations, latency of small galleries."""
    TRAIN = range(1_000_000, 2_000_000)
    """Weights of the vector and of the quality measure."""
    CALIBRATE = range(2_000_000, 5_000_000)
    """What a score means."""
    EVALUATE = range(5_000_000, 20_000_000)
    """Every figure that is published."""

    def seed(self, number: int) -> int:
        """Return the seed of the person of this number. Raises IndexError past the range."""
        seeds: range = self.value
        return seeds[number]
