"""How long work waits after a failed attempt."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Backoff:
    """Exponential growth with random waits below a ceiling.

    With the defaults a booking goes on within seconds after a short outage, and a system that is
    down for long is asked at most twelve times an hour.
    """

    first_s: float = 0.5
    factor: float = 2.0
    ceiling_s: float = 300.0
    park_after: int = 20
    """After so many attempts the fault probably lies in the message, not in an outage."""
    park_s: float = 3600.0

    def delay(self, attempt_count: int) -> timedelta:
        """Choose a random wait between half of the longest wait and the longest wait."""
        if attempt_count > self.park_after:
            longest_s = self.park_s
        else:
            # The exponent is bounded: a float overflows at an exponent of 1,024.
            exponent = min(max(attempt_count - 1, 0), 64)
            longest_s = min(self.first_s * self.factor**exponent, self.ceiling_s)
        return timedelta(seconds=longest_s * random.uniform(0.5, 1.0))  # nosec B311 # spreads repetitions; no secret
