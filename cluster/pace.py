"""When a second replica is asked because the first is slow, and how often that may happen."""

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np

from cluster.questions import Kind

_REMEMBERED = 200
_EVERY = 20
"""Answers between two looks at the remembered times."""


@dataclass(frozen=True)
class Patience:
    """How long an asker waits, and what it does meanwhile. Chosen, not measured."""

    within_s: float = 10.0
    """For a partition, over all its replicas and all tries. Then the partition is unavailable."""
    again_s: float = 0.1
    """Before all replicas are asked once more, after each of them failed."""
    first_hedge_s: float = 0.25
    """Before a second replica is asked, as long as no times are known."""
    least_hedge_s: float = 0.05
    hedge_factor: float = 3.0
    """Of the time within which 95 of 100 answers came."""
    silent_s: float = 1.5
    """After which a replica counts as failed, and another is asked whatever the share."""
    hedged_share: float = 0.05
    """Most questions that are asked twice because an answer is slow: what a slow cluster gets as
    additional load."""
    hedged_at_once: int = 16
    """Questions asked twice that the share does not count, so that the first ones may be."""


class Pace:
    """Remembers how long answers took; safe for threads."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._times: dict[Kind, deque[float]] = {}
        self._hedge_s: dict[Kind, float] = {}
        self._asked = self._answered = self._hedged = 0

    @property
    def hedged_count(self) -> int:
        """How many questions were asked twice because an answer was slow."""
        return self._hedged

    def hedge_s(self, kind: Kind) -> float:
        """Return after how long a second replica is asked."""
        return self._hedge_s.get(kind, self._patience.first_hedge_s)

    def asked(self) -> None:
        """Count a question."""
        with self._lock:
            self._asked += 1

    def took(self, kind: Kind, seconds: float) -> None:
        """Remember how long an answer took."""
        with self._lock:
            times = self._times.setdefault(kind, deque(maxlen=_REMEMBERED))
            times.append(seconds)
            self._answered += 1
            if self._answered % _EVERY == 0:
                for one, known in self._times.items():
                    if len(known) >= _EVERY:
                        usual = float(np.percentile(np.array(known), 95))
                        self._hedge_s[one] = max(
                            self._patience.least_hedge_s, self._patience.hedge_factor * usual
                        )

    def may_hedge(self) -> bool:
        """Tell whether one more question may be asked twice, and count it."""
        with self._lock:
            most = self._patience.hedged_at_once + self._patience.hedged_share * self._asked
            if self._hedged >= most:
                return False
            self._hedged += 1
            return True
