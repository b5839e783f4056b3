"""Your own ten-prints: a table of them, or folders with the names of NIST's databases."""

from benchmarks.data.people.prints import PersonPrint, Skipped
from benchmarks.data.people.reading import SUPPORTED, read_people
from benchmarks.data.people.table import keep_first

__all__ = ["PersonPrint", "SUPPORTED", "Skipped", "keep_first", "read_people"]
