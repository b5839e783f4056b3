"""The finger sets and the options of the identification benchmark."""

from argparse import ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import DEFAULT_CACHE, SUPPORTED, option
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
    """The fingers of a search."""

    name: str
    codes: tuple[int, ...]
    """Position codes."""
    one_of: bool = False
    """Whether a search has only one of these fingers; people take turns."""
    each: bool = False
    """Whether a person is searched for with each of these fingers alone."""

    def mask(self, number: int, offered: Mask) -> Mask:
        """Return which of the offered fingers the search for this person has."""
        mask = np.zeros(len(FINGERS), np.bool_)
        columns = [code - 1 for code in self.codes if offered[code - 1]]
        if self.one_of and columns:
            columns = [columns[number % len(columns)]]
        mask[columns] = True
        return mask

    def masks(self, number: int, offered: Mask) -> list[Mask]:
        """Return the fingers of each search for this person."""
        if not self.each:
            return [self.mask(number, offered)]
        alone = np.eye(len(FINGERS), dtype=np.bool_)
        return [alone[code - 1] for code in self.codes if offered[code - 1]]


FINGER_SETS = {
    one.name: one
    for one in (
        FingerSet("ten", tuple(range(1, 11))),
        FingerSet("right_slap", (2, 3, 4, 5)),
        FingerSet("two_index", (2, 7)),
        FingerSet("one", tuple(range(1, 11)), one_of=True),
    )
}

ALL_FINGER_SETS = {**FINGER_SETS, "each": FingerSet("each", tuple(range(1, 11)), each=True)}


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    for name in names:
        if name not in ALL_FINGER_SETS:
            raise ArgumentTypeError(f"{name} is none of {', '.join(ALL_FINGER_SETS)}")
    return names


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures; raw results go beside it")
    subjects: int = option(
        "people enrolled; beside --people, filled up to so many with synthetic ones", 0
    )
    people: Path | None = option(
        f"your own ten-prints: {SUPPORTED}; a row is a print, path is from the CSV file's folder, "
        "position is an ANSI/NIST code from 1 to 12, impression is plain or rolled; every "
        "encounter after the first is searched with, once with the person enrolled and once "
        "without",
        None,
        metavar="PLACE",
    )
    other: bool = option(
        "search only among the other --people; so does a run without --subjects", False
    )
    ppi: int = option("of images of --people whose resolution is not stated", 500)
    fingers: tuple[str, ...] = option(
        f"{', '.join(ALL_FINGER_SETS)}; each: every finger of a probe alone",
        tuple(FINGER_SETS),
        type=_names,
    )
    level: Level = option(
        "whether probes and their mates are rendered and extracted",
        "minutiae",
        choices=get_args(Level),
    )
    generator: str = option("population of synthetic people", "first")
    correlation: float | None = option("between the prints of an encounter, 0 to 1", None)
    mated: int | None = option(
        "searches of people enrolled; a tenth of them without; of --people: all", None
    )
    nonmated: int | None = option("searches of people not enrolled; of --people: all", None)
    probe_kind: str = option("prints searched with", "plain", choices=KINDS)
    reference_kind: str = option("prints enrolled", "plain", choices=KINDS)
    missing_probe: int = option("fingers that each probe lacks", 0)
    missing_reference: int = option("fingers that each reference lacks", 0)
    encounters: int = option("enrolled of each person", 1, choices=(1, 2, 3, 4))
    exhaustive_sample: int = option(
        "searches done again with the whole shortlist compared by every finger", 50
    )
    workers: int = option("processes that make people", 1)
    cache: Path = option("folder of people and searches made", DEFAULT_CACHE)
    plot: Path | None = option(
        "folder to draw DET, CMC and score histograms in", None, metavar="DIR"
    )
    failures: Path | None = option(
        "folder, in no repository, to draw the misses and false positives of --people in",
        None,
        metavar="DIR",
    )

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
    """Return which fingers a person lacks; equal arguments give equal fingers.

    salt: differs between probe and reference, so that they lack different fingers.
    """
    mask = np.zeros(len(FINGERS), np.bool_)
    rng = np.random.default_rng([number, salt])
    mask[rng.permutation(len(FINGERS))[:missing_count]] = True
    return mask
