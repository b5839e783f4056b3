"""Expungement with a proof: nothing of an encounter is left in any file."""

from gallery.expungement.expunging import Expungement, expunge
from gallery.expungement.searching import Finding, Needles, Trace, files_of, search_files

__all__ = ["Expungement", "Finding", "Needles", "Trace", "expunge", "files_of", "search_files"]
