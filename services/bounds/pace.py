"""How long work takes, learned from the work that was done."""

_GAIN = 0.125
_SPREAD_GAIN = 0.25
_SPREADS = 2.0
"""Work whose time is as uncertain as this many mean deviations counts as not done in time."""


class Pace:
    """Seconds for a unit of work: mean and mean deviation, both smoothed.

    Source: Jacobson 1988, Congestion Avoidance and Control, appendix A (the gains).
    """

    def __init__(self) -> None:
        self._mean_s: float | None = None
        self._spread_s = 0.0

    def learn(self, duration_s: float, size: float) -> None:
        """Take in what some work took. The newest work counts an eighth."""
        unit_s = duration_s / size
        if self._mean_s is None:
            self._mean_s, self._spread_s = unit_s, unit_s / 2
            return
        error_s = unit_s - self._mean_s
        self._mean_s += _GAIN * error_s
        self._spread_s += _SPREAD_GAIN * (abs(error_s) - self._spread_s)

    def mean_s(self, size: float) -> float:
        """Tell how long work takes on average; 0 before anything was learned."""
        return size * (self._mean_s or 0.0)

    def safe_s(self, size: float) -> float:
        """Tell how long work takes nearly always; 0 before anything was learned."""
        return self.mean_s(size) + size * _SPREADS * self._spread_s
