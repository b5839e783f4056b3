"""Impressions to learn from: made once by a population, and stored as minutiae."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS, ImpressionType, Template
from matcher.vector_network import minutia_rows
from synthesis.population import Population
from synthesis.seeds import Purpose

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

KEPT_MINUTIAE = 120
"""More than a vector uses, so that augmentation can drop some."""
PLAIN, ROLLED = ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED


@dataclass(frozen=True, eq=False)
class Impressions:
    """Minutiae of many impressions, end to end; a finger's impressions are neighbours."""

    rows: Floats
    """(n, 4): x, y, direction (y down), quality; best first within an impression."""
    offsets: Integers
    """(fingers x encounters + 1,)"""
    encounters: int
    """Impressions of each finger."""

    @property
    def fingers(self) -> int:
        """The number of fingers."""
        return (len(self.offsets) - 1) // self.encounters

    def where(self, finger: Integers, encounter: Integers | int) -> Integers:
        """Return the number of a finger's impression in an encounter."""
        return finger * self.encounters + encounter


@dataclass(frozen=True)
class View:
    """One encounter of everybody under equal circumstances, which therefore tell nobody apart."""

    population: Population
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN


def make_impressions(
    views: Sequence[View], purpose: Purpose, people: range, cache: Path
) -> Impressions:
    """Make one impression per view of all fingers of people, or read the stored impressions."""
    versions = [view.population.version for view in views]
    recipe = f"{views} {versions} {purpose.name} {people} 1"
    kept = cache / f"{hashlib.sha256(recipe.encode()).hexdigest()[:16]}.npz"
    if not kept.is_file():
        _write(kept, _make(views, purpose, people), len(views))
    with np.load(kept) as data:
        return Impressions(data["rows"], data["offsets"], int(data["encounters"]))


def _make(views: Sequence[View], purpose: Purpose, people: range) -> list[Floats]:
    start, made = time.monotonic(), []
    for done, number in enumerate(people):
        seed = purpose.seed(number)
        taken = [v.population.encounter(seed, i, kind=v.kind) for i, v in enumerate(views)]
        made += [packed(encounter[position]) for position in FINGERS for encounter in taken]
        if done % 500 == 499:
            print(
                f"{done + 1} of {len(people)} people, {time.monotonic() - start:.0f} s", flush=True
            )
    return made


def packed(template: Template) -> Floats:
    """Return the minutiae that a vector may use, as rows."""
    return minutia_rows(template, KEPT_MINUTIAE)


def _write(kept: Path, made: list[Floats], encounters: int) -> None:
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in made])])
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(".draft.npz")
    np.savez(draft, rows=np.concatenate(made), offsets=offsets, encounters=encounters)
    draft.replace(kept)
