"""Raw results: every score that the metrics need, before judging."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Dataset, Extraction, Integers, Searches, shortlist_ranks
from matcher.comparison import prepare, score, score_packed
from matcher.cylinders import NO_CYLINDERS, Cylinders, PackedCylinders, pack
from matcher.types import Template
from matcher.vector import VECTOR_DIMENSION, vector

FAILED_SCORE = -1.0
"""The score of a pair with a print without a template: below every comparison score."""
_JOINED = (
    *("finger", "impression", "stratum", "quality", "usable", "row", "column", "score"),
    *("pixel_count", "extract_cpu_ms"),
)
"""Columns of RawScores that pooling joins."""


@dataclass(frozen=True, eq=False)
class RawScores:
    """The scores of one set of prints, or of several sets pooled."""

    name: str
    finger: Integers
    """(images,) 0 to fingers - 1."""
    impression: Integers
    """(images,) from 0 in each finger."""
    stratum: Integers
    """(fingers,) the set that each finger belongs to."""
    quality: Integers
    """(images,) 0 to 100; 0 without a template."""
    usable: NDArray[np.bool_]
    """(images,) False without a template."""
    row: Integers
    column: Integers
    """(pairs,) compared images: each pair once, within one set."""
    score: NDArray[np.float32]
    """(pairs,)"""
    search_score: NDArray[np.float32]
    """(probes, fingers): later impressions against the first of each finger."""
    shortlist_rank: Integers
    """(probes,) of the mate by the cosine of vectors, in a gallery with the distractors."""
    shortlist_rank_int8: Integers
    shortlist_rank_sign: Integers
    """The same with a gallery of fewer bytes."""
    pixel_count: Integers
    extract_cpu_ms: NDArray[np.float64]
    """(images,)"""
    prepare_cpu_ms: float
    vector_cpu_ms: float
    """Mean per image."""
    compare_cpu_ms: float
    """Mean per comparison of prepared templates."""

    @property
    def probe(self) -> Integers:
        """Images that search: all except first impressions."""
        return np.flatnonzero(self.impression > 0)

    @property
    def mated(self) -> NDArray[np.bool_]:
        """(pairs,) whether both images are of one finger."""
        return np.asarray(self.finger[self.row] == self.finger[self.column])

    @property
    def first_impressions(self) -> NDArray[np.bool_]:
        """(pairs,) whether both images are first impressions: FVC's non-mated pairs."""
        return np.asarray((self.impression[self.row] == 0) & (self.impression[self.column] == 0))


@dataclass(frozen=True, eq=False)
class PreparedSet:
    """A set of prints, ready to be compared."""

    raw: RawScores
    """Scores among the set's own prints, without searches."""
    cylinders: list[Cylinders | None]
    vectors: NDArray[np.float32]


def score_set(dataset: Dataset, extractions: Sequence[Extraction]) -> PreparedSet:
    """Prepare the templates of a set and compare all pairs."""
    finger, impression = _number(dataset)
    templates = [extraction.template for extraction in extractions]
    _compile(templates)
    start_s = time.thread_time()
    cylinders = [None if one is None else prepare(one) for one in templates]
    prepare_ms, start_s = _mean_ms(start_s, len(templates)), time.thread_time()
    vectors = np.stack([_vector(one) for one in templates])
    vector_ms = _mean_ms(start_s, len(templates))
    row, column = np.triu_indices(len(templates), 1)
    packed = pack([NO_CYLINDERS if one is None else one for one in cylinders])
    start_s = time.thread_time()
    scores = np.concatenate(
        [_scores(one, packed, np.arange(i + 1, len(cylinders))) for i, one in enumerate(cylinders)]
    )
    compare_ms = _mean_ms(start_s, len(scores))
    usable = np.array([one is not None for one in templates])
    scores[~(usable[row] & usable[column])] = FAILED_SCORE
    raw = RawScores(
        name=dataset.name,
        finger=finger,
        impression=impression,
        stratum=np.zeros(int(finger.max()) + 1, np.int64),
        quality=np.array([0 if one is None else one.quality for one in templates]),
        usable=usable,
        row=row.astype(np.int64),
        column=column.astype(np.int64),
        score=scores,
        search_score=np.empty((0, 0), np.float32),
        shortlist_rank=np.empty(0, np.int64),
        shortlist_rank_int8=np.empty(0, np.int64),
        shortlist_rank_sign=np.empty(0, np.int64),
        pixel_count=np.array([one.pixel_count for one in extractions]),
        extract_cpu_ms=np.array([one.extract_cpu_ms for one in extractions]),
        prepare_cpu_ms=prepare_ms,
        vector_cpu_ms=vector_ms,
        compare_cpu_ms=compare_ms,
    )
    return PreparedSet(raw, cylinders, vectors)


