"""LEADER: minutiae of a fingerprint image by one neural network.

`Leader(pruned=False).detect` on a whole image is the author's published method and is tested
against his implementation. `extraction` is the production path around it.

LEADER's training data is not stated; overlap with any public set cannot be excluded.
"""

import hashlib
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.network import (
    PRUNING_PATH,
    SIZE_MULTIPLE,
    Network,
    find_weights,
    load_pruning,
    load_weights,
)

Box = tuple[int, int, int, int]
_Part = tuple[slice, slice]

_TILE_PX = 1024
"""The network needs 0.25 kB a pixel, so an image is cut into tiles of at most 1 megapixel."""
_TILE_OVERLAP_PX = 128
"""Tiles overlap by more than the network's useful reach."""


@dataclass(frozen=True, eq=False)
class Detection:
    """Minutiae as columns, in the frame of `matcher.types`, unordered."""

    x_px: NDArray[np.float32]
    y_px: NDArray[np.float32]
    direction_rad: NDArray[np.float32]
    type: NDArray[np.uint8]
    quality: NDArray[np.float32]


class Leader:
    """The network with its weights. Safe for several threads: each has its own memory."""

    def __init__(self, *, pruned: bool = True) -> None:
        """Read the weights, and load the compiled kernels.

        pruned: leave out what `training.pruning` found to change little; otherwise the network is
        LEADER as its author ships it.
        Raises ModelError if weights are missing or do not belong together.
        """
        weights = find_weights()
        digest = hashlib.sha256(weights.read_bytes())
        pruning = load_pruning(digest.digest()) if pruned else {}
        if pruned:
            digest.update(PRUNING_PATH.read_bytes())
        self.weights_digest = digest.digest()
        self._network = Network(load_weights(weights), pruning)
        # With no least quality there are minutiae even in noise, so this runs every kernel.
        noise = np.random.default_rng(0).integers(0, 256, (SIZE_MULTIPLE,) * 2, np.uint8)
        self.detect(noise, 0.0)

    def detect(
        self,
        pixels: NDArray[np.uint8],
        min_quality: float = 0.6,
        box: Box | None = None,
        mask: NDArray[np.bool_] | None = None,
    ) -> Detection:
        """Find the minutiae of a (height, width) image at 500 ppi with at least this quality.

        box: the part to look at: left, top, right, bottom (exclusive). The box is widened to the
        network's grid of 32 px, so that results well inside the box are, to a pixel, the same as
        for the whole image.
        mask: (height, width), where minutiae are looked for.
        """
        height, width = pixels.shape
        padded, left, top = _pad(pixels)
        wanted = np.zeros(padded.shape, np.bool_)
        wanted[top : top + height, left : left + width] = True if mask is None else mask
        rows, columns = part = _window(box or (0, 0, width, height), left, top)
        found = [
            self._detect(padded[part], wanted[part], min_quality, seen, used)
            for seen, used in _parts(*padded[part].shape)
        ]
        x, y, direction, kind, quality = np.concatenate(found, axis=1)
        return Detection(
            x_px=x + np.float32(columns.start - left),
            y_px=y + np.float32(rows.start - top),
            direction_rad=direction,
            type=kind.astype(np.uint8),
            quality=quality,
        )

    def _detect(
        self, pixels: NDArray[np.uint8], wanted: NDArray[np.bool_], min_quality: float,
        seen: _Part, used: _Part,
    ) -> NDArray[np.float32]:  # fmt: skip
        """Return x, y, direction, type and quality of the minutiae of a part: (5, n)."""
        mask = np.zeros_like(wanted)
        mask[used] = wanted[used]
        if not mask[seen].any():
            return np.empty((5, 0), np.float32)
        found = self._network.find(pixels[seen], mask[seen], min_quality)
        # NumPy's arctangent depends on the processor. That of the standard library does so in the
        # last bits of double precision alone.
        directions = map(math.atan2, found.sine.tolist(), found.cosine.tolist())
        return np.array(
            [found.columns + seen[1].start, found.rows + seen[0].start, [*directions],
             found.ending >= 0, found.quality],
            np.float32,
        )  # fmt: skip


def _pad(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int, int]:
    """Pad evenly to multiples of 32 with the grey of the first pixel, as the author does."""
    height, width = pixels.shape
    extra_y, extra_x = -height % SIZE_MULTIPLE, -width % SIZE_MULTIPLE
    top, left = extra_y // 2, extra_x // 2
    padded = np.full((height + extra_y, width + extra_x), pixels[0, 0], np.uint8)
    padded[top : top + height, left : left + width] = pixels
    return padded, left, top


def _window(box: Box, left: int, top: int) -> tuple[slice, slice]:
    """Return rows and columns of the padded image around the box, on the network's grid."""

    def widen(start: int, stop: int, border: int) -> slice:
        first = (start + border) // SIZE_MULTIPLE * SIZE_MULTIPLE
        return slice(first, -(-(stop + border) // SIZE_MULTIPLE) * SIZE_MULTIPLE)

    return widen(box[1], box[3], top), widen(box[0], box[2], left)


def _parts(height: int, width: int) -> list[tuple[_Part, _Part]]:
    """Cut an image into parts: what the network sees of it, and what of this is used."""
    return [
        ((seen_rows, seen_columns), (rows, columns))
        for seen_rows, rows in _tiles(height)
        for seen_columns, columns in _tiles(width)
    ]


def _tiles(length: int) -> list[tuple[slice, slice]]:
    """Cut a side into tiles: the pixels that each tile sees, and the part that is used."""
    if length <= _TILE_PX:
        return [(slice(0, length), slice(0, length))]
    step = _TILE_PX - _TILE_OVERLAP_PX
    starts = [*range(0, length - _TILE_PX, step), length - _TILE_PX]
    ends = [start + _TILE_PX - _TILE_OVERLAP_PX // 2 for start in starts[:-1]] + [length]
    used = [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    return [(slice(a, a + _TILE_PX), part) for a, part in zip(starts, used, strict=True)]
