"""CPU time of extractions of the same image, in turns and in one process."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.data import Extracts, Floats, progress_bar, read_sample
from benchmarks.extraction.variants import leader
from matcher.errors import SampleError
from matcher.extraction import ExtractionParameters
from matcher.leader import Leader
from matcher.segmentation import segment
from matcher.types import Sample

NETWORK = "network"
READING = "reading"
_WARM_UP = 2
"""Rounds that are not counted: kernels are compiled, memory is taken."""


@dataclass(frozen=True, eq=False)
class Times:
    """CPU seconds of a set of images: (images, rounds) by what was timed.

    The names are those of the variants; `network` is the product's network alone, and `reading`
    decodes, resamples and checks the image.
    """

    name: str
    seconds: Mapping[str, Floats]


class Stopwatch:
    """The extractors that are timed, each loaded once."""

    def __init__(self, variants: Mapping[str, Callable[[], Extracts]], rounds: int) -> None:
        """Load them all."""
        # As in the service: one thread a worker.
        cv2.setNumThreads(1)
        self._extractors = {name: make() for name, make in variants.items()}
        self._network = leader([*variants][-1])
        self._rounds = rounds

    def time(self, name: str, paths: Sequence[Path], ppi: int) -> Times:
        """Time the images that can be read, in every round all extractions of one image."""
        seconds: dict[str, list[list[float]]] = {}
        with progress_bar() as progress:
            task = progress.add_task(f"timing {name}", total=len(paths))
            for number, path in enumerate(paths):
                for what, taken in self._time_image(path, ppi, first=number == 0).items():
                    seconds.setdefault(what, []).append(taken)
                progress.advance(task)
        return Times(name, {what: np.array(taken) for what, taken in seconds.items()})

    def _time_image(self, path: Path, ppi: int, *, first: bool) -> dict[str, list[float]]:
        try:
            sample = read_sample(path, ppi)
        except SampleError:
            return {}
        works: dict[str, Callable[[], object]] = {
            name: _extraction(one, sample) for name, one in self._extractors.items()
        }
        works[NETWORK] = _detection(self._network, sample)
        works[READING] = lambda: read_sample(path, ppi)
        taken: dict[str, list[float]] = {name: [] for name in works}
        for turn in range(-_WARM_UP if first else 0, self._rounds):
            # Every second round goes backwards, so that none always comes after the same other.
            for name in list(works)[:: 1 if turn % 2 else -1]:
                started = time.process_time()
                works[name]()
                taken[name].append(time.process_time() - started)
        return {name: one[-self._rounds :] for name, one in taken.items()}


def _extraction(extractor: Extracts, sample: Sample) -> Callable[[], object]:
    def work() -> None:
        try:
            extractor.extract(sample)
        except SampleError:
            return

    return work


def _detection(network: Leader, sample: Sample) -> Callable[[], object]:
    """Run the network on what the extractor gives it."""
    p = ExtractionParameters()
    foreground = segment(sample.pixels)
    box = foreground.box(p.crop_margin_px)
    return lambda: network.detect(sample.pixels, p.min_quality, box, foreground.mask)
