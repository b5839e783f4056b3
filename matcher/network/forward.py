"""The network as a whole: its layers in order, and the maps between them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.network import heads, layers
from matcher.network.blocks import Floats, Grid, clear_border, grid
from matcher.network.lanes import BLOCK, LANES, ROWS, TILE
from matcher.network.layers import Bottleneck, Buffer, Separable, Wanted
from matcher.network.weights import Layers, Pruned, Weights

L = TypeVar("L", Bottleneck, Separable)

SIZE_MULTIPLE = 32
"""The sides of an image are multiples of this, in pixels: the size is halved five times."""

_LEVELS = 5
_HEAD_REACH_PX, _LAST_REACH_PX, _LAST_BUT_ONE_REACH_PX = 8, 16, 32
"""How far from a minutia the position head, and the last two decoders, must be right for it: blur
and suppression take 5 px, the head's last layer 2, and each bottleneck 3 of its own pixels."""
assert heads.BLUR_PX // 2 + heads.SUPPRESSION_PX // 2 + 2 < _HEAD_REACH_PX


class Planes(NamedTuple):
    """The planes of a map."""

    values: Floats
    on: Grid

    def part(self, first: int) -> "Planes":
        """Return the planes from this channel on."""
        return Planes(self.values[first * self.on.plane :], self.on)


