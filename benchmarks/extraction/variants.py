"""The extractions that are measured, by name: today's paths, and the former one where it is."""

import importlib.util
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.data import Extracts
    from matcher.leader import Leader

FORMER = "former"
EXACT = "exact"
PRUNED = "pruned"


def variants(*, baseline: bool = True) -> "dict[str, Callable[[], Extracts]]":
    """Return what makes each extractor. The former one comes first, the product's own last."""
    names = [FORMER] * baseline + [EXACT, PRUNED]
    return {name: partial(make, name) for name in names}


def make(name: str) -> "Extracts":
    """Make an extractor; nothing is imported that it does not need."""
    if name == FORMER:
        from benchmarks.extraction.baseline import FormerExtractor

        return FormerExtractor()
    from matcher.extraction import Extractor

    return Extractor(pruned=name == PRUNED)


def leader(name: str) -> "Leader":
    """Load the network of one of today's variants alone, to time it."""
    from matcher.leader import Leader

    return Leader(pruned=name == PRUNED)


def has_baseline() -> bool:
    """Tell whether the package that the former extraction needs is installed."""
    return importlib.util.find_spec("openvino") is not None
