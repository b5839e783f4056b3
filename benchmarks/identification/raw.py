"""Raw results of identification: one row for each search, kept beside the figures."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import array_bytes
from benchmarks.identification.searching import Found

Column = NDArray[np.generic]

STAGES = ("shortlist_ms", "rescoring_ms", "comparison_ms")
_OF_FOUND = {field.name for field in fields(Found)}


@dataclass(frozen=True, eq=False)
class Searches:
    """Columns over searches.

    Decibels of a person who is no candidate, and cosines of a person who is not found, are -inf.
    """

    person: NDArray[np.int64]
    """The person whose prints were searched with."""
    mated: NDArray[np.bool_]
    """Whether that person is enrolled."""
    probe_finger_count: NDArray[np.int64]
    """Fingers that could be compared; 0 is a failure to extract."""
    mate_rank: NDArray[np.int64]
    """Rank on the shortlist, from 1; 0 if the mate is not on it, or there is no mate."""
    mate_rescored_rank: NDArray[np.int64]
    mate_cosine: NDArray[np.float64]
    other_cosine: NDArray[np.float64]
    mate_db: NDArray[np.float64]
    mate_llr: NDArray[np.float64]
    mate_finger_count: NDArray[np.int64]
    mate_extrapolated: NDArray[np.bool_]
    other_person: NDArray[np.int64]
    """The best of the others; -1 if none was compared."""
    other_db: NDArray[np.float64]
    other_llr: NDArray[np.float64]
    other_finger_count: NDArray[np.int64]
    other_extrapolated: NDArray[np.bool_]
    shortlist_ms: NDArray[np.float64]
    """CPU time."""
    rescoring_ms: NDArray[np.float64]
    comparison_ms: NDArray[np.float64]
    left_out_count: NDArray[np.int64]
    """References of the person that the search did not go through."""
    encounter: NDArray[np.int64]
    """Which of the person's encounters was searched with."""
    fingers: NDArray[np.int64]
    """Bit f - 1 is set if finger f was searched with."""

    @property
    def count(self) -> int:
        """How many searches."""
        return len(self.person)

    def columns(self) -> dict[str, Column]:
        """Return the columns by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def part(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> "Searches":
        """Return some of the searches."""
        return Searches(**{name: column[which] for name, column in self.columns().items()})  # type: ignore[arg-type]


def table(
    person: NDArray[np.int64],
    mated: NDArray[np.bool_],
    found: Sequence[Found],
    *,
    encounter: NDArray[np.int64] | None = None,
    fingers: NDArray[np.int64] | None = None,
) -> Searches:
    """Lay the outcomes of some searches in columns: `mate_db` is the `db` of the `mate`."""
    not_told = np.zeros(len(found), np.int64)
    columns: dict[str, Any] = {
        "person": person,
        "mated": mated,
        "encounter": not_told if encounter is None else encounter,
        "fingers": not_told if fingers is None else fingers,
    }
    for name, hint in get_type_hints(Searches).items():
        if name not in columns:
            of_best = attrgetter(name.replace("_", ".", 1))
            value = attrgetter(name) if name in _OF_FOUND else of_best
            columns[name] = np.array([value(one) for one in found], _kind(hint))
    return Searches(**columns)


def _kind(column: object) -> type[np.generic]:
    """Return np.int64 for NDArray[np.int64]."""
    kind: type[np.generic] = get_args(get_args(column)[1])[0]
    return kind


def concatenate(parts: Sequence[Searches]) -> Searches:
    """Put searches one after the other; without parts there are no searches."""
    names = [field.name for field in fields(Searches)]
    nobody = table(np.zeros(0, np.int64), np.zeros(0, np.bool_), [])
    whole = [nobody, *parts]
    return Searches(**{n: np.concatenate([getattr(one, n) for one in whole]) for n in names})


def to_bytes(arrays: Mapping[str, Column]) -> bytes:
    """Write columns, compressed."""
    return array_bytes(arrays, compressed=True)


def from_bytes(data: bytes) -> Searches:
    """Read the columns of searches; other columns are ignored."""
    with np.load(io.BytesIO(data)) as arrays:
        return Searches(**{field.name: arrays[field.name] for field in fields(Searches)})
