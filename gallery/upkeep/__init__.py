"""How a gallery stands, and what is done to its index and templates while it is not searched."""

from gallery.upkeep import upkeep
from gallery.upkeep.make_ups import renew_all_make_ups
from gallery.upkeep.reindexing import ReindexReport, pending_count, reindex
from gallery.upkeep.restoring import expunge_again
from gallery.upkeep.status import ClassStatus, GalleryStatus, status_of_folder, status_of_index
from gallery.upkeep.upkeep import compare_with_database

__all__ = [
    "ClassStatus",
    "GalleryStatus",
    "ReindexReport",
    "compare_with_database",
    "expunge_again",
    "pending_count",
    "reindex",
    "renew_all_make_ups",
    "status_of_folder",
    "status_of_index",
    "upkeep",
]
