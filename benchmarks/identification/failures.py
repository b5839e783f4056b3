"""Look at the mates that an identification missed: what their captures were, and as pictures.

    python -m benchmarks.identification.failures RESULT.npz --json OUT --plot DIR [--below 80]

For minutiae-level results of a default run: the prints are made again from the people's numbers.
Each missed mate is compared by all its fingers, also where the shortlist had lost it.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import MeasurementError, write_atomically
from benchmarks.identification.assembly import ENROLLED_ENCOUNTERS, PROBE_ENCOUNTER
from benchmarks.identification.features import Fingers, as_stored
from benchmarks.identification.recipe import KINDS
from benchmarks.identification.sources import capture_shares, minutiae_source
from matcher.comparison import compare, prepare
from matcher.drawing import draw_minutiae, draw_pairs
from matcher.errors import TenprintError
from matcher.fusion import compare_people
from matcher.types import FINGERS, Template
from synthesis.capture import captures
from synthesis.seeds import Purpose

_KIND = KINDS["plain"]
_DRAWN_FINGERS = 3
_ENCOUNTERS = (PROBE_ENCOUNTER, ENROLLED_ENCOUNTERS[0])


@dataclass(frozen=True)
class Missed:
    """A mate that was missed, compared by all fingers."""

    person: int
    shortlist_rank: int
    """From 1; 0 where it was lost there."""
    score_db: float
    """Of all fingers, whether the search compared them or not."""
    llr: tuple[float, ...]
    probe_latents: tuple[float, ...]
    """How hard each print was to take: standard normal over people; see `synthesis.capture`."""
    reference_latents: tuple[float, ...]
    minutia_counts: tuple[tuple[int, int], ...]
    """Of probe and reference, finger by finger."""


def missed_people(raw: Path, below_db: float) -> list[tuple[int, int]]:
    """Read who of the enrolled was missed by ten fingers, and at which rank of the shortlist."""
    if not raw.is_file():
        raise MeasurementError(f"{raw} is not there: name the .npz beside the figures")
    with np.load(raw) as kept:
        mated, decibels = kept["ten/mated"], kept["ten/mate_db"]
        which = np.flatnonzero(mated & ~(decibels >= below_db))
        return [(int(kept["ten/person"][i]), int(kept["ten/mate_rank"][i])) for i in which]


def examine(person: int, rank: int, probe: Fingers, reference: Fingers) -> Missed:
    """Compare all fingers of a missed mate and say how they were taken."""
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


def draw(probe: Fingers, reference: Fingers) -> NDArray[np.uint8]:
    """Draw the fingers with most minutiae in both, probe left, and which of them were paired."""
    both = [f for f in FINGERS if f in probe and f in reference]
    fewer = {f: min(probe[f].minutia_count, reference[f].minutia_count) for f in both}
    chosen = sorted(sorted(both, key=lambda f: -fewer[f])[:_DRAWN_FINGERS])
    rows = [_pairs(probe[f], reference[f]) for f in chosen]
    width = max(row.shape[1] for row in rows)
    return np.concatenate([_widen(row, width) for row in rows])


def _latents(seed: int, encounter: int) -> tuple[float, ...]:
    taken = captures(seed, encounter, kind=_KIND)
    return tuple(round(taken[position].latent, 2) for position in FINGERS)


def _pairs(probe: Template, reference: Template) -> NDArray[np.uint8]:
    found = compare(prepare(probe), prepare(reference))
    return draw_pairs(_minutiae(probe), probe, _minutiae(reference), reference, found.pairs, 1)


def _minutiae(template: Template) -> NDArray[np.uint8]:
    """Draw all minutiae in grey on blank paper: there is no print of a minutiae-level finger."""
    blank = np.full((template.height_px, template.width_px), 255, np.uint8)
    return np.asarray(cv2.cvtColor(draw_minutiae(blank, template, 1), cv2.COLOR_BGR2GRAY), np.uint8)


def _widen(row: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    missing = ((0, 12), (0, width - row.shape[1]), (0, 0))
    return np.pad(row, missing, constant_values=255)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 2 where the results cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.identification.failures",
        description=(__doc__ or "").splitlines()[0],
    )
    parser.add_argument("raw", type=Path, help="raw results of a run with ten fingers")
    parser.add_argument("--below", type=float, default=80.0, help="threshold in dB")
    parser.add_argument("--json", type=Path, required=True, help="file for the table")
    parser.add_argument("--plot", type=Path, required=True, help="folder for the pictures")
    parsed = parser.parse_args(arguments)
    try:
        missed = missed_people(parsed.raw, parsed.below)
    except TenprintError as error:
        print(f"benchmarks.identification.failures: {error}", file=sys.stderr)
        return 2
    parsed.plot.mkdir(parents=True, exist_ok=True)
    source = minutiae_source("first", _KIND, capture_shares(None))
    table = []
    for person, rank in missed:
        probe, reference = map(as_stored, source.encounters(person, _ENCOUNTERS))
        table.append(examine(person, rank, probe, reference))
        print(_line(table[-1]))
        cv2.imwrite(str(parsed.plot / f"missed-{person}.png"), draw(probe, reference))
    write_atomically(parsed.json, json.dumps([vars(one) for one in table], indent=1).encode())
    return 0


def _line(one: Missed) -> str:
    means = [np.mean(latents) for latents in (one.probe_latents, one.reference_latents)]
    return (
        f"{one.person:>9}  shortlist {one.shortlist_rank:>5}  {one.score_db:6.1f} dB  "
        f"capture {means[0]:+.1f} / {means[1]:+.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