def pool(sets: Sequence[PreparedSet]) -> PreparedSet:
    """Join sets: pairs stay within their set, searches go through all fingers."""
    images = np.cumsum([0, *(len(one.raw.finger) for one in sets)])
    fingers = np.cumsum([0, *(len(one.raw.stratum) for one in sets)])
    raws = [
        replace(
            one.raw,
            finger=one.raw.finger + fingers[k],
            stratum=one.raw.stratum + k,
            row=one.raw.row + images[k],
            column=one.raw.column + images[k],
        )
        for k, one in enumerate(sets)
    ]
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(raw, name) for raw in raws]) for name in _JOINED
    }
    pairs = np.array([len(raw.row) for raw in raws])
    raw = replace(
        raws[0],
        name="pooled",
        **joined,
        prepare_cpu_ms=_mean([raw.prepare_cpu_ms for raw in raws], np.diff(images)),
        vector_cpu_ms=_mean([raw.vector_cpu_ms for raw in raws], np.diff(images)),
        compare_cpu_ms=_mean([raw.compare_cpu_ms for raw in raws], pairs),
    )
    cylinders = [c for one in sets for c in one.cylinders]
    return PreparedSet(raw, cylinders, np.concatenate([one.vectors for one in sets]))


def search(prepared: PreparedSet, distractors: Iterable[NDArray[np.float32]]) -> RawScores:
    """Search first impressions with all later impressions, by score and by vector.

    distractors: blocks of vectors that are added to the shortlist's gallery.
    """
    raw = prepared.raw
    # Prints are ordered by finger, so the row of a first impression is the finger's number.
    gallery = np.flatnonzero(raw.impression == 0)
    packed = pack([prepared.cylinders[image] or NO_CYLINDERS for image in gallery])
    numbers = np.arange(len(gallery))
    scores = np.stack([_scores(prepared.cylinders[i], packed, numbers) for i in raw.probe])
    scores[:, ~raw.usable[gallery]] = FAILED_SCORE
    vectors = prepared.vectors
    searches = Searches(vectors[raw.probe], vectors[gallery], raw.finger[raw.probe])
    ranks = shortlist_ranks(searches, distractors)
    return replace(
        raw,
        search_score=scores,
        shortlist_rank=ranks["float"],
        shortlist_rank_int8=ranks["int8"],
        shortlist_rank_sign=ranks["sign"],
    )


def save(path: Path, sets: Sequence[RawScores]) -> None:
    """Store raw scores as `set/field`."""
    columns = {
        f"{raw.name}/{field.name}": getattr(raw, field.name)
        for raw in sets
        for field in fields(RawScores)
        if field.name != "name"
    }
    np.savez_compressed(path, allow_pickle=False, **columns)


def load(path: Path) -> list[RawScores]:
    """Read the raw scores of `save`."""
    sets: dict[str, dict[str, object]] = {}
    with np.load(path) as data:
        for key in data.files:
            name, _, field = key.rpartition("/")
            value = data[key]
            sets.setdefault(name, {})[field] = value if value.ndim else float(value)
    return [RawScores(name=name, **columns) for name, columns in sets.items()]  # type: ignore[arg-type]


def _number(dataset: Dataset) -> tuple[Integers, Integers]:
    """Number fingers, and each finger's impressions, from 0."""
    _, finger = np.unique([one.finger for one in dataset.prints], return_inverse=True)
    impression = np.arange(len(finger)) - np.searchsorted(finger, finger)
    return finger.astype(np.int64), impression.astype(np.int64)


def _compile(templates: Sequence[Template | None]) -> None:
    """Run every kernel once, so that no timing contains compilation."""
    for one in templates:
        if one is not None:
            cylinders = prepare(one)
            score(cylinders, cylinders)
            vector(one)
            return


def _vector(one: Template | None) -> NDArray[np.float32]:
    return np.zeros(VECTOR_DIMENSION, np.float32) if one is None else vector(one)


def _scores(
    probe: Cylinders | None, packed: PackedCylinders, which: Integers
) -> NDArray[np.float32]:
    if probe is None:
        return np.full(len(which), FAILED_SCORE, np.float32)
    return score_packed(probe, packed, which)


def _mean(values: Sequence[float], counts: Integers) -> float:
    return float(np.average(values, weights=counts))


def _mean_ms(start_s: float, count: int) -> float:
    return 1_000 * (time.thread_time() - start_s) / count
