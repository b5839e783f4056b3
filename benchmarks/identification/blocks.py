"""Blocks of people's features: processes make them, and a cache keeps them for the next run."""

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
    """Some people of a source in one encounter, and the file that holds them."""

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
        people = range(self.first, self.first + self.count)
        return list_blocks(folder, people, self.encounters, self.source.block_people)


def list_blocks(
    folder: Path, people: range, encounters: Sequence[int], block_people: int
) -> list[Block]:
    """Divide people into blocks of at most `block_people`, encounter by encounter."""
    parts = [people[start : start + block_people] for start in range(0, len(people), block_people)]
    return [
        Block(one[0], len(one), encounter, folder / f"{encounter}-{one[0]}-{len(one)}.npz")
        for encounter in encounters
        for one in parts
    ]


def make(work: Work, cache: Path, *, workers: int, label: str) -> list[Block]:
    """Make the missing blocks and list all blocks; prints the remaining time."""
    blocks = work.blocks(cache)
    make_missing(blocks, partial(_build, work.source), workers=workers, label=label)
    return blocks


def make_missing(
    blocks: Sequence[Block],
    build: Callable[[Sequence[Block]], None],
    *,
    workers: int = 1,
    label: str,
) -> None:
    """Make the missing blocks: the encounters of the same people together, as they share work."""
    missing = sorted({block.first for block in blocks if not block.path.is_file()})
    jobs = [[block for block in blocks if block.first == first] for first in missing]
    with progress_bar() as progress, _mapper(workers if jobs else 1) as run:
        task = progress.add_task(label, total=len(jobs), visible=bool(jobs))
        for _ in run(build, jobs):
            progress.advance(task)


def load(blocks: Sequence[Block]) -> PeopleFeatures:
    """Read blocks, one after the other."""
    return features.read([block.path for block in blocks])


@contextmanager
def _mapper(workers: int) -> Iterator[Callable[..., Iterable[None]]]:
    """Give a `map` that works in so many processes; a single one is this process."""
    if workers == 1:
        yield map
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield pool.map


def _build(source: Source, blocks: Sequence[Block]) -> None:
    """Make the same people in all their encounters."""
    first, count = blocks[0].first, blocks[0].count
    encounters = [block.encounter for block in blocks]
    people = [source.encounters(number, encounters) for number in range(first, first + count)]
    for nth, block in enumerate(blocks):
        made = features.describe([prints[nth] for prints in people])
        write_atomically(block.path, features.to_bytes(made))
