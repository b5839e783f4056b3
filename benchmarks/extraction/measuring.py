"""Raw results of `benchmarks.extraction`: templates by variant and shift, times, memory."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.data import (
    DEFAULT_CACHE,
    FVC_POSITIONS,
    UNMOVED,
    Dataset,
    Extracts,
    MeasurementError,
    Shift,
    extract_all,
    option,
    progress_bar,
    read_datasets,
    read_sample,
)
from benchmarks.extraction import fresh, sameness, scoring
from benchmarks.extraction.figures import BLOCKS
from benchmarks.extraction.fresh import Memory
from benchmarks.extraction.sameness import Sameness
from benchmarks.extraction.scoring import Scores
from benchmarks.extraction.timing import Stopwatch, Times
from benchmarks.extraction.variants import EXACT, FORMER, PRUNED, has_baseline, variants
from benchmarks.realism import rendered
from matcher.errors import SampleError
from matcher.types import FINGERS, STANDARD_PPI, ImpressionType, Template

SHIFTS: tuple[Shift, ...] = ((1, 2), (3, 1), (5, 7), (2, 6), (7, 4))
AGAINST = ((EXACT, FORMER), (PRUNED, EXACT))
"""A later extraction and the one that it follows."""
REAL, RENDERED = "real", "rendered"
_STARTS = 5

Templates = list[Template | None]
Group = dict[str, list[Templates]]
"""By variant and by shift, the templates of each set."""


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("prints of one set", nargs="+", metavar="DIR")
    ppi: int = option("resolution of the images")
    json: Path = option("file for the figures; times and scores go beside it as .npz")
    rendered: int = option("rendered prints, two of each finger", 0)
    blocks: int = option("rolled blocks of cards that are timed", 40)
    rounds: int = option("times that each extraction is timed; the best counts", 3)
    no_baseline: bool = option("leave the former extraction out", False)
    workers: int = option("processes that render and extract", 1)
    cache: Path = option("folder of images and templates", DEFAULT_CACHE)
    plot: Path | None = option("folder to draw the figures in", None, metavar="DIR")


@dataclass(frozen=True, eq=False)
class Measurement:
    """Raw results."""

    variants: tuple[str, ...]
    times: list[Times]
    sameness: dict[str, dict[str, Sameness]]
    """By the extractions compared, and by set."""
    scores: dict[str, dict[str, Scores]]
    """By group of sets, and by variant or shift."""
    memory: dict[str, Memory]
    start_s: dict[str, list[float]]

    @property
    def moved(self) -> dict[str, list[str]]:
        """The names of the shifts of each of today's variants."""
        return {one: [_moved(one, by) for by in SHIFTS] for one in self.variants if one != FORMER}


def measure(run: Run) -> Measurement:
    """Render, extract, compare, and time; what can be kept is kept."""
    makers = variants(baseline=has_baseline() and not run.no_baseline)
    blocks = _blocks(run)
    groups = {REAL: (read_datasets(run.folders), run.ppi)}
    if run.rendered:
        groups[RENDERED] = ([_rendered(run)], STANDARD_PPI)
    templates = {name: _extract(sets, ppi, makers, run) for name, (sets, ppi) in groups.items()}
    sets = {one.name: [p.path for p in one.prints] for one in groups[REAL][0]}
    stopwatch = Stopwatch(makers, run.rounds)
    times = [stopwatch.time(name, paths, run.ppi) for name, paths in sets.items()]
    if blocks:
        times.append(stopwatch.time(BLOCKS, blocks, STANDARD_PPI))
    first = groups[REAL][0][0].prints[0].path
    memory, start_s = _fresh(makers, (first, run.ppi), _largest(groups[REAL][0], blocks, run))
    return Measurement(
        variants=tuple(makers),
        times=times,
        sameness=_sameness(templates, {name: sets for name, (sets, _) in groups.items()}),
        scores={name: _score(groups[name][0], one) for name, one in templates.items()},
        memory=memory,
        start_s=start_s,
    )


