"""Examine the mates that an identification missed: their captures, and pictures of them.

    python -m benchmarks.identification.failures RESULT.npz --json OUT --plot DIR [--below 80]

The results must be of a default run at minutiae level: the prints are made again from the people's
numbers. Each missed mate is compared by all fingers, even if the shortlist had lost the mate.
"""

import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from benchmarks.data import MeasurementError, option, run_command, write_atomically
from benchmarks.identification import pictures
from benchmarks.identification.assembly import ENROLLED_ENCOUNTERS, PROBE_ENCOUNTER
from benchmarks.identification.features import Fingers, as_stored
from benchmarks.identification.recipe import KINDS
from benchmarks.identification.sources import capture_shares, minutiae_source
from matcher.comparison import prepare
from matcher.drawing import Picture
from matcher.fusion import compare_people
from matcher.types import FINGERS
from synthesis.capture import captures
from synthesis.seeds import Purpose

_KIND = KINDS["plain"]
_DRAWN_FINGERS = 3
_ENCOUNTERS = (PROBE_ENCOUNTER, ENROLLED_ENCOUNTERS[0])


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    raw: Path = option("raw results of a run with ten fingers", nargs=None)
    json: Path = option("file for the table")
    plot: Path = option("folder for the pictures")
    below: float = option("threshold in dB", 80.0)


@dataclass(frozen=True)
class Missed:
    """A mate that was missed, compared by all fingers."""

    person: int
    shortlist_rank: int
    """From 1; 0 if the shortlist lost the mate."""
    score_db: float
    """The score of all fingers, even of fingers that the search did not compare."""
    llr: tuple[float, ...]
    probe_latents: tuple[float, ...]
    """The difficulty of each capture: standard normal over people; see `synthesis.capture`."""
    reference_latents: tuple[float, ...]
    minutia_counts: tuple[tuple[int, int], ...]
    """Minutiae of probe and reference, finger by finger."""


def missed_people(raw: Path, below_db: float) -> list[tuple[int, int]]:
    """Read the enrolled people whom ten fingers missed, and their ranks in the shortlist."""
    if not raw.is_file():
        raise MeasurementError(f"{raw} is not there: name the .npz beside the figures")
    with np.load(raw) as kept:
        mated, decibels = kept["ten/mated"], kept["ten/mate_db"]
        which = np.flatnonzero(mated & ~(decibels >= below_db))
        return [(int(kept["ten/person"][i]), int(kept["ten/mate_rank"][i])) for i in which]


def examine(person: int, rank: int, probe: Fingers, reference: Fingers) -> Missed:
    """Compare all fingers of a missed mate, and describe their captures."""
    prepared = [{f: prepare(t) for f, t in prints.items()} for prints in (probe, reference)]
    compared = compare_people(*prepared)
    seed = Purpose.EVALUATE.seed(person)
    latents = [_latents(seed, encounter) for encounter in _ENCOUNTERS]
    return Missed(
        person=person,
        shortlist_rank=rank,
        score_db=round(compared.score_db, 1),
        llr=tuple(round(one.llr, 1) for one in compared.fingers),
        probe_latents=latents[0],
        reference_latents=latents[1],
        minutia_counts=tuple(
            (probe[f].minutia_count, reference[f].minutia_count) for f in FINGERS if f in probe
        ),
    )


def draw(probe: Fingers, reference: Fingers) -> Picture:
    """Draw the fingers with most minutiae in both, with the paired minutiae; probe on the left."""
    both = [f for f in FINGERS if f in probe and f in reference]
    fewer = {f: min(probe[f].minutia_count, reference[f].minutia_count) for f in both}
    chosen = sorted(sorted(both, key=lambda f: -fewer[f])[:_DRAWN_FINGERS])
    return pictures.stack([pictures.paired(probe[f], reference[f]) for f in chosen])


def _latents(seed: int, encounter: int) -> tuple[float, ...]:
    taken = captures(seed, encounter, kind=_KIND)
    return tuple(round(taken[position].latent, 2) for position in FINGERS)


def run(arguments: Run) -> None:
    """Examine, draw and write. Raises MeasurementError."""
    missed = missed_people(arguments.raw, arguments.below)
    arguments.plot.mkdir(parents=True, exist_ok=True)
    source = minutiae_source("first", _KIND, capture_shares(None))
    table = []
    for person, rank in missed:
        probe, reference = map(as_stored, source.encounters(person, _ENCOUNTERS))
        table.append(examine(person, rank, probe, reference))
        print(_line(table[-1]))
        cv2.imwrite(str(arguments.plot / f"missed-{person}.png"), draw(probe, reference))
    write_atomically(arguments.json, json.dumps([vars(one) for one in table], indent=1))


def _line(one: Missed) -> str:
    means = [np.mean(latents) for latents in (one.probe_latents, one.reference_latents)]
    return (
        f"{one.person:>9}  shortlist {one.shortlist_rank:>5}  {one.score_db:6.1f} dB  "
        f"capture {means[0]:+.1f} / {means[1]:+.1f}"
    )


main = partial(run_command, "benchmarks.identification.failures", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
