"""Error rates with exact intervals."""

from dataclasses import dataclass

from matcher.intervals import interval


@dataclass(frozen=True)
class Rate:
    """So many of so many, with the exact interval."""

    count: int
    total: int

    @property
    def share(self) -> float:
        """Count by total; 0 of nothing."""
        return self.count / self.total if self.total else 0.0

    @property
    def low(self) -> float:
        """The lowest rate at which so many, or more, are not yet too unlikely."""
        return interval(self.count, self.total)[0]

    @property
    def high(self) -> float:
        """The highest rate at which so few, or fewer, are not yet too unlikely."""
        return interval(self.count, self.total)[1]
