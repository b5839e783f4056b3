"""Latency of searches while partitions of a cluster move, against before.

Part of `python -m benchmarks.cluster --moves`. Searches run one after the other all the time. Nodes
are drained by turns, taken back, and the replicas spread evenly again; the searches meanwhile
are those of a move.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from cluster.moving import Ground, Mover, Node
from gallery.gallery import Gallery
from gallery.types import Identification
from matcher.errors import TenprintError
from matcher.types import Features

Figures = dict[str, Any]


@dataclass
class Searches:
    """What searches gave in one phase."""

    took_ms: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    different_count: int = 0


@dataclass(frozen=True)
class Work:
    """Probes, and what one index answers."""

    gallery: Gallery
    probes: Sequence[Sequence[Features]]
    expected: Sequence[Identification]


def measured(work: Work, ground: Ground, mover: Mover, least_count: int) -> Figures:
    """Search at least so often before moves, and so often while replicas move."""
    before, during = Searches(), Searches()
    with searching(work, before):
        _until(before, least_count)
    move_count = 0
    started = time.monotonic()
    with searching(work, during):
        for number in count():
            if _count(during) >= least_count:
                break
            node = _node(ground, number)
            move_count += len(ground.layout().on(node))
            mover.drain(node)
            ground.open_node(node)
            move_count += len(mover.planned())
            mover.rebalance()
    return {
        "move_count": move_count,
        "moves_s": time.monotonic() - started,
        **_figures("before_moves", before),
        **_figures("during_moves", during),
        "p99_ratio": _percentile(during, 99) / _percentile(before, 99),
        "refusals": sorted(set(during.refused)),
    }


@contextmanager
def searching(work: Work, into: Searches) -> Iterator[None]:
    """Search on a thread until the block ends."""
    stopped = threading.Event()

    def run() -> None:
        for number in count():
            if stopped.is_set():
                return
            _search(work, number % len(work.probes), into)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _search(work: Work, number: int, into: Searches) -> None:
    started = time.perf_counter()
    try:
        found = work.gallery.identify(work.probes[number])
    except TenprintError as error:
        into.refused.append(str(error))
        return
    into.took_ms.append(1_000 * (time.perf_counter() - started))
    into.different_count += found.candidates != work.expected[number].candidates


def _node(ground: Ground, number: int) -> Node:
    """Choose a node that holds replicas, another one each time."""
    layout = ground.layout()
    held = [one for one in layout.nodes if layout.on(one)]
    return held[number % len(held)]


def _until(searches: Searches, least_count: int) -> None:
    while _count(searches) < least_count:
        time.sleep(0.1)


def _count(searches: Searches) -> int:
    return len(searches.took_ms) + len(searches.refused)


def _percentile(searches: Searches, percent: float) -> float:
    return float(np.percentile(np.array(searches.took_ms), percent))


def _figures(phase: str, searches: Searches) -> Figures:
    return {
        f"{phase}_search_count": _count(searches),
        f"{phase}_refused_count": len(searches.refused),
        f"{phase}_different_count": searches.different_count,
        f"{phase}_ms_median": _percentile(searches, 50),
        f"{phase}_ms_p99": _percentile(searches, 99),
    }
