"""What every kind of step needs: a town, what is on record of it, and a count of what was done."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition

from gallery.errors import GalleryError
from interop.errors import InteropError
from lesc_stub.types import Mode
from tests.interop.people.invariants import faults
from tests.interop.people.record import Record, read
from tests.interop.people.town import Town

CHOICE = st.integers(0, 2**16)
SHARE = st.integers(0, 9)
"""Of ten; 0 is what happens mostly."""

T = TypeVar("T")
_MEMORY = next((one for one in ("/dev/shm",) if os.access(one, os.W_OK)), None)


class Steps(RuleBasedStateMachine):
    """Does something to the town, and lets the services do what is due after it."""

    steps: ClassVar[Counter[str]] = Counter()
    """What was done and what was refused, over all runs of this process."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="tenprint-town-", dir=_MEMORY))
        self.town = Town(self._folder)
        self.mode = Mode.SHARED
        self.seen = read(self.town)
        """What was on record after the last step."""
        self._count = 0

    def teardown(self) -> None:
        self.town.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def attempt(self, name: str, action: Callable[[], object]) -> bool:
        """Do something that may be refused; returns whether it was done."""
        try:
            action()
        except (InteropError, GalleryError):
            self.done(f"{name} refused")
            return False
        self.done(name)
        return True

    def done(self, name: str) -> None:
        """Count a step, let a minute pass, and look whether anybody is wronged."""
        self.steps[name] += 1
        self.town.settle()
        before, self.seen = self.seen, read(self.town)
        found = faults(self.seen, before)
        assert not found, "\n".join(found)

    def new(self, kind: str) -> str:
        """Make an id."""
        self._count += 1
        return f"{kind}-{self._count}"


def when(find: Callable[[Record], Sequence[object]]) -> Callable[[Any], Any]:
    """Let a step happen only if there is somebody or something on record that it is about."""

    def found(machine: Steps) -> bool:
        return bool(find(machine.seen))

    return precondition(found)


def pick(those: Sequence[T], which: int) -> T:
    """Choose one by a number of any size."""
    return those[which % len(those)]
