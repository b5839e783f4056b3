"""People, their encounters, and the best print of each finger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from benchmarks.data import Skipped
from benchmarks.identification.people.extracting import Extracted
from benchmarks.identification.recipe import Mask
from matcher.types import FINGERS, FingerPosition, Template


@dataclass(frozen=True)
class Encounter:
    """What was taken of a person at one time."""

    name: str
    prints: Mapping[FingerPosition, Extracted]
    """One print of each finger that has an image, even if the image gave no template."""

    @property
    def offered(self) -> Mask:
        """(10,): fingers that have an image."""
        return np.array([finger in self.prints for finger in FINGERS], np.bool_)

    def templates(self) -> dict[FingerPosition, Template]:
        """Read the templates; fingers without are absent."""
        made = {finger: one.template for finger, one in self.prints.items()}
        return {finger: one for finger, one in made.items() if one is not None}


@dataclass(frozen=True)
class RealPerson:
    """A person with at least one encounter."""

    name: str
    encounters: tuple[Encounter, ...]
    """In the order of their names."""

    def enrolled_count(self, most: int) -> int:
        """Return how many of at most so many encounters are enrolled; one is left to search with.

        A person's only encounter is enrolled.
        """
        return min(most, max(1, len(self.encounters) - 1))


def by_person(extracted: Sequence[Extracted]) -> tuple[list[RealPerson], list[Skipped]]:
    """Group prints; of several prints of a finger in an encounter, the best quality is kept."""
    people, second = list[RealPerson](), list[Skipped]()
    in_order = sorted(extracted, key=lambda one: one.print.order)
    for person, own in groupby(in_order, key=lambda one: one.print.person):
        encounters = []
        for encounter, taken in groupby(own, key=lambda one: one.print.encounter):
            best, others = _best(list(taken))
            encounters.append(Encounter(encounter, best))
            second += others
        people.append(RealPerson(person, tuple(encounters)))
    return people, second


def _best(taken: Sequence[Extracted]) -> tuple[dict[FingerPosition, Extracted], list[Skipped]]:
    best: dict[FingerPosition, Extracted] = {}
    for one in sorted(taken, key=lambda one: (not one.failure, one.quality), reverse=True):
        best.setdefault(one.print.position, one)
    others = [
        Skipped(
            "BETTER_PRINT_KEPT",
            one.print.path,
            one.print.line,
            f"{kept.print.path.name} is of the same finger and encounter",
        )
        for one in taken
        if (kept := best[one.print.position]) is not one
    ]
    return dict(sorted(best.items())), others
