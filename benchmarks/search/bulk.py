"""Measures imports of files of people: vectors alone, and templates with vectors."""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.search.probes import Probes
from database.connection import open_database
from gallery.transfer import (
    GROUP_ROWS,
    NOT_STATED,
    POSITIONS,
    PeopleBatch,
    PeopleWriter,
    import_people,
    import_reference_set,
)
from matcher.types import FINGERS, ImpressionType
from matcher.vector import VECTOR_DIMENSION, quantise

_WITH_TEMPLATES = 5
"""Of this number of people, one is loaded with templates."""
_NAME = "national"
_ROUNDS = 3

Load = Callable[[Path, Path], None]
"""Imports a file into an empty folder."""


def load_rates(people: Probes, count: int, folder: Path) -> dict[str, Any]:
    """Import files as `tenprint gallery import` does: the median of people a second, and all rates.

    The same few people repeat under other names. Files were just written, so they are read from
    memory. The results are synced, and a set is opened again.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        vectors, both = folder / "vectors.parquet", folder / "templates.parquet"
        fewer = max(1, count // _WITH_TEMPLATES)
        _write(people, count, vectors, templates=False)
        _write(people, fewer, both, templates=True)
        work: dict[str, tuple[int, Path, Load]] = {
            "vectors": (count, vectors, _to_set),
            "templates_and_vectors": (fewer, both, _to_database),
            "templates_and_vectors_to_set": (fewer, both, _to_set),
        }
        rates: dict[str, Any] = {"people": count, "people_with_templates": fewer, "raw": {}}
        for name, (number, file, load) in work.items():
            every = [number / _seconds(load, folder / "made", file) for _ in range(_ROUNDS)]
            rates[f"{name}_per_second"] = median(every)
            rates["raw"][name] = every
        return rates
    finally:
        shutil.rmtree(folder)


def _seconds(load: Load, place: Path, file: Path) -> float:
    place.mkdir()
    started = time.perf_counter()
    load(place, file)
    took = time.perf_counter() - started
    shutil.rmtree(place)
    return took


def _to_set(place: Path, file: Path) -> None:
    import_reference_set(place, _NAME, file)


def _to_database(place: Path, file: Path) -> None:
    database = open_database(f"sqlite:///{place / 'people.sqlite'}")
    try:
        import_people(database, _NAME, file, ori="TENPRINT0", now=lambda: datetime.now(UTC))
    finally:
        database.close()


def _write(people: Probes, count: int, path: Path, *, templates: bool) -> None:
    whose = np.arange(GROUP_ROWS) % people.count
    levels = np.zeros((GROUP_ROWS, len(POSITIONS), VECTOR_DIMENSION), np.int8)
    levels[:, : len(FINGERS)] = quantise(people.vectors)[whose]
    impressions = np.full((GROUP_ROWS, len(POSITIONS)), NOT_STATED, np.int8)
    impressions[:, : len(FINGERS)] = ImpressionType.LIVESCAN_PLAIN
    plain_thumbs = (b"",) * (len(POSITIONS) - len(FINGERS))
    numbers = range(people.count) if templates else ()
    own = [(*people.templates(row), *plain_thumbs) for row in numbers]
    stored = [own[row] for row in whose.tolist()] if templates else None
    with PeopleWriter(path, templates=templates, vectors=True) as writer:
        for first in range(0, count, GROUP_ROWS):
            here = min(GROUP_ROWS, count - first)
            writer.write(
                PeopleBatch(
                    first,
                    [f"P-{first + row}" for row in range(here)],
                    [f"E-{first + row}" for row in range(here)],
                    stored[:here] if stored else None,
                    levels[:here],
                    impressions[:here],
                )
            )
        writer.finish()
