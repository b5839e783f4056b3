"""The layout of a print, judged as a whole by a small network: is it of one finger or of several?

The network sees how ridges flow, square by square: so it sees seams at any slant, cores that do not
go together, and outlines that no finger has. `training.several_fingers` made the weights.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.segmentation import FLOW_STEP_PX, Segmentation

Floats = NDArray[np.float32]

WEIGHTS_PATH = Path(__file__).with_name("layout_weights.npz")
CHANNELS = 5
"""Of a map: twice the direction across the ridges as cosine and sine, times the part of the local
gradient that has this direction; the gradient against its surroundings; the surroundings against
the print's median; the foreground."""
STRIDES = (2, 2, 1, 2, 1, 1, 2)
"""By which each layer makes the map smaller. The first layer looks at squares of 5 x 5 cells, the
others of 3 x 3."""
_AROUND_CELLS = 9
"""Side of a cell's surroundings: 36 px, four ridge periods."""
_LEAST_ENERGY = 0.02
"""Added to the surroundings' energy, as a share of the print's median: what has less is paper."""
_MOST = 2.0


@dataclass(frozen=True, eq=False)
class LayoutWeights:
    """The trained weights. Layers are (squares x inputs, outputs), the last is (outputs,)."""

    layers: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    last: Floats
    last_bias: float


@cache
def load_weights(path: Path = WEIGHTS_PATH) -> LayoutWeights:
    """Read the weights that belong to this version of the matcher."""
    with np.load(path) as file:
        named = {name: file[name].astype(np.float32) for name in file.files}
    count = len(STRIDES)
    return LayoutWeights(
        tuple(named[f"layer_{k}"] for k in range(count)),
        tuple(named[f"bias_{k}"] for k in range(count)),
        named["last"],
        float(named["last_bias"]),
    )


def layout_map(seen: Segmentation) -> Floats:
    """Describe the foreground for a square of FLOW_STEP_PX each: (rows, columns, CHANNELS)."""
    left, top, right, bottom = seen.foreground.box(0)
    step = FLOW_STEP_PX
    rows, columns = (bottom - top) // step, (right - left) // step
    part = np.s_[top : top + rows * step, left : left + columns * step]

    def small(values: NDArray[np.float32]) -> Floats:
        return np.asarray(
            cv2.resize(values[part], (columns, rows), interpolation=cv2.INTER_AREA), np.float32
        )

    g = seen.gradients
    xx, yy, xy = small(g.xx), small(g.yy), small(g.xy)
    mask = seen.foreground.mask[top : top + rows * step : step, left : left + columns * step : step]
    energy = xx + yy
    around = np.asarray(cv2.blur(energy, (_AROUND_CELLS, _AROUND_CELLS)), np.float32)
    median = max(float(np.median(around[mask])) if mask.any() else 0.0, 1e-6)
    share = mask / (np.maximum(around, 0) + _LEAST_ENERGY * median)
    found = np.empty((rows, columns, CHANNELS), np.float32)
    found[..., 0] = (xx - yy) * share
    found[..., 1] = 2 * xy * share
    found[..., 2] = energy * share
    found[..., 3] = np.sqrt(np.maximum(around, 0) / median) * mask
    found[..., 4] = mask
    return np.asarray(np.clip(found, -_MOST, _MOST, out=found))


def several_odds(layout: Floats, weights: LayoutWeights) -> float:
    """Return the log odds that a layout map is of several fingers.

    A layer that keeps the size of the map and the number of values adds to what it was given.
    Values outside the foreground stay 0 in every layer.
    """
    x, mask = layout, layout[..., -1:]
    for layer, bias, stride in zip(weights.layers, weights.biases, STRIDES, strict=True):
        if stride > 1:
            mask = _halved(mask)
        new = np.maximum(_convolved(x, layer, stride) + bias, 0) * mask
        x = x + new if new.shape == x.shape else new
    x, inside = x.reshape(-1, x.shape[-1]), mask.ravel() > 0
    pooled = np.concatenate([x.max(0), x.sum(0) / max(int(inside.sum()), 1)])
    return float(pooled @ weights.last) + weights.last_bias


def _convolved(x: Floats, layer: Floats, stride: int) -> Floats:
    """Look at squares around every `stride`-th cell: (rows, columns, outputs)."""
    inputs = x.shape[2]
    side = 3 if len(layer) == 9 * inputs else 5
    padded = np.pad(x, ((side // 2, side // 2), (side // 2, side // 2), (0, 0)))
    squares = np.lib.stride_tricks.sliding_window_view(padded, (side, side), (0, 1))
    squares = squares[::stride, ::stride].transpose(0, 1, 3, 4, 2)
    found = squares.reshape(-1, side * side * inputs) @ layer
    return found.reshape(*squares.shape[:2], -1)


def _halved(mask: Floats) -> Floats:
    """Return the mask of every second cell: whether the cell or a neighbour of it is inside."""
    wide = cv2.dilate(np.ascontiguousarray(mask[..., 0]), np.ones((3, 3), np.uint8))
    return np.asarray(wide[::2, ::2, None], np.float32)
