"""What an identification benchmark is asked to do: finger sets and options."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import DEFAULT_CACHE
from matcher.types import FINGERS, ImpressionType

Level = Literal["minutiae", "image"]
Mask = NDArray[np.bool_]

TARGET_FPIR = 1e-3

KINDS = {
    "plain": ImpressionType.LIVESCAN_PLAIN,
    "rolled": ImpressionType.LIVESCAN_ROLLED,
}


@dataclass(frozen=True)
class FingerSet:
    """Which fingers a search has."""

    name: str
    codes: tuple[int, ...]
    """Position codes."""
    one_of: bool = False
    """Whether a search has one finger of these only, people taking turns."""

    def mask(self, number: int, offered: Mask) -> Mask:
        """Say which of the ten fingers the search of this person has, of those offered."""
        mask = np.zeros(len(FINGERS), np.bool_)
        columns = [code - 1 for code in self.codes if offered[code - 1]]
        if self.one_of and columns:
            columns = [columns[number % len(columns)]]
        mask[columns] = True
        return mask


FINGER_SETS = {
    one.name: one
    for one in (
        FingerSet("ten", tuple(range(1, 11))),
        FingerSet("right_slap", (2, 3, 4, 5)),
        FingerSet("two_index", (2, 7)),
        FingerSet("one", tuple(range(1, 11)), one_of=True),
    )
}


@dataclass(frozen=True)
class Run:
    """What was asked for on the command line."""

    json: Path
    subjects: int = 0
    """Enrolled; with `people`, filled up to so many with synthetic ones."""
    fingers: tuple[str, ...] = tuple(FINGER_SETS)
    level: Level = "minutiae"
    generator: str = "first"
    correlation: float | None = None
    """Between the prints of an encounter; None: the generator's default shares."""
    mated: int | None = None
    """Searches of people who are enrolled; None: a tenth of the subjects, at least 100."""
    nonmated: int | None = None
    probe_kind: str = "plain"
    reference_kind: str = "plain"
    missing_probe: int = 0
    missing_reference: int = 0
    encounters: int = 1
    """Enrolled of each person."""
    people: Path | None = None
    ppi: int = 500
    exhaustive_sample: int = 50
    """Searches of each finger set done again with the whole shortlist compared by every finger."""
    workers: int = 1
    cache: Path = field(default=DEFAULT_CACHE)
    plot: Path | None = None

    @property
    def mated_count(self) -> int:
        """How many mated searches."""
        chosen = self.mated if self.mated is not None else max(100, self.subjects // 10)
        return min(chosen, self.subjects)

    @property
    def nonmated_count(self) -> int:
        """How many non-mated searches."""
        return self.nonmated if self.nonmated is not None else max(100, self.subjects // 10)


def lacking(number: int, missing_count: int, salt: int) -> Mask:
    """Say which fingers a person lacks: equal arguments, equal fingers.

    salt: tells what is lacking in the probe from what is lacking in the reference.
    """
    mask = np.zeros(len(FINGERS), np.bool_)
    rng = np.random.default_rng([number, salt])
    mask[rng.permutation(len(FINGERS))[:missing_count]] = True
    return mask
