"""The work beside searches: sealing, merging, and reading through what lies on disk."""

from gallery.index.housekeeping.housekeeper import Housekeeper
from gallery.index.housekeeping.thread import HousekeepingThread

__all__ = [
    "Housekeeper",
    "HousekeepingThread",
]