@dataclass(frozen=True, eq=False)
class Minutiae:
    """What the network finds, as columns, in pixels of the image that it was given."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    quality: Floats
    cosine: Floats
    sine: Floats
    """Not normalised."""
    ending: Floats
    """Logit of the probability of a ridge ending."""


class Network:
    """LEADER with its weights. Safe for several threads: each has its own memory."""

    def __init__(
        self, weights: Weights, pruning: Mapping[str, Pruned] = MappingProxyType({})
    ) -> None:
        """Prepare the layers.

        pruning: what replaces the middles of bottlenecks, by the layer's name.
        """
        named = Layers(weights, pruning)
        self._stems = (named.stem("stem0"), named.stem("stem1"))
        self._context_down = [named.separable(f"enc0_{i}") for i in range(4)]
        self._context_up = [named.separable(f"dec0_{i}") for i in range(4)]
        self._gate = named.gate()
        self._down = [named.bottleneck(f"enc1_{i}") for i in range(4)]
        self._up = [named.bottleneck(f"dec1_{i}") for i in range(4)]
        self._position = named.head("head_0", "head_conv_pos")
        self._direction = named.head("head_1", "head_conv_dir")
        self._type = named.head("head_2", "head_conv_typ")
        kernel = cv2.getGaussianKernel(heads.BLUR_PX, 0)
        self._blur = np.outer(kernel, kernel).astype(np.float32).ravel()
        self._threads = threading.local()

    def find(
        self, pixels: NDArray[np.uint8], mask: NDArray[np.bool_], min_quality: float
    ) -> Minutiae:
        """Find the minutiae in the mask of an image whose sides are multiples of SIZE_MULTIPLE."""
        # The kernels check nothing.
        if (
            pixels.shape != mask.shape
            or pixels.ndim != 2
            or any(side < SIZE_MULTIPLE or side % SIZE_MULTIPLE for side in pixels.shape)
        ):
            raise ValueError(f"an image of {pixels.shape} with a mask of {mask.shape}")
        memory = self._memory(*pixels.shape)
        image = memory.planes("image", 0, 1)
        on = image.on
        inside = image.values[on.first :][: on.height * on.stride].reshape(on.height, on.stride)
        inside[:, : on.width] = pixels
        clear_border(image.values, on, 1)
        blocks = _Blocks(mask)
        refined = self._refine(self._context(image, memory), blocks, memory)
        rows, columns, quality = self._peaks(refined, mask, blocks, min_quality, memory)
        direction = memory.read_at(refined, self._direction, rows, columns)
        ending = memory.read_at(refined, self._type, rows, columns)
        return Minutiae(rows, columns, quality, direction[0], direction[1], ending[0])

    def bottleneck(self, name: str) -> tuple[Bottleneck, Planes]:
        """Return a bottleneck and what it was given last by this thread. For training."""
        memory: _Memory = self._threads.memory
        if name == "head_0_ibc":
            w, source = self._position.bottleneck, ("refined", 1)
        else:
            part, number = name.split("_")
            level = int(number) + 1
            w = (self._down if part == "enc1" else self._up)[level - 1]
            if part == "enc1":
                source = ("views", 1) if level == 1 else ("refined halved", level)
            else:
                source = ("refined halved", _LEVELS) if level == 4 else ("refined", level + 1)
        return w, memory.planes(*source, w.inputs)

    def _memory(self, height: int, width: int) -> "_Memory":
        if not hasattr(self._threads, "memory"):
            self._threads.memory = _Memory(self._buffer())
        memory: _Memory = self._threads.memory
        memory.grids = [grid(height >> level, width >> level) for level in range(_LEVELS + 1)]
        return memory

    def _buffer(self) -> Buffer:
        heads_ = [one.bottleneck for one in (self._position, self._direction, self._type)]
        wide = [*self._down, *self._up, *heads_]
        every: list[Bottleneck | Separable] = [*wide, *self._context_down, *self._context_up]
        inputs = max(one.inputs for one in every)
        # The stems work on two blocks at once; a head's last but one layer writes to `wide` too.
        others = [2 * one.outputs for one in self._stems] + [3 * self._gate.outputs]
        width = max(*others, heads.FEATURES, *(one.width for one in wide))
        outputs = max(self._gate.inputs, *(one.outputs for one in every))
        sizes = (inputs, width, outputs, max(one.inputs for one in heads_))
        return Buffer(*(np.zeros((size + TILE) * BLOCK, np.float32) for size in sizes))

    def _context(self, image: Planes, memory: "_Memory") -> Planes:
        """Return the gated surroundings beside the second stem's view of the image itself."""
        x = memory.planes("stem", 1, self._stems[0].outputs)
        layers.run_stem(*image, self._stems[0], memory.buffer, *x, True)

        def run(x: Planes, w: Separable, result: Planes, twice: bool) -> None:
            layers.run_separable(*x, w, memory.buffer, *result, twice)

        x = _down_and_up("context", x, self._context_down, self._context_up, run, memory)
        views = memory.planes("views", 1, self._gate.inputs + self._stems[1].outputs)
        layers.run_gate(*x, self._gate, memory.buffer, views.values)
        beside = views.part(self._gate.inputs)
        layers.run_stem(*image, self._stems[1], memory.buffer, *beside, False)
        return views

    def _refine(self, x: Planes, blocks: "_Blocks", memory: "_Memory") -> Planes:
        # The reach of a decoder, by the size of its pixels: the last one's are 4 x 4 px.
        reaches = {4: _LAST_REACH_PX, 8: _LAST_BUT_ONE_REACH_PX}

        def run(x: Planes, w: Bottleneck, result: Planes, twice: bool) -> None:
            reach = reaches.get(blocks.pixel(x.on)) if twice else None
            wanted = blocks.all(x.on) if reach is None else blocks.near(x.on, reach)
            layers.run_bottleneck(*x, w, wanted, memory.buffer, *result, twice)

        return _down_and_up("refined", x, self._down, self._up, run, memory)

    def _peaks(
        self, refined: Planes, mask: NDArray[np.bool_], blocks: "_Blocks", min_quality: float,
        memory: "_Memory",
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:  # fmt: skip
        positions = memory.planes("positions", 0, 1)
        blurred = memory.planes("blurred", 0, 1)
        heads.map_positions(
            *refined, self._position, blocks.near(refined.on, _HEAD_REACH_PX), memory.buffer,
            memory.planes("features", 1, heads.FEATURES).values, *positions,
        )  # fmt: skip
        heads.blur(*positions, self._blur, blurred.values)
        rows, columns = heads.peaks(*blurred, min_quality)
        kept = mask[rows, columns]
        rows, columns = rows[kept], columns[kept]
        on = blurred.on
        return rows, columns, blurred.values[on.first + rows * on.stride + columns]


def _down_and_up(
    name: str, x: Planes, down: Sequence[L], up: Sequence[L],
    run: Callable[[Planes, L, Planes, bool], None], memory: "_Memory",
) -> Planes:  # fmt: skip
    """Run an encoder, halving the size after each layer, and a decoder, doubling it again.

    run: from a map, a layer, the place of the result and whether it is doubled. A decoder's result
    lies before that of the encoder of the same size; the last decoder's with it is returned.
    """
    joined = []
    for level, w in enumerate(down, 1):
        above = up[level - 1].outputs
        both = memory.planes(name, level, above + w.outputs)
        result = both.part(above)
        run(x, w, result, False)
        x = memory.planes(f"{name} halved", level + 1, w.outputs)
        layers.halve(*result, w.outputs, *x)
        joined.append(both)
    for w, both in zip(reversed(up), reversed(joined), strict=True):
        run(x, w, both, True)
        x = both
    return x


class _Blocks:
    """Which blocks of a map have to be computed so that minutiae in a mask are found."""

    def __init__(self, mask: NDArray[np.bool_]) -> None:
        self._height: int
        self._width: int
        self._height, self._width = mask.shape
        self._counts = cv2.integral(mask.astype(np.uint8))

    def pixel(self, on: Grid) -> int:
        """The side of a map's pixel, in pixels of the image."""
        return self._height // on.height

    def all(self, on: Grid) -> Wanted:
        """All blocks of a map."""
        return np.ones((-(-on.height // ROWS), -(-on.width // LANES)), np.bool_)

    def near(self, on: Grid, reach_px: int) -> Wanted:
        """The blocks of a map that lie at most so far from the mask, in pixels of the image."""
        pixel = self.pixel(on)
        top, bottom = _ends(self._height, ROWS * pixel, reach_px)
        left, right = _ends(self._width, LANES * pixel, reach_px)
        counts = self._counts
        return np.asarray(
            counts[np.ix_(bottom, right)] - counts[np.ix_(top, right)]
            > counts[np.ix_(bottom, left)] - counts[np.ix_(top, left)]
        )


def _ends(length: int, step: int, reach: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the pixels around each step of a side begin and end."""
    starts = np.arange(0, length, step)
    return np.maximum(starts - reach, 0), np.minimum(starts + step + reach, length)


class _Memory:
    """A thread's memory: maps and buffers, used again for each image."""

    def __init__(self, buffer: Buffer) -> None:
        self.buffer = buffer
        self.grids: list[Grid] = []
        self._values: dict[tuple[str, int], Floats] = {}

    def planes(self, name: str, level: int, channels: int) -> Planes:
        """Return the planes of a name; `level` says how often the image's size was halved."""
        on = self.grids[level]
        size = channels * on.plane
        if len(self._values.get((name, level), ())) < size:
            self._values[name, level] = np.zeros(size, np.float32)
        return Planes(self._values[name, level][:size], on)

    def read_at(
        self, x: Planes, head: heads.Head, rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> Floats:
        result = np.zeros((head.outputs, len(rows)), np.float32)
        heads.read_at(*x, head, rows, columns, self.buffer, result)
        return result
