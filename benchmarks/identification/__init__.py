"""Identification among many people, by the gallery's own index and search."""

from benchmarks.identification.assembly import PROBE_ENCOUNTER, STRANGERS
from benchmarks.identification.blocks import Block, Work, list_blocks, make_missing
from benchmarks.identification.sources import (
    MinutiaeSource,
    capture_shares,
    features_digest,
    minutiae_source,
)

__all__ = [
    "Block",
    "MinutiaeSource",
    "PROBE_ENCOUNTER",
    "STRANGERS",
    "Work",
    "capture_shares",
    "features_digest",
    "list_blocks",
    "make_missing",
    "minutiae_source",
]
