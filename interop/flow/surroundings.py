"""What the steps of a booking need from outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from database.connection import Database
from database.stopping import Check
from gallery.gallery import Gallery
from gallery.types import ReceivedSample
from interop.clock import Clock
from matcher.types import Features


class Extract(Protocol):
    """Turns a sample into what a search needs."""

    def __call__(self, sample: ReceivedSample) -> Features:
        """Extract; raises SampleError where the sample is unusable."""
        ...


@dataclass(frozen=True)
class Surroundings:
    """What the steps need from outside."""

    database: Database
    galleries: Mapping[str, Gallery]
    """By the names of `interop.purposes`."""
    extract: Extract
    clock: Clock
    target_fpir: float
    check: Check
    """Called between pieces of long work; raises WorkStoppedError when it should stop."""


Step = Callable[[Surroundings, str], bool]
"""Runs for a TCN; returns whether it moved the booking on."""
