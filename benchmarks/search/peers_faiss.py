"""FAISS's indexes for the same search: flat, inverted lists with product codes, a graph.

Each index holds the ten small codes end to end, 320 floats a person, and searches by inner product;
the gallery's own 40 bytes are made from the same floats. Parameters are the usual ones, not tuned
to this set.
"""

from collections.abc import Callable
from dataclasses import dataclass

import faiss
import numpy as np

from benchmarks.search.pool import Floats, Rows

LISTS_PER_ROOT = 4
"""Number of inverted lists over the root of the number of people (FAISS's guidelines)."""
TRAINING_PER_LIST = 40
PROBED_LISTS = 64
GRAPH_NEIGHBOURS = 16
GRAPH_BUILDING = 80
GRAPH_SEARCHING = 1_000
"""At least as many as the search returns."""


@dataclass(frozen=True)
class Filled:
    """People who can be searched."""

    bytes: int
    """The people's memory: of FAISS's indexes the length in a file."""
    search: Callable[[Floats, int], Rows]
    """Returns the nearest people of each probe, best first. Takes probes and depth."""


def flat(people: Floats) -> Filled:
    """Store everybody as floats, search everybody."""
    index = faiss.IndexFlatIP(people.shape[1])
    index.add(people)
    return _filled(index)


def inverted_product(people: Floats) -> Filled:
    """Sort people into lists, store 40 bytes of each, search some lists: `IVF,PQ40`."""
    lists = max(1, int(LISTS_PER_ROOT * len(people) ** 0.5))
    coarse = faiss.IndexFlatIP(people.shape[1])
    index = faiss.IndexIVFPQ(coarse, people.shape[1], lists, 40, 8, faiss.METRIC_INNER_PRODUCT)
    index.train(people[: TRAINING_PER_LIST * lists])
    index.add(people)
    index.nprobe = PROBED_LISTS
    return _filled(index)


def graph(people: Floats) -> Filled:
    """Link everybody to neighbours, search along the links: HNSW over floats."""
    index = faiss.IndexHNSWFlat(people.shape[1], GRAPH_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = GRAPH_BUILDING
    index.add(people)
    index.hnsw.efSearch = GRAPH_SEARCHING
    return _filled(index)


def _filled(index: faiss.Index) -> Filled:
    return Filled(
        int(faiss.serialize_index(index).nbytes),
        lambda probes, depth: np.asarray(index.search(probes, depth)[1], np.int64),
    )