def _rendered(run: Run) -> Dataset:
    if run.rendered < 4 or run.rendered % 2:
        raise MeasurementError(f"{run.rendered} rendered prints: take an even number from 4 on")
    people = -(-run.rendered // (2 * len(FVC_POSITIONS)))
    made = rendered(people, 2, run.cache, workers=run.workers)
    return replace(made, name=RENDERED, prints=made.prints[: run.rendered])


def _blocks(run: Run) -> list[Path]:
    people = -(-run.blocks // len(FINGERS))
    made = rendered(
        people,
        1,
        run.cache,
        kind=ImpressionType.NONLIVESCAN_ROLLED,
        positions=FINGERS,
        workers=run.workers,
    )
    return [one.path for one in made.prints[: run.blocks]]


def _extract(
    sets: Sequence[Dataset], ppi: int, makers: Mapping[str, Callable[[], Extracts]], run: Run
) -> Group:
    """Extract by each variant, and by today's after each shift."""
    works = [(name, make, UNMOVED) for name, make in makers.items()]
    works += [
        (_moved(name, shift), make, shift)
        for name, make in makers.items()
        for shift in SHIFTS
        if name != FORMER
    ]
    paths = [one.path for dataset in sets for one in dataset.prints]
    found = {}
    for name, make, shift in works:
        extractions = iter(
            extract_all(
                paths,
                ppi=ppi,
                workers=run.workers,
                cache=run.cache,
                make=make,
                shift_px=shift,
            )
        )
        found[name] = [[next(extractions).template for _ in one.prints] for one in sets]
    return found


def _moved(variant: str, shift: Shift) -> str:
    return "{} moved {} {}".format(variant, *shift)


def _sameness(
    templates: Mapping[str, Group], groups: Mapping[str, Sequence[Dataset]]
) -> dict[str, dict[str, Sameness]]:
    found: dict[str, dict[str, Sameness]] = {}
    for one, other in AGAINST:
        for group, by_variant in templates.items():
            if one not in by_variant or other not in by_variant:
                continue
            sets = zip(groups[group], by_variant[one], by_variant[other], strict=True)
            compared = {dataset.name: sameness.compare(a, b) for dataset, a, b in sets}
            found.setdefault(f"{one}, {other}", {}).update(compared)
    return found


def _score(sets: Sequence[Dataset], by_variant: Group) -> dict[str, Scores]:
    """Score each variant and shift against itself, and new probes against old references."""
    works = {name: (name, name) for name in by_variant}
    works |= {
        f"{new} on {old}": (new, old)
        for new, old in AGAINST
        if new in by_variant and old in by_variant
    }
    pairs = [scoring.pairs_of(dataset) for dataset in sets]
    with progress_bar() as progress:
        task = progress.add_task("comparing", total=len(works))
        found = {}
        for name, (new, old) in works.items():
            compared = zip(pairs, by_variant[new], by_variant[old], strict=True)
            found[name] = scoring.pool([scoring.compare(*one) for one in compared])
            progress.advance(task)
    return found


def _largest(sets: Sequence[Dataset], blocks: Sequence[Path], run: Run) -> tuple[Path, int]:
    images = [(one.path, run.ppi) for dataset in sets for one in dataset.prints]
    images += [(path, STANDARD_PPI) for path in blocks]
    return max(images, key=lambda one: _pixel_count(*one))


def _pixel_count(path: Path, ppi: int) -> int:
    try:
        return read_sample(path, ppi).pixels.size
    except SampleError:
        return 0


def _fresh(
    makers: Mapping[str, Callable[[], Extracts]], first: tuple[Path, int], largest: tuple[Path, int]
) -> tuple[dict[str, Memory], dict[str, list[float]]]:
    """Measure in fresh processes, after this process has filled the caches."""
    with tempfile.TemporaryDirectory() as folder:
        images = Path(folder) / "images.npz"
        pixels = {"first": read_sample(*first).pixels, "largest": read_sample(*largest).pixels}
        np.savez(images, allow_pickle=False, **pixels)
        memory = {name: fresh.memory_of(name, images) for name in makers}
        start_s: dict[str, list[float]] = {name: [] for name in makers}
        for _ in range(_STARTS):
            for name in makers:
                start_s[name].append(fresh.seconds_to_start(name, images))
    return memory, start_s
