"""How long a failed attempt waits for the next one."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Backoff:
    """Exponential growth with full-range jitter below a ceiling.

    The defaults bring a booking back within seconds of a short outage and ask a system that is
    down for long not more than twelve times an hour.
    """

    first_s: float = 0.5
    factor: float = 2.0
    ceiling_s: float = 300.0
    park_after: int = 20
    """Attempts after which an outage is unlikely and a fault of this one message likely."""
    park_s: float = 3600.0

    def delay(self, attempt_count: int) -> timedelta:
        """Choose the wait after this many failed attempts: half to all of the step's length."""
        if attempt_count > self.park_after:
            longest_s = self.park_s
        else:
            # The exponent is bounded: a float overflows at an exponent of 1,024.
            exponent = min(max(attempt_count - 1, 0), 64)
            longest_s = min(self.first_s * self.factor**exponent, self.ceiling_s)
        return timedelta(seconds=longest_s * random.uniform(0.5, 1.0))
