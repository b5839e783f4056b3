"""Measures which finer code keeps more mates per byte, after the shortlist or by a scan.

    python -m benchmarks.search.finer_codes --people 100000 --json out/finer_codes.json

People and their features are those of `benchmarks.identification`, at minutiae level. Ten fingers
and a right slap are shortlisted by small codes and rescored; one and two fingers are scanned.
"""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.data import DEFAULT_CACHE, option, run_command, show, write_results
from benchmarks.identification import Work, make, minutiae_source
from gallery.index import FastScan, load_quantiser
from gallery.index.segment import FINER_CODES, FinerCode
from matcher.intervals import interval
from matcher.types import FINGERS, ImpressionType
from matcher.vector import VECTOR_DIMENSION, small_code
from synthesis.population import CaptureShares

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

SHORTLIST = 1_000
WITHIN = (1, 10, 20, 100, 200)


@dataclass(frozen=True)
class FingerSet:
    """The fingers of a search, and how they are searched."""

    name: str
    codes: tuple[int, ...]
    """Position codes."""
    shortlisted: bool


FINGER_SETS = (
    FingerSet("ten", tuple(range(1, 11)), True),
    FingerSet("right_slap", (2, 3, 4, 5), True),
    FingerSet("two_index", (2, 7), False),
    FingerSet("right_index", (2,), False),
)


@dataclass(frozen=True)
class Row:
    """The results of a finer code for one finger set."""

    fingers: str
    finer: str
    bytes_per_finger: int
    searches: int
    shortlisted: float
    """Share of mates that the code got to order."""
    within: dict[int, tuple[float, float, float]]
    """Depth → share of mates within it, and its 95 % interval."""
    median_ms: float
    """Processor time of one rescoring or scan."""


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    people: int = option("people in the gallery", 100_000)
    probes: int = option("probes of ten fingers and of a slap", 2_000)
    scans: int = option("probes of one and two fingers", 400)
    cache: Path = option("folder of people", DEFAULT_CACHE)
    json: Path | None = option("file for the figures", None)


def run(asked: Run) -> None:
    """Measure, print and write."""
    gallery = Gallery(_vectors(asked.people, 0, asked.cache))
    probes = np.concatenate(list(_vectors(asked.probes, 1, asked.cache)))
    rows = [
        row
        for one in FINGER_SETS
        for row in measure(gallery, probes[: asked.probes if one.shortlisted else asked.scans], one)
    ]
    show(table(rows, asked.people), width=100)
    if asked.json is not None:
        measured = [asdict(row) for row in rows]
        figures = {"people": asked.people, "shortlist": SHORTLIST, "rows": measured}
        write_results(asked.json, figures, seed=0)


class Gallery:
    """References in small codes and in every finer code."""

    def __init__(self, blocks: Iterable[Floats]) -> None:
        quantiser = load_quantiser()
        packed = []
        finer: dict[str, list[NDArray[np.uint8]]] = {name: [] for name in FINER_CODES}
        for block in blocks:
            packed.append(quantiser.encode(_small_codes(block)))
            for name, code in FINER_CODES.items():
                finer[name].append(code.encode(block))
        self.shortlist = FastScan(quantiser, np.concatenate(packed))
        self.finer = {
            name: FINER_CODES[name].rows(np.concatenate(finer.pop(name)), 0) for name in FINER_CODES
        }


def measure(gallery: Gallery, probes: Floats, fingers: FingerSet) -> Iterator[Row]:
    """Search with some fingers of each probe; the mate of probe i is reference i."""
    searched = np.zeros(len(FINGERS), np.bool_)
    searched[[code - 1 for code in fingers.codes]] = True
    probes = probes * searched[None, :, None]
    possible = np.flatnonzero(np.any(probes != 0, axis=(1, 2)))
    shown = _shown(gallery, probes, fingers)
    for code in FINER_CODES.values():
        ranks, spent_ms = [], []
        for probe in possible.tolist():
            began = time.thread_time()
            similarity = _similarity(code, gallery, probes[probe], shown[probe])
            spent_ms.append((time.thread_time() - began) * 1e3)
            ranks.append(_rank(similarity, shown[probe], probe))
        yield Row(
            fingers=fingers.name,
            finer=code.name,
            bytes_per_finger=code.bytes_per_finger,
            searches=len(possible),
            shortlisted=float(np.mean([probe in shown[probe] for probe in possible.tolist()])),
            within={depth: _share(np.array(ranks), depth) for depth in WITHIN},
            median_ms=float(np.median(spent_ms)),
        )


def table(rows: Sequence[Row], people: int) -> Table:
    """Lay out the figures as a table."""
    made = Table("fingers", "finer code", "bytes", "shown", *map(str, WITHIN), "ms")
    made.title = f"Share of mates within the first so many, of {people:,} people"
    for row in rows:
        shares = [f"{row.within[depth][0]:.4f}" for depth in WITHIN]
        size, shown = str(row.bytes_per_finger), f"{row.shortlisted:.4f}"
        made.add_row(row.fingers, row.finer, size, shown, *shares, f"{row.median_ms:.1f}")
    return made


def _shown(gallery: Gallery, probes: Floats, fingers: FingerSet) -> Numbers | list[Numbers]:
    """Return the rows that the finer code orders for each probe: the shortlist, or all."""
    if fingers.shortlisted:
        return gallery.shortlist.search(_small_codes(probes), SHORTLIST)[0]
    return [np.arange(gallery.shortlist.count)] * len(probes)


def _similarity(code: FinerCode, gallery: Gallery, probe: Floats, shown: Numbers) -> Floats:
    known = gallery.finer[code.name]
    if len(shown) == len(known):
        return code.scan(probe, known, len(known))
    return code.similarity(probe, known, shown)


def _rank(similarity: Floats, shown: Numbers, mate: int) -> int:
    """Rank the mate from 1, behind others of equal distance; beyond the end if not shown."""
    place = np.flatnonzero(shown == mate)
    return int((similarity >= similarity[place[0]]).sum()) if len(place) else len(shown) + 1


def _share(ranks: Numbers, depth: int) -> tuple[float, float, float]:
    hits = int((ranks <= depth).sum())
    return hits / len(ranks), *interval(hits, len(ranks))


def _small_codes(vectors: Floats) -> Floats:
    return small_code(vectors.reshape(-1, VECTOR_DIMENSION)).reshape(len(vectors), len(FINGERS), -1)


def _vectors(people: int, encounter: int, cache: Path) -> Iterator[Floats]:
    """Read unit vectors of people, block by block; the floats are not kept."""
    source = minutiae_source("first", ImpressionType.LIVESCAN_PLAIN, CaptureShares())
    work = Work(source, 0, people, (encounter,))
    for block in make(work, cache, workers=1, label=f"encounter {encounter}"):
        with np.load(block.path) as kept:
            levels = kept["vectors"].astype(np.float32)
        yield levels / np.maximum(np.linalg.norm(levels, axis=2, keepdims=True), 1)


if __name__ == "__main__":
    sys.exit(run_command("benchmarks.search.finer_codes", __doc__, Run, run))
