"""Raw results of identification: one row a search, kept beside the figures made from them."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from benchmarks.identification.searching import Found

Column = NDArray[np.generic]

STAGES = ("shortlist_ms", "rescoring_ms", "comparison_ms")
_NUMBERS = ("probe_finger_count", "mate_rank", "mate_rescored_rank")


@dataclass(frozen=True, eq=False)
class Searches:
    """Columns over searches. Decibels of who is no candidate, cosines of who is not found: -inf."""

    person: NDArray[np.int64]
    """Whose prints were searched with."""
    mated: NDArray[np.bool_]
    """Whether that person is enrolled."""
    probe_finger_count: NDArray[np.int64]
    """Fingers that could be compared; 0 is a failure to extract."""
    mate_rank: NDArray[np.int64]
    """On the shortlist, from 1; 0 where the mate is not there, or nobody is to be found."""
    mate_rescored_rank: NDArray[np.int64]
    mate_cosine: NDArray[np.float64]
    other_cosine: NDArray[np.float64]
    mate_db: NDArray[np.float64]
    mate_llr: NDArray[np.float64]
    mate_finger_count: NDArray[np.int64]
    mate_extrapolated: NDArray[np.bool_]
    other_person: NDArray[np.int64]
    """Who of the others was best; -1 where none was compared."""
    other_db: NDArray[np.float64]
    other_llr: NDArray[np.float64]
    other_finger_count: NDArray[np.int64]
    other_extrapolated: NDArray[np.bool_]
    shortlist_ms: NDArray[np.float64]
    """CPU time."""
    rescoring_ms: NDArray[np.float64]
    comparison_ms: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many searches."""
        return len(self.person)

    def columns(self) -> dict[str, Column]:
        """Return the columns by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def part(self, which: NDArray[np.bool_]) -> "Searches":
        """Return some of the searches."""
        return Searches(**{name: column[which] for name, column in self.columns().items()})  # type: ignore[arg-type]


def table(
    person: NDArray[np.int64],
    mated: NDArray[np.bool_],
    found: Sequence[Found],
) -> Searches:
    """Lay the outcomes of some searches in columns."""

    def column(name: str, kind: type) -> NDArray[np.generic]:
        return np.array([getattr(one, name) for one in found], kind)

    def best(whose: str, name: str, kind: type) -> NDArray[np.generic]:
        return np.array([getattr(getattr(one, whose), name) for one in found], kind)

    judged = {
        f"{whose}_{short}": best(whose, name, kind)
        for whose in ("mate", "other")
        for short, name, kind in (
            ("db", "decibels", float),
            ("llr", "llr", float),
            ("finger_count", "finger_count", int),
            ("extrapolated", "extrapolated", bool),
        )
    }
    plain = {
        name: column(name, int if name in _NUMBERS else float)
        for name in (*_NUMBERS, "mate_cosine", "other_cosine", *STAGES)
    }
    return Searches(
        person=person,
        mated=mated,
        other_person=best("other", "person", int),  # type: ignore[arg-type]
        **plain,  # type: ignore[arg-type]
        **judged,  # type: ignore[arg-type]
    )


def concatenate(parts: Sequence[Searches]) -> Searches:
    """Put searches one after the other; of no parts, no searches."""
    names = [field.name for field in fields(Searches)]
    whole = [_nobody(), *parts]
    return Searches(**{n: np.concatenate([getattr(one, n) for one in whole]) for n in names})


def to_bytes(arrays: Mapping[str, Column]) -> bytes:
    """Write columns, compressed."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def _nobody() -> Searches:
    numbers = np.zeros(0, np.int64)
    return table(numbers, np.zeros(0, np.bool_), [])


def from_bytes(data: bytes) -> Searches:
    """Read the columns of searches, passing over others."""
    with np.load(io.BytesIO(data)) as arrays:
        return Searches(**{field.name: arrays[field.name] for field in fields(Searches)})
