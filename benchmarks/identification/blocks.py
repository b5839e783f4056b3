"""People's features in blocks: made in processes, kept in the cache, so that a run can go on."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.data import progress_bar, write_atomically
from benchmarks.identification import features
from benchmarks.identification.features import PeopleFeatures
from benchmarks.identification.sources import Source, features_digest


@dataclass(frozen=True)
class Block:
    """Some people of a source in one encounter, and where they are kept."""

    first: int
    count: int
    encounter: int
    path: Path


@dataclass(frozen=True)
class Work:
    """People of a source, by number, in some encounters."""

    source: Source
    first: int
    count: int
    encounters: tuple[int, ...]

    def blocks(self, cache: Path) -> list[Block]:
        """List the blocks, encounter by encounter."""
        folder = cache / "identification" / features_digest(self.source)
        size, end = self.source.block_people, self.first + self.count
        parts = [(start, min(size, end - start)) for start in range(self.first, end, size)]
        return [
            Block(start, count, encounter, folder / f"{encounter}-{start}-{count}.npz")
            for encounter in self.encounters
            for start, count in parts
        ]


def make(work: Work, cache: Path, *, workers: int, label: str) -> list[Block]:
    """Make what is missing and list the blocks; prints the time that remains."""
    blocks = work.blocks(cache)
    # Encounters of a person are made together: what they share is costly at image level.
    missing = sorted({block.first for block in blocks if not block.path.is_file()})
    jobs = [[block for block in blocks if block.first == first] for first in missing]
    build = partial(_build, work.source)
    with progress_bar() as progress, _mapper(workers if jobs else 1) as run:
        task = progress.add_task(label, total=len(jobs), visible=bool(jobs))
        for _ in run(build, jobs):
            progress.advance(task)
    return blocks


def load(blocks: Sequence[Block]) -> PeopleFeatures:
    """Read blocks that were made, one after the other."""
    return features.read([block.path for block in blocks])


@contextmanager
def _mapper(workers: int) -> Iterator[Callable[..., Iterable[None]]]:
    """Give a `map` that works in so many processes; in this one where it is one."""
    if workers == 1:
        yield map
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield pool.map


def _build(source: Source, blocks: Sequence[Block]) -> None:
    """Make one range of people in all their encounters."""
    first, count = blocks[0].first, blocks[0].count
    encounters = [block.encounter for block in blocks]
    people = [source.encounters(number, encounters) for number in range(first, first + count)]
    for nth, block in enumerate(blocks):
        made = features.describe([prints[nth] for prints in people])
        write_atomically(block.path, features.to_bytes(made))
