"""What the steps of a booking need from outside."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from database.connection import Database
from database.stopping import Check
from gallery.gallery import Gallery
from gallery.types import ReceivedSample
from interop.clock import Clock
from matcher.types import Features

Extract = Callable[[ReceivedSample, Check], Features]
"""Decodes a sample and extracts its features; raises SampleError if the sample is unusable.

The check is called before work begins, and while work waits; what it raises ends the work."""


class Watch(Protocol):
    """Sees the work of the flow from outside."""

    def step(self, state: str) -> AbstractContextManager[None]:
        """Surround the step that follows a state."""

    def routed(self, route: str) -> None:
        """Hear what follows a search of IDENT."""


class Unwatched:
    """Sees nothing."""

    def step(self, _state: str) -> AbstractContextManager[None]:
        """Do nothing around a step."""
        return nullcontext()

    def routed(self, _route: str) -> None:
        """Hear nothing."""


UNWATCHED = Unwatched()

Fingers = Callable[[], AbstractContextManager[Executor]]
"""Gives what extracts the fingers of a step side by side."""


@dataclass(frozen=True)
class Surroundings:
    """What the steps need from outside."""

    database: Database
    galleries: Mapping[str, Gallery]
    """By the names in `interop.names`."""
    extract: Extract
    clock: Clock
    check: Check
    """Called between pieces of long work; raises WorkStoppedError when the work should stop.

    A step is also stopped when another service may have taken its booking over.
    """
    nationwide: bool
    """Whether all jurisdictions count as activated if none is on record (R4)."""
    watch: Watch = UNWATCHED
    fingers: Fingers | None = None
    """None: fingers are extracted one after the other, on the thread of the step."""


Step = Callable[[Surroundings, str], bool]
"""Runs for the booking of a TCN; returns whether the booking moved on."""
