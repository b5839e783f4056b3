"""How fast people are loaded in bulk: vectors alone, and templates with their vectors."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.search.probes import Probes
from gallery.index_quantiser import Quantiser
from gallery.segments.finer import FinerCode
from gallery.segments.sealing import write_sealed
from gallery.types_index import FingerClass, ReferenceBatch

_BATCH = 1_000


def load_rates(
    people: Probes, count: int, finer: FinerCode, quantiser: Quantiser, folder: Path
) -> dict[str, float]:
    """Write so many people as a sealed segment, twice; people a second of wall and CPU time.

    The same few people come again and again under new ids: what is read is in memory, what is
    written is written, synced, and opened again.
    """
    rates = {}
    for name, with_templates in (("vectors", False), ("templates_and_vectors", True)):
        batches = _batches(people, count, with_templates=with_templates)
        target = folder / f"bulk-{name}"
        shutil.rmtree(target, ignore_errors=True)
        started, worked = time.perf_counter(), time.process_time()
        write_sealed(target, FingerClass.TEN, finer, quantiser, batches).close()
        rates[f"{name}_per_second"] = count / (time.perf_counter() - started)
        rates[f"{name}_per_cpu_second"] = count / (time.process_time() - worked)
        shutil.rmtree(target)
    return {"people": count, **rates}


def _batches(people: Probes, count: int, *, with_templates: bool) -> Iterator[ReferenceBatch]:
    size = min(_BATCH, people.count)
    vectors = people.vectors[:size]
    stored = [people.templates(number) if with_templates else () for number in range(size)]
    for first in range(0, count, size):
        here = min(size, count - first)
        yield ReferenceBatch(
            np.arange(first + 1, first + here + 1), vectors[:here], stored[:here], [""] * here
        )
