"""What FAISS offers for the same search: flat, inverted lists with product codes, a graph.

Each over the ten small codes end to end, 320 floats a person, by inner product: what the gallery's
own 40 bytes are made from. The peers' common parameters, not tuned to this set.
"""

from dataclasses import dataclass

import faiss
import numpy as np

from benchmarks.search.pool import Floats, Rows

LISTS_PER_ROOT = 4
"""Inverted lists: so many times the root of the people (FAISS's guidelines)."""
TRAINING_PER_LIST = 40
PROBED_LISTS = 64
GRAPH_NEIGHBOURS = 16
GRAPH_BUILDING = 80
GRAPH_SEARCHING = 1_000
"""At least as many as are asked for."""


@dataclass(frozen=True)
class Peer:
    """One of them, filled."""

    index: faiss.Index
    bytes: int
    """As it would be written."""

    def search(self, probes: Floats, depth: int) -> Rows:
        """Return the nearest people of each probe, best first."""
        return np.asarray(self.index.search(probes, depth)[1], np.int64)


def flat(people: Floats) -> Peer:
    """Keep everybody as floats, search everybody."""
    index = faiss.IndexFlatIP(people.shape[1])
    index.add(people)
    return _filled(index)


def inverted_product(people: Floats) -> Peer:
    """Sort people into lists, keep 40 bytes of each, search some lists: `IVF,PQ40`."""
    lists = max(1, int(LISTS_PER_ROOT * len(people) ** 0.5))
    coarse = faiss.IndexFlatIP(people.shape[1])
    index = faiss.IndexIVFPQ(coarse, people.shape[1], lists, 40, 8, faiss.METRIC_INNER_PRODUCT)
    index.train(people[: TRAINING_PER_LIST * lists])
    index.add(people)
    index.nprobe = PROBED_LISTS
    return _filled(index)


def graph(people: Floats) -> Peer:
    """Link everybody to some neighbours, search along the links: HNSW over floats."""
    index = faiss.IndexHNSWFlat(people.shape[1], GRAPH_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = GRAPH_BUILDING
    index.add(people)
    index.hnsw.efSearch = GRAPH_SEARCHING
    return _filled(index)


def _filled(index: faiss.Index) -> Peer:
    return Peer(index, int(faiss.serialize_index(index).nbytes))
