"""What issue 12 asks for, beside what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.extraction.figures import BLOCKS
from benchmarks.extraction.variants import EXACT, FORMER

MOST_COST = 0.40
MOST_BLOCK_COST = 0.35
MOST_CARD_S = 0.9
MOST_AROUND = 0.10
LEAST_SAME = 0.995
MOST_MEMORY = 0.5
MOST_START = 1.0


@dataclass(frozen=True)
class Target:
    """A row of the table."""

    what: str
    limit: str
    measured: str
    met: bool


def targets(figures: Mapping[str, Any]) -> list[Target]:
    """Judge the product's own extraction; what was not measured has no row."""
    own = figures["variants"][-1]
    return [*_cost(figures["cost"], own), *_same(figures["same"]),
            *_scores(figures["scores"]), *_fresh(figures, own)]  # fmt: skip


def _cost(sets: list[dict[str, Any]], own: str) -> Iterator[Target]:
    for one in sets:
        name, limit = one["name"], MOST_BLOCK_COST if one["name"] == BLOCKS else MOST_COST
        if one["ratio"]:
            ratio = one["ratio"][own]["median"]
            yield _most(f"{name}: CPU of {own}, of {FORMER}", limit, ratio)
        if "card_core_s" in one:
            yield _most("a card of ten blocks, core-seconds", MOST_CARD_S, one["card_core_s"][own])
        around = one["around_network"]["median"]
        yield _most(f"{name}: around the network, of it", MOST_AROUND, around)


def _same(found: Mapping[str, Any]) -> Iterator[Target]:
    for name, one in found.get(f"{EXACT}, {FORMER}", {}).items():
        share = one["image_share"]
        measured = f"{share:.2%} of {one['images']}"
        what = f"{name}: images with the same minutiae, {EXACT} and {FORMER}"
        yield Target(what, f"≥ {LEAST_SAME:.1%}", measured, share >= LEAST_SAME)


def _scores(groups: Mapping[str, Any]) -> Iterator[Target]:
    for group, found in groups.items():
        for name, one in found["judged"].items():
            if "worse_than_shifts" in one and name != FORMER:
                worse = one["worse_than_shifts"]
                yield Target(f"{group}: figures of {name} outside the shifts", "none",
                             ", ".join(worse) or "none", not worse)  # fmt: skip


def _fresh(figures: Mapping[str, Any], own: str) -> Iterator[Target]:
    if "memory_ratio" in figures:
        yield _most(f"memory of {own}, of {FORMER}", MOST_MEMORY, figures["memory_ratio"][own])
        start = figures["start_s"]
        ratio = start[own]["median"] / start[FORMER]["median"]
        yield _most(f"start of {own}, of {FORMER}", MOST_START, ratio)


def _most(what: str, limit: float, measured: float) -> Target:
    return Target(what, f"≤ {limit:.2f}", f"{measured:.3f}", measured <= limit)
