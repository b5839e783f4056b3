"""Templates of real prints with their costs, cached by the digest of their recipe.

The recipe is the extractor's digest, the image's SHA-256 and the resolution. An interrupted run
continues.
"""

import hashlib
import json
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from benchmarks.data.datasets import ENCODINGS
from benchmarks.data.results import MODEL_CACHE, write_atomically
from benchmarks.data.terminal import track
from matcher import template
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.sampling import make_sample
from matcher.types import FingerPosition, Sample, Template

Precision = Literal["fp32", "bf16"]


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
    precision: Precision = "fp32",
    workers: int = 1,
    fresh: bool = False,
) -> list[Extraction]:
    """Extract every image in processes of one stream each, or read cached extractions.

    fresh: extract again, so that timings are of this run.
    """
    digest = Extractor(MODEL_CACHE, precision, streams=1).digest.hex()
    folder = cache / "templates" / f"{digest}-{ppi}"
    images = (hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    kept = [folder / f"{image}.json" for image in images]
    missing = [i for i, file in enumerate(kept) if fresh or not file.is_file()]
    if missing:
        _extract_missing([(paths[i], kept[i]) for i in missing], ppi, precision, workers)
    return [Extraction(**json.loads(file.read_text())) for file in kept]


def _extract_missing(
    work: list[tuple[Path, Path]], ppi: int, precision: Precision, workers: int
) -> None:
    context = multiprocessing.get_context("spawn")
    start = partial(_start_worker, precision, work[0][0], ppi)
    with ProcessPoolExecutor(workers, context, initializer=start) as pool:
        made = pool.map(partial(_extract_one, ppi), work)
        for _ in track(made, "extracting", len(work)):
            pass


_extractor: Extractor | None = None


def _start_worker(precision: Precision, first: Path, ppi: int) -> None:
    """Load and warm up the network once a process, so that no timing contains the loading."""
    global _extractor  # noqa: PLW0603 - a process pool has no other place for what a worker keeps
    _extractor = Extractor(MODEL_CACHE, precision, streams=1)
    measure(_extractor, first, ppi)


def _extract_one(ppi: int, work: tuple[Path, Path]) -> None:
    path, kept = work
    assert _extractor is not None
    write_atomically(kept, json.dumps(asdict(measure(_extractor, path, ppi))))


def measure(extractor: Extractor, path: Path, ppi: int) -> Extraction:
    """Decode and extract one image, taking the CPU time of both."""
    start_s = time.process_time()
    try:
        sample = _sample(path, ppi)
    except SampleError as error:
        return Extraction("", error.reason, 0, _elapsed_ms(start_s), 0.0)
    decode_ms, start_s = _elapsed_ms(start_s), time.process_time()
    try:
        stored, reason = template.encode(extractor.extract(sample)).hex(), ""
    except SampleError as error:
        stored, reason = "", error.reason
    return Extraction(stored, reason, sample.pixels.size, decode_ms, _elapsed_ms(start_s))


def _sample(path: Path, ppi: int) -> Sample:
    return make_sample(
        path.read_bytes(),
        ENCODINGS[path.suffix.lower()],
        resolution_ppi=ppi,
        # For a comparison of single fingers the position does not matter.
        position=FingerPosition.RIGHT_INDEX,
    )


def _elapsed_ms(start_s: float) -> float:
    return 1_000 * (time.process_time() - start_s)
