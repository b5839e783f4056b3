"""Your own ten-prints: a table of them, NIST's names in a folder, or a folder of EBTS files."""

from benchmarks.data.people.prints import PersonPrint, Skipped, skipped_lines
from benchmarks.data.people.reading import SUPPORTED, read_people
from benchmarks.data.people.table import keep_first
from benchmarks.data.people.transactions import image_of, read_transactions

__all__ = [
    "PersonPrint",
    "SUPPORTED",
    "Skipped",
    "image_of",
    "keep_first",
    "read_people",
    "read_transactions",
    "skipped_lines",
]
