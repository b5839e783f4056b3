"""Expungement with a proof: nothing of an encounter is left in any file."""

from gallery.expungement.expunging import Expungement, Place, expunge, prove_again
from gallery.expungement.keeping import kept
from gallery.expungement.searching import Finding, Needles, Trace, files_of, search_files

__all__ = [
    "Expungement",
    "Finding",
    "Needles",
    "Place",
    "Trace",
    "expunge",
    "files_of",
    "kept",
    "prove_again",
    "search_files",
]
