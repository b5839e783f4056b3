"""What an index asks of memory: huge pages, and maps of files that may be cut short."""

from gallery.index.memory.cut_short import GuardedMap, take_faults
from gallery.index.memory.huge_pages import ask_for_huge_pages

__all__ = ["GuardedMap", "ask_for_huge_pages", "take_faults"]
