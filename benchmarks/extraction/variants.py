"""The extractions that are measured, by name: today's paths, and the former one where it is."""

import importlib.util
import inspect
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from matcher.extraction import Extractor
from matcher.leader import Leader

if TYPE_CHECKING:
    from benchmarks.data import Extracts

FORMER = "former"
EXACT = "exact"
PRUNED = "pruned"


def variants(*, baseline: bool = True) -> dict[str, "Callable[[], Extracts]"]:
    """Return what makes each extractor. The former one comes first, the product's own last."""
    found: dict[str, Callable[[], Extracts]] = {FORMER: _former} if baseline else {}
    if _prunes():
        exact: Callable[[], Extracts] = partial(Extractor, **_pruned(False))
        return found | {EXACT: exact, PRUNED: partial(Extractor, **_pruned(True))}
    return found | {EXACT: Extractor}


def leader(name: str) -> Leader:
    """Load the network of one of today's variants alone, to time it."""
    return Leader(**_pruned(name == PRUNED)) if _prunes() else Leader()


def has_baseline() -> bool:
    """Tell whether the package that the former extraction needs is installed."""
    return importlib.util.find_spec("openvino") is not None


def _former() -> "Extracts":
    from benchmarks.extraction.baseline import FormerExtractor

    return FormerExtractor()


def _prunes() -> bool:
    return "pruned" in inspect.signature(Extractor).parameters


def _pruned(wanted: bool) -> dict[str, Any]:
    return {"pruned": wanted}
