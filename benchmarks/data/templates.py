"""Templates of real prints with their costs, cached by the digest of their recipe.

The recipe is the extractor's digest, the image's SHA-256, the resolution and the image's shift. An
interrupted run continues.
"""

import hashlib
import json
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data.datasets import ENCODINGS
from benchmarks.data.results import write_atomically
from benchmarks.data.terminal import track
from matcher import codecs, template
from matcher.codecs import Encoding
from matcher.decoding import MAX_PPI
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.sampling import make_sample, resample
from matcher.types import FingerPosition, Sample, Template

Shift = tuple[int, int]
"""Pixels at 500 ppi by which an image is moved, to the right and down."""
UNMOVED: Shift = (0, 0)


class Extracts(Protocol):
    """What makes templates: the product's extractor, or one that it is measured against."""

    @property
    def digest(self) -> bytes:
        """Identify everything that decides a template besides its image."""

    def extract(self, sample: Sample) -> Template:
        """Extract the template of a sample. Raises SampleError."""


@dataclass(frozen=True)
class Recipe:
    """Everything that determines a template besides its image."""

    make: Callable[[], Extracts]
    """Makes the extractor in each process."""
    ppi: int
    shift_px: Shift
    extractor_digest: str

    def key(self, image: bytes) -> str:
        """Return the name of an image's template in the cache."""
        moved = "" if self.shift_px == UNMOVED else "-{}-{}".format(*self.shift_px)
        folder = f"{self.extractor_digest}-{self.ppi}{moved}"
        return f"{folder}/{hashlib.sha256(image).hexdigest()}.json"


@dataclass(frozen=True)
class Extraction:
    """A template or the reason for its absence, and the cost."""

    template_hex: str
    """The stored form; empty after a failure."""
    failure_reason: str
    pixel_count: int
    """Pixels at 500 ppi; 0 if the image could not be decoded."""
    decode_cpu_ms: float
    extract_cpu_ms: float
    """CPU time of all threads of a process without other work."""

    @property
    def template(self) -> Template | None:
        """The template, if there is one."""
        return template.decode(bytes.fromhex(self.template_hex)) if self.template_hex else None


def extract_all(
    paths: Sequence[Path],
    *,
    ppi: int,
    cache: Path,
    workers: int = 1,
    fresh: bool = False,
    make: Callable[[], Extracts] = Extractor,
    shift_px: Shift = UNMOVED,
) -> list[Extraction]:
    """Extract every image in processes of one thread each, or read cached extractions.

    fresh: extract again, so that timings are of this run. make: makes the extractor.
    """
    recipe = Recipe(make, ppi, shift_px, make().digest.hex())
    kept = [cache / "templates" / recipe.key(path.read_bytes()) for path in paths]
    missing = [i for i, file in enumerate(kept) if fresh or not file.is_file()]
    if missing:
        _extract_missing([(paths[i], kept[i]) for i in missing], recipe, workers)
    return [Extraction(**json.loads(file.read_text())) for file in kept]


def _extract_missing(work: list[tuple[Path, Path]], recipe: Recipe, workers: int) -> None:
    context = multiprocessing.get_context("spawn")
    start = partial(_start_worker, recipe, work[0][0])
    with ProcessPoolExecutor(workers, context, initializer=start) as pool:
        made = pool.map(partial(_extract_one, recipe), work)
        for _ in track(made, "extracting", len(work)):
            pass


_extractor: Extracts | None = None


def _start_worker(recipe: Recipe, first: Path) -> None:
    """Load and warm up the network once a process, so that no timing contains the loading."""
    global _extractor  # noqa: PLW0603 - a process pool has no other place for what a worker keeps
    _extractor = recipe.make()
    measure(_extractor, first, recipe.ppi)


def _extract_one(recipe: Recipe, work: tuple[Path, Path]) -> None:
    path, kept = work
    assert _extractor is not None
    write_atomically(
        kept, json.dumps(asdict(measure(_extractor, path, recipe.ppi, recipe.shift_px)))
    )


def measure(extractor: Extracts, path: Path, ppi: int, shift_px: Shift = UNMOVED) -> Extraction:
    """Decode and extract one image, taking the CPU time of both."""
    start_s = time.process_time()
    try:
        sample = read_sample(path, ppi, shift_px)
    except SampleError as error:
        return Extraction("", error.reason, 0, _elapsed_ms(start_s), 0.0)
    decode_ms, start_s = _elapsed_ms(start_s), time.process_time()
    try:
        stored, reason = template.encode(extractor.extract(sample)).hex(), ""
    except SampleError as error:
        stored, reason = "", error.reason
    return Extraction(stored, reason, sample.pixels.size, decode_ms, _elapsed_ms(start_s))


def read_pixels(path: Path, ppi: int) -> NDArray[np.uint8]:
    """Read an image at 500 ppi: (height, width), without any check of a gate.

    Raises SampleError if the file cannot be decoded.
    """
    return resample(codecs.decode(path.read_bytes(), ENCODINGS[path.suffix.lower()]), ppi)


def read_sample(path: Path, ppi: int, shift_px: Shift = UNMOVED) -> Sample:
    """Read and check an image. Raises SampleError.

    Finer images than the service takes are first reduced by a whole number, such as 2,000 ppi to
    1,000.
    """
    data, encoding = path.read_bytes(), ENCODINGS[path.suffix.lower()]
    width = height = 0
    if ppi > MAX_PPI:
        pixels, ppi = _reduce(codecs.decode(data, encoding), ppi)
        data, encoding = pixels.tobytes(), Encoding.RAW_GREY8
        height, width = pixels.shape
    sample = make_sample(
        data,
        encoding,
        resolution_ppi=ppi,
        # For a comparison of single fingers the position does not matter.
        position=FingerPosition.RIGHT_INDEX,
        width_px=width,
        height_px=height,
    )
    return replace(sample, pixels=shifted(sample.pixels, shift_px))


def _reduce(pixels: NDArray[np.uint8], ppi: int) -> tuple[NDArray[np.uint8], int]:
    """Average blocks of pixels, so that the resolution is one that the service takes."""
    factor = -(-ppi // MAX_PPI)
    height, width = (max(1, round(side / factor)) for side in pixels.shape)
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), round(ppi / factor)


def shifted(pixels: NDArray[np.uint8], shift_px: Shift) -> NDArray[np.uint8]:
    """Move an image to the right and down; what enters has the grey of the paper.

    The paper's grey is the median of the image's border.
    """
    if shift_px == UNMOVED:
        return pixels
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    moved = np.full_like(pixels, np.median(border))
    right, down = shift_px
    height, width = pixels.shape
    moved[down:, right:] = pixels[: height - down, : width - right]
    return moved


def _elapsed_ms(start_s: float) -> float:
    return 1_000 * (time.process_time() - start_s)


def stored_templates(path: Path) -> list[Template]:
    """Read stored templates, one after another in `data`, from `start[i]` to `start[i + 1]`."""
    with np.load(path) as file:
        data, start = file["data"].tobytes(), file["start"].tolist()
    return [template.decode(data[a:b]) for a, b in pairwise(start)]
