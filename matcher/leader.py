"""LEADER: minutiae of a fingerprint image by one neural network, run through OpenVINO.

`Leader.detect` on a whole image is the author's published method and is tested against his
implementation. `extraction` is the production path around it.

LEADER's training data is not stated; overlap with any public set cannot be excluded.
"""

import hashlib
import importlib.util
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import structlog
from numpy.typing import NDArray

from matcher.errors import ModelError
from matcher.leader_graph import GRAPH_VERSION, build_model, load_weights
from matcher.openvino_runtime import ov

Precision = Literal["fp32", "bf16"]
Box = tuple[int, int, int, int]

_log = structlog.get_logger(__name__)
_SIZE_MULTIPLE = 32
_TILE_PX = 1024
"""The network needs 1.2 kB a pixel, so an image is cut into tiles of at most 1 megapixel."""
_TILE_OVERLAP_PX = 128
"""Tiles overlap by more than the network's useful reach."""
_PRECISIONS = {"fp32": "f32", "bf16": "bf16"}


@dataclass(frozen=True)
class LeaderParameters:
    """The parameters around the network. Source of all: the author's `LeaderParameters`."""

    suppression_px: int = 7
    """Side of the square in which only the strongest position stays."""
    blur_px: int = 5
    """Side of the Gaussian kernel on the position map; sigma as OpenCV derives it."""
    ending_threshold: float = 0.5
    """From this type probability on a minutia is a ridge ending."""


@dataclass(frozen=True, eq=False)
class Detection:
    """Minutiae as columns, in the frame of `matcher.types`, unordered."""

    x_px: NDArray[np.float32]
    y_px: NDArray[np.float32]
    direction_rad: NDArray[np.float32]
    type: NDArray[np.uint8]
    quality: NDArray[np.float32]


