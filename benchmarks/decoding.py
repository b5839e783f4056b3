"""Measures what it costs to decode prints in worker processes instead of in this process.

    python -m benchmarks.decoding [DIR...] --json OUT

Prints: rendered people, and the images of each DIR. Each print is encoded in every encoding and
decoded in pairs, here and in a worker, in alternating order. The cost is the difference of a pair.
Also measured: how long a worker takes to start, and what it holds in memory.
"""

import io
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.data import ENCODINGS, option, read_datasets, run_command, write_results
from matcher.codecs import Encoding, decode, encode_wsq
from matcher.decoding import DecodeImage, DecodingPool, EncodedImage, decode_image
from synthesis.images import render_person
from synthesis.people import person

Figures = dict[str, Any]
Pixels = NDArray[np.uint8]

FIRST_SEED = 9_600_000
PPI = 500


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("real prints of a set", nargs="*", metavar="DIR")
    json: Path = option("file for the figures")
    people: int = option("rendered people, ten prints each", 3)
    prints: int = option("prints of each DIR", 30)
    rounds: int = option("pairs a print and encoding", 4)


def run(arguments: Run) -> Figures:
    """Measure, write and show."""
    started_s = time.perf_counter()
    pool = DecodingPool(1)
    pool.wait_until_ready()
    start_ms = 1_000 * (time.perf_counter() - started_s)
    try:
        images = list(_images(arguments))
        rows = [_row(name, encoding, images, pool, arguments) for name, encoding in _kinds(images)]
        memory_mib = _resident_mib(pool.pids[0])
    finally:
        pool.close()
    figures = {"start_ms": start_ms, "worker_resident_mib": memory_mib, "rows": rows}
    write_results(arguments.json, figures, seed=FIRST_SEED)
    print(f"a worker starts in {start_ms:.0f} ms and holds {memory_mib:.0f} MiB")
    for row in rows:
        print(
            f"{row['prints']:16} {row['encoding']:10} {row['pixels_median'] / 1e6:.2f} MP: "
            f"here {row['here_ms_median']:.2f} ms, in a worker {row['there_ms_median']:.2f} ms, "
            f"more a print: median {row['more_ms_median']:.2f} ms, p95 {row['more_ms_p95']:.2f} ms"
        )
    return figures


def _images(arguments: Run) -> Iterator[tuple[str, Pixels]]:
    for seed in range(FIRST_SEED, FIRST_SEED + arguments.people):
        for pixels in render_person(person(seed), 0).values():
            yield "rendered", pixels
    for dataset in read_datasets(arguments.folders):
        for one in dataset.prints[: arguments.prints]:
            encoding = ENCODINGS[one.path.suffix.lower()]
            yield dataset.name, decode(one.path.read_bytes(), encoding)


def _kinds(images: Sequence[tuple[str, Pixels]]) -> list[tuple[str, Encoding]]:
    names = dict.fromkeys(name for name, _ in images)
    return [(name, encoding) for name in names for encoding in Encoding]


def _encode(pixels: Pixels, encoding: Encoding) -> EncodedImage:
    height, width = pixels.shape
    if encoding is Encoding.RAW_GREY8:
        return EncodedImage(pixels.tobytes(), encoding, PPI, width, height)
    if encoding is Encoding.WSQ:
        return EncodedImage(encode_wsq(pixels), encoding, PPI)
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, encoding.name)
    return EncodedImage(data.getvalue(), encoding, PPI)


def _row(
    name: str,
    encoding: Encoding,
    images: Sequence[tuple[str, Pixels]],
    pool: DecodingPool,
    arguments: Run,
) -> Figures:
    """Time all pairs of one encoding. The first round of each print is not counted."""
    own = [_encode(pixels, encoding) for of, pixels in images if of == name]
    here: list[float] = []
    there: list[float] = []
    for image in own:
        for number in range(arguments.rounds + 1):
            ways: list[tuple[list[float], DecodeImage]] = [
                (here, decode_image),
                (there, pool.decode),
            ]
            for times, way in ways if number % 2 else ways[::-1]:
                times.append(_time_ms(way, image))
            if not number:
                here.pop()
                there.pop()
    more = np.array(there) - np.array(here)
    return {
        "prints": name,
        "encoding": encoding.value,
        "print_count": len(own),
        "pair_count": len(more),
        "pixels_median": float(np.median([p.size for of, p in images if of == name])),
        "here_ms_median": float(np.median(here)),
        "there_ms_median": float(np.median(there)),
        "more_ms_median": float(np.median(more)),
        "more_ms_p95": float(np.percentile(more, 95)),
        "here_ms": [round(one, 4) for one in here],
        "there_ms": [round(one, 4) for one in there],
    }


def _time_ms(way: DecodeImage, image: EncodedImage) -> float:
    started_s = time.perf_counter()
    way(image)
    return 1_000 * (time.perf_counter() - started_s)


def _resident_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 2**20


main = partial(run_command, "benchmarks.decoding", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
