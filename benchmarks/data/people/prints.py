"""Prints of people, and what was passed over on the way to them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matcher.types import FingerPosition, ImpressionType


@dataclass(frozen=True)
class PersonPrint:
    """An image of one finger of a person."""

    person: str
    encounter: str
    """Sorts in the order of use; of NIST's: operated devices first, rolled before plain."""
    position: FingerPosition
    impression: ImpressionType
    ppi: int
    path: Path
    line: int = field(default=0, compare=False)
    """Of the table; 0 if there is none."""
    record: str = ""
    """Of an EBTS file, as its faults name it; empty if the file is the image."""

    @property
    def key(self) -> tuple[str, str, FingerPosition]:
        """The person, the encounter and the finger."""
        return self.person, self.encounter, self.position

    @property
    def order(self) -> tuple[object, ...]:
        """Sort by person, then encounter, in the order that people expect of numbered names."""
        return (
            natural(self.person),
            natural(self.encounter),
            self.position,
            self.path,
            natural(self.record),
        )


@dataclass(frozen=True)
class Skipped:
    """A print that is not used, and why."""

    reason: str
    """In upper case, as the reasons of `matcher.errors`."""
    path: Path
    line: int = 0
    """Of the table; 0 if there is none."""
    detail: str = ""


def skipped_lines(skipped: Sequence[Skipped]) -> list[str]:
    """Say how many prints were passed over for each reason, and which was the first."""
    told = []
    for reason, count in Counter(one.reason for one in skipped).most_common():
        first = next(one for one in skipped if one.reason == reason)
        where = f"line {first.line}, " if first.line else ""
        detail = f": {first.detail}" if first.detail else ""
        told.append(f"Skipped: {count:,} × {reason}, first {where}{first.path.name}{detail}")
    return told


@dataclass(frozen=True)
class FoundPrints:
    """The prints of people in a place, and what was passed over."""

    prints: Sequence[PersonPrint]
    """In the order of `PersonPrint.order`."""
    skipped: Sequence[Skipped] = ()


def natural(name: str) -> tuple[object, ...]:
    """Return a key by which e2 sorts before e10."""
    parts: list[object] = list(re.split(r"(\d+)", name))
    parts[1::2] = [int(str(digits)) for digits in parts[1::2]]
    return tuple(parts), name