class Leader:
    """The compiled network. Safe for several threads: each has its own request."""

    def __init__(
        self,
        cache_dir: Path,
        precision: Precision = "fp32",
        streams: int = 2,
        parameters: LeaderParameters | None = None,
    ) -> None:
        self._parameters = parameters or LeaderParameters()
        weights_path = find_weights()
        self.weights_digest = hashlib.sha256(weights_path.read_bytes()).digest()
        core = ov.Core()
        model = _cached_model(core, cache_dir, weights_path, self.weights_digest)
        # The precision is always stated: OpenVINO's default is bf16 if the CPU has bf16.
        self._compiled = core.compile_model(
            model,
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": _PRECISIONS[precision],
                "INFERENCE_NUM_THREADS": streams,
                "NUM_STREAMS": streams,
                "ENABLE_CPU_PINNING": False,
            },
        )
        self._local = threading.local()
        # The binding prepares itself for arrays at the first array. Two threads that bring a
        # first array at the same time wait for each other for ever: one takes the module's
        # guard and then the interpreter's lock, the other takes the two in reverse order.
        self._infer(np.zeros((_SIZE_MULTIPLE, _SIZE_MULTIPLE), np.uint8))

    def detect(
        self, pixels: NDArray[np.uint8], min_quality: float = 0.6, box: Box | None = None
    ) -> Detection:
        """Find the minutiae of a (height, width) image at 500 ppi with at least this quality.

        box: the part to look at: left, top, right, bottom (exclusive). The box is widened to the
        network's grid of 32 px, so that results well inside the box are, to a pixel, the same as
        for the whole image.
        """
        height, width = pixels.shape
        padded, left, top = _pad(pixels)
        rows, columns = _window(box or (0, 0, width, height), left, top)
        maps = self._infer(padded[rows, columns])
        peaks = self._suppress(self._blur(maps[0]))
        found = self._read(maps, peaks, min_quality)
        x, y = found.x_px + (columns.start - left), found.y_px + (rows.start - top)
        inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
        return Detection(
            x_px=x[inside],
            y_px=y[inside],
            direction_rad=found.direction_rad[inside],
            type=found.type[inside],
            quality=found.quality[inside],
        )

    def _infer(self, padded: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Run the network, tile by tile on a large image: (4, height, width)."""
        height, width = padded.shape
        maps = np.empty((4, height, width), np.float32)
        for tile_rows, rows in _tiles(height):
            for tile_columns, columns in _tiles(width):
                request = self._request()
                request.infer({0: padded[None, None, tile_rows, tile_columns].astype(np.float32)})
                output = request.get_output_tensor(0).data[0]
                y, x = rows.start - tile_rows.start, columns.start - tile_columns.start
                maps[:, rows, columns] = output[
                    :, y : y + rows.stop - rows.start, x : x + columns.stop - columns.start
                ]
        return maps

    def _request(self) -> ov.InferRequest:
        if not hasattr(self._local, "request"):
            self._local.request = self._compiled.create_infer_request()
        return self._local.request

    def _blur(self, positions: NDArray[np.float32]) -> NDArray[np.float32]:
        kernel = cv2.getGaussianKernel(self._parameters.blur_px, 0).astype(np.float32)
        blurred = cv2.filter2D(
            positions, cv2.CV_32F, np.outer(kernel, kernel), borderType=cv2.BORDER_CONSTANT
        )
        return np.asarray(blurred, np.float32)

    def _suppress(self, blurred: NDArray[np.float32]) -> NDArray[np.float32]:
        side = self._parameters.suppression_px
        highest = cv2.dilate(blurred, np.ones((side, side), np.uint8))
        return np.where(blurred == highest, blurred, np.float32(0))

    def _read(
        self, maps: NDArray[np.float32], peaks: NDArray[np.float32], min_quality: float
    ) -> Detection:
        y, x = np.nonzero(peaks >= min_quality)
        endings = maps[3, y, x] >= self._parameters.ending_threshold
        return Detection(
            x_px=x.astype(np.float32),
            y_px=y.astype(np.float32),
            direction_rad=np.arctan2(maps[2, y, x], maps[1, y, x]),
            type=endings.astype(np.uint8),
            quality=peaks[y, x],
        )


def find_weights() -> Path:
    """Find the weights. `pyfing` is located, not imported, because the import would load Keras.

    Raises ModelError if the package or the file is missing.
    """
    spec = importlib.util.find_spec("pyfing")
    if spec is None or spec.origin is None:
        raise ModelError(
            "LEADER's weights are missing: install them with `pip install --no-deps pyfing`"
        )
    path = Path(spec.origin).parent / "models" / "LEADER.weights.h5"
    if not path.is_file():
        raise ModelError(f"the installed package pyfing has no {path.name}: install 0.7.3")
    return path


def _pad(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int, int]:
    """Pad evenly to multiples of 32 with the grey of the first pixel, as the author does."""
    height, width = pixels.shape
    extra_y, extra_x = -height % _SIZE_MULTIPLE, -width % _SIZE_MULTIPLE
    top, left = extra_y // 2, extra_x // 2
    padded = np.full((height + extra_y, width + extra_x), pixels[0, 0], np.uint8)
    padded[top : top + height, left : left + width] = pixels
    return padded, left, top


def _window(box: Box, left: int, top: int) -> tuple[slice, slice]:
    """Return rows and columns of the padded image around the box, on the network's grid."""

    def widen(start: int, stop: int, border: int) -> slice:
        first = (start + border) // _SIZE_MULTIPLE * _SIZE_MULTIPLE
        return slice(first, -(-(stop + border) // _SIZE_MULTIPLE) * _SIZE_MULTIPLE)

    return widen(box[1], box[3], top), widen(box[0], box[2], left)


def _tiles(length: int) -> list[tuple[slice, slice]]:
    """Cut a side into tiles: the pixels that each tile sees, and the part that is used."""
    if length <= _TILE_PX:
        return [(slice(0, length), slice(0, length))]
    step = _TILE_PX - _TILE_OVERLAP_PX
    starts = [*range(0, length - _TILE_PX, step), length - _TILE_PX]
    ends = [start + _TILE_PX - _TILE_OVERLAP_PX // 2 for start in starts[:-1]] + [length]
    used = [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    return [(slice(a, a + _TILE_PX), part) for a, part in zip(starts, used, strict=True)]


def _cached_model(core: ov.Core, cache_dir: Path, weights_path: Path, digest: bytes) -> ov.Model:
    """Read the graph from the cache; build it if it is missing or damaged."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    stem = cache_dir / f"leader-{digest.hex()[:16]}-v{GRAPH_VERSION}"
    xml, binary, seal = (stem.with_suffix(s) for s in (".xml", ".bin", ".sha256"))
    if seal.is_file():
        if xml.is_file() and binary.is_file() and seal.read_text() == _digest(xml, binary):
            return core.read_model(xml, binary)
        _log.warning("leader_cache_damaged", path=str(xml), action="built again")
    model = build_model(load_weights(weights_path))
    _save(model, xml, binary, seal)
    return model


def _save(model: ov.Model, xml: Path, binary: Path, seal: Path) -> None:
    """Write to other names and rename; the seal comes last, so a torn write is never trusted."""
    own = f".{os.getpid()}-{threading.get_ident()}"
    temporary = xml.with_name(xml.stem + own + ".xml")
    ov.save_model(model, temporary, compress_to_fp16=False)
    seal.unlink(missing_ok=True)
    temporary.replace(xml)
    temporary.with_suffix(".bin").replace(binary)
    beside = seal.with_name(seal.name + own)
    beside.write_text(_digest(xml, binary))
    beside.replace(seal)


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
