"""Error rates with exact intervals."""

from dataclasses import dataclass

from matcher.intervals import interval


@dataclass(frozen=True)
class Rate:
    """A count of a total, with the exact interval."""

    count: int
    total: int

    @property
    def share(self) -> float:
        """Count by total; 0 if the total is 0."""
        return self.count / self.total if self.total else 0.0

    @property
    def low(self) -> float:
        """The lower end of the exact interval."""
        return interval(self.count, self.total)[0]

    @property
    def high(self) -> float:
        """The upper end of the exact interval."""
        return interval(self.count, self.total)[1]
