"""The former extraction, LEADER through OpenVINO on one stream: what today's is measured against.

It needs the package `openvino`, which the product does not: `pip install '.[baseline]'`. It imports
nothing of today's network, so that its start and its memory are its own.
"""

import hashlib
import importlib.util
import os
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_dir

from benchmarks.extraction.graph import build_model, load_weights, ov
from matcher import quality, template
from matcher.errors import ModelError, QualityError
from matcher.segmentation import segment
from matcher.types import Sample, Template

_CACHE = Path(user_cache_dir("tenprint"))
_MIN_QUALITY = 0.2
_CROP_MARGIN_PX = 16
_MIN_MINUTIAE = 8
_BLUR_PX, _SUPPRESSION_PX = 5, 7
_ENDING_THRESHOLD = 0.5
_GRID_PX = 32
_TILE_PX = 1024
_OVERLAP_PX = 128
_CONFIGURATION = {
    "INFERENCE_PRECISION_HINT": "f32",
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "ENABLE_CPU_PINNING": False,
}
_Rows = NDArray[np.float32]
"""(5, n): x, y, direction, type and quality of minutiae."""


class FormerExtractor:
    """The extraction of ExtractionParameters.version 4. For one thread."""

    def __init__(self, cache: Path = _CACHE) -> None:
        """Read the graph from the cache, or build it once."""
        weights = _weights()
        digest = hashlib.sha256(weights.read_bytes() + b"openvino 4").digest()[:8]
        self.digest = digest
        core, path = ov.Core(), cache / f"former-leader-{digest.hex()}.xml"
        if not path.is_file():
            _save(build_model(load_weights(weights)), path)
        compiled = core.compile_model(core.read_model(path), "CPU", _CONFIGURATION)
        self._request = compiled.create_infer_request()

    def extract(self, sample: Sample) -> Template:
        """Extract the template of a sample. Raises SampleError."""
        foreground = segment(sample.pixels)
        rows = self.detect(sample.pixels, foreground.box(_CROP_MARGIN_PX))
        x, y, _, _, certainty = rows
        inside = foreground.mask[y.astype(int), x.astype(int)]
        order = np.lexsort((x[inside], y[inside], -certainty[inside]))
        x, y, direction, kind, certainty = rows[:, inside][:, order][:, : template.MAX_MINUTIAE]
        if len(x) < _MIN_MINUTIAE:
            raise QualityError(f"only {len(x)} minutiae found, {_MIN_MINUTIAE} needed")
        exact = Template(
            width_px=sample.pixels.shape[1],
            height_px=sample.pixels.shape[0],
            quality=quality.assess(certainty),
            outline_px=foreground.outline_px,
            x_px=x,
            y_px=y,
            direction_rad=direction,
            type=kind.astype(np.uint8),
            minutia_quality=np.minimum(certainty, 1),
            extractor_digest=self.digest,
        )
        return template.decode(template.encode(exact))

    def detect(self, pixels: NDArray[np.uint8], box: tuple[int, int, int, int]) -> _Rows:
        """Find the minutiae in a box, which is widened to the network's grid."""
        height, width = pixels.shape
        top, left = -height % _GRID_PX // 2, -width % _GRID_PX // 2
        size = (-(-height // _GRID_PX) * _GRID_PX, -(-width // _GRID_PX) * _GRID_PX)
        padded = np.full(size, pixels[0, 0], np.uint8)
        padded[top : top + height, left : left + width] = pixels
        rows, columns = _widened(box[1], box[3], top), _widened(box[0], box[2], left)
        maps = self._infer(padded[rows, columns])
        peaks = _peaks(maps[0])
        y, x = np.nonzero(peaks >= _MIN_QUALITY)
        endings = maps[3, y, x] >= _ENDING_THRESHOLD
        directions = np.arctan2(maps[2, y, x], maps[1, y, x])
        found = np.array(
            [x + columns.start - left, y + rows.start - top, directions, endings, peaks[y, x]],
            np.float32,
        )
        x, y = found[:2]
        return found[:, (x >= 0) & (y >= 0) & (x < width) & (y < height)]

    def _infer(self, padded: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Run the network, tile by tile on a large image: (4, height, width)."""
        maps = np.empty((4, *padded.shape), np.float32)
        for seen_rows, rows in _tiles(padded.shape[0]):
            for seen_columns, columns in _tiles(padded.shape[1]):
                seen = padded[None, None, seen_rows, seen_columns].astype(np.float32)
                self._request.infer({0: seen})
                output = self._request.get_output_tensor(0).data[0]
                y, x = rows.start - seen_rows.start, columns.start - seen_columns.start
                maps[:, rows, columns] = output[
                    :, y : y + rows.stop - rows.start, x : x + columns.stop - columns.start
                ]
        return maps


def _peaks(positions: NDArray[np.float32]) -> NDArray[np.float32]:
    kernel = cv2.getGaussianKernel(_BLUR_PX, 0).astype(np.float32)
    square = np.outer(kernel, kernel)
    blurred = cv2.filter2D(positions, cv2.CV_32F, square, borderType=cv2.BORDER_CONSTANT)
    highest = cv2.dilate(blurred, np.ones((_SUPPRESSION_PX, _SUPPRESSION_PX), np.uint8))
    return np.where(blurred == highest, blurred, np.float32(0)).astype(np.float32)


def _widened(start: int, stop: int, border: int) -> slice:
    first = (start + border) // _GRID_PX * _GRID_PX
    return slice(first, -(-(stop + border) // _GRID_PX) * _GRID_PX)


def _tiles(length: int) -> list[tuple[slice, slice]]:
    """Cut a side into tiles: the pixels that each tile sees, and the part that is used."""
    if length <= _TILE_PX:
        return [(slice(0, length), slice(0, length))]
    starts = [*range(0, length - _TILE_PX, _TILE_PX - _OVERLAP_PX), length - _TILE_PX]
    ends = [start + _TILE_PX - _OVERLAP_PX // 2 for start in starts[:-1]] + [length]
    used = [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    return [(slice(a, a + _TILE_PX), part) for a, part in zip(starts, used, strict=True)]


def _weights() -> Path:
    spec = importlib.util.find_spec("pyfing")
    if spec is None or spec.origin is None:
        raise ModelError("LEADER's weights are missing: `pip install --no-deps pyfing`")
    return Path(spec.origin).parent / "models" / "LEADER.weights.h5"


def _save(model: ov.Model, path: Path) -> None:
    """Write the graph beside its place and rename it, its weights first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}-{os.getpid()}.xml")
    ov.save_model(model, draft, compress_to_fp16=False)
    draft.with_suffix(".bin").replace(path.with_suffix(".bin"))
    draft.replace(path)
