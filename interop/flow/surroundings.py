"""What the steps of a booking need from outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from database.connection import Database
from database.stopping import Check
from gallery.gallery import Gallery
from gallery.types import ReceivedSample
from interop.clock import Clock
from matcher.types import Features

Extract = Callable[[ReceivedSample], Features]
"""Decodes a sample and extracts its features; raises SampleError if the sample is unusable."""


@dataclass(frozen=True)
class Surroundings:
    """What the steps need from outside."""

    database: Database
    galleries: Mapping[str, Gallery]
    """By the names in `interop.names`."""
    extract: Extract
    clock: Clock
    check: Check
    """Called between pieces of long work; raises WorkStoppedError when the work should stop."""
    nationwide: bool
    """Whether all jurisdictions count as activated if none is on record (R4)."""


Step = Callable[[Surroundings, str], bool]
"""Runs for the booking of a TCN; returns whether the booking moved on."""
