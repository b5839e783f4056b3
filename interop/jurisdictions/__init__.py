"""Which agency lies in which jurisdiction, and since when its prints go on to IDENT."""

from interop.jurisdictions import csv_file, store
from interop.jurisdictions.rules import (
    NATIONWIDE,
    NO_REGISTRY,
    ActivationPeriod,
    Jurisdiction,
    RecordedPeriod,
    state_of,
)
from interop.jurisdictions.store import Filter

__all__ = [
    "ActivationPeriod",
    "Filter",
    "Jurisdiction",
    "NATIONWIDE",
    "NO_REGISTRY",
    "RecordedPeriod",
    "csv_file",
    "state_of",
    "store",
]
