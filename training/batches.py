"""Turns stored impressions into the tensors of a batch."""

import numpy as np
import torch
from numpy.typing import NDArray

from matcher.vector_cylinders import cylinders
from training.impressions import Impressions
from training.network import Network, Prints

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_CHUNK = 500


def to_prints(rows: Floats, offsets: Integers, dtype: torch.dtype = torch.float32) -> Prints:
    """Build cylinders and places of many prints."""
    counts = np.diff(offsets)
    owner = np.repeat(np.arange(len(counts)), counts)
    rank = np.arange(len(rows)) - offsets[owner]
    return Prints(
        cylinders=torch.from_numpy(cylinders(rows, offsets)).to(dtype),
        place=torch.from_numpy(places(rows, offsets)),
        print_of=torch.from_numpy(owner),
        rank=torch.from_numpy(rank),
        count=len(counts),
        most=int(counts.max(initial=1)),
    )


def places(rows: Floats, offsets: Integers) -> Floats:
    """Do `matcher.vector_network.place` for many prints."""
    counts = np.diff(offsets)
    owner = np.repeat(np.arange(len(counts)), counts)
    x, y, t, quality = rows.T
    many = np.maximum(counts, 1)
    away_x = (x - (np.bincount(owner, x, len(counts)) / many)[owner]) / 150
    away_y = (y - (np.bincount(owner, y, len(counts)) / many)[owner]) / 150
    turn = np.cos(t), np.sin(t), np.cos(2 * t), np.sin(2 * t)
    count = (counts / 40 - 1)[owner]
    return np.stack([*turn, quality * 2 - 1.5, count, away_x, away_y], axis=1, dtype=np.float32)


def unaltered(source: Impressions, chosen: Integers, most: int) -> tuple[Floats, Integers]:
    """Take the best minutiae of unchanged impressions, as a vector does: rows and offsets."""
    starts = source.offsets[chosen]
    counts = np.minimum(source.offsets[chosen + 1] - starts, most)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    where = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - starts, counts)
    return source.rows[where], offsets


def describe(network: Network, source: Impressions, chosen: Integers, most: int) -> Floats:
    """Compute the vectors of unchanged impressions: (n, dimension)."""
    rows, offsets = unaltered(source, chosen, most)
    return describe_rows(network, rows, offsets)


def describe_rows(network: Network, rows: Floats, offsets: Integers) -> Floats:
    """Compute the vectors of prints that lie end to end: (n, dimension)."""
    parts = []
    for first in range(0, len(offsets) - 1, _CHUNK):
        own = offsets[first : first + _CHUNK + 1]
        prints = to_prints(rows[own[0] : own[-1]], own - own[0], torch.bfloat16)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            parts.append(network(prints).numpy())
    return np.concatenate(parts)
