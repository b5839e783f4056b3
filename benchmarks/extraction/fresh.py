"""One extractor in a fresh process: the time to its first template, and the memory that it adds.

    python -m benchmarks.extraction.fresh start|memory VARIANT IMAGES

IMAGES is a file of NumPy with the pixels `first` and `largest`. `start` prints the monotonic clock
at the first template, `memory` prints bytes.
"""

import json
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

# Whatever extracts, a service loads numba and the comparison.
import matcher.comparison  # noqa: F401
from benchmarks.extraction.variants import make
from matcher.errors import SampleError
from matcher.segmentation import segment
from matcher.types import FingerPosition, Sample

if TYPE_CHECKING:
    from benchmarks.data import Extracts


@dataclass(frozen=True)
class Memory:
    """Bytes that an extractor adds to its process."""

    added_bytes: int
    """Anonymous and resident, after the largest image was extracted."""
    peak_bytes: int
    """Of all kinds, at most, while images were extracted."""


def seconds_to_start(variant: str, images: Path) -> float:
    """Start a process, and return the seconds until its first template."""
    started = time.monotonic()
    return float(_run("start", variant, images)["at"]) - started


def memory_of(variant: str, images: Path) -> Memory:
    """Start a process that extracts, and return the memory that its extractor adds."""
    return Memory(**_run("memory", variant, images))


def _run(what: str, variant: str, images: Path) -> dict[str, int]:
    command = [sys.executable, "-m", "benchmarks.extraction.fresh", what, variant, str(images)]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout  # nosec B603 # a list of our own words, no shell
    found: dict[str, int] = json.loads(told)
    return found


def _start(variant: str, first: Sample) -> dict[str, float]:
    _extract(make(variant), first)
    return {"at": time.monotonic()}


def _memory(variant: str, first: Sample, largest: Sample) -> dict[str, int]:
    segment(largest.pixels)
    before, resident = _bytes("RssAnon"), _bytes("VmRSS")
    extractor = make(variant)
    for sample in (first, largest, largest):
        _extract(extractor, sample)
    return {"added_bytes": _bytes("RssAnon") - before, "peak_bytes": _bytes("VmHWM") - resident}


def _bytes(name: str) -> int:
    """Read a figure of this process; `benchmarks.data` would load the extractor beforehand."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024


def _extract(extractor: "Extracts", sample: Sample) -> None:
    with suppress(SampleError):
        extractor.extract(sample)


def _main(what: str, variant: str, images: str) -> None:
    with np.load(images) as pixels:
        first, largest = (
            Sample(pixels[name], FingerPosition.RIGHT_INDEX) for name in ("first", "largest")
        )
    told = _start(variant, first) if what == "start" else _memory(variant, first, largest)
    print(json.dumps(told))


if __name__ == "__main__":
    _main(*sys.argv[1:])
