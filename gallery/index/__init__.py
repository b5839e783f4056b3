"""The index: vectors in segments on disk, searched by small and finer codes.

The only folder that knows FAISS. See docs/decisions/0009-segments.md.
"""

from gallery.index.folder import FolderLock, sync_folder, write_durably
from gallery.index.inspection import inspect, verify_folder
from gallery.index.manifest import (
    ImportPosition,
    IndexKind,
    Manifest,
    SegmentEntry,
    write_manifest,
)
from gallery.index.parameters import IndexParameters, IndexStatus, SegmentStatus
from gallery.index.quantiser import (
    CODE_BYTES,
    QUANTISER_FORMAT,
    QUANTISER_PATH,
    TRAINING_SEED,
    FastScan,
    Quantiser,
    learn_centroids,
    load_quantiser,
)
from gallery.index.segmented_index import SegmentedIndex
from gallery.index.set_parts import complete_set, content_of_set
from gallery.index.stored_codes import finger_codes, row_codes
from gallery.index.types import CLASSES, FingerClass, ReferenceBatch, Shortlist, Vectors
from gallery.index.view import best_of_classes, best_of_shortlists, share_of_best

__all__ = [
    "CLASSES",
    "CODE_BYTES",
    "FastScan",
    "FingerClass",
    "FolderLock",
    "IndexKind",
    "IndexParameters",
    "IndexStatus",
    "Manifest",
    "QUANTISER_FORMAT",
    "QUANTISER_PATH",
    "Quantiser",
    "ReferenceBatch",
    "SegmentEntry",
    "SegmentStatus",
    "ImportPosition",
    "SegmentedIndex",
    "Shortlist",
    "TRAINING_SEED",
    "Vectors",
    "best_of_classes",
    "best_of_shortlists",
    "complete_set",
    "content_of_set",
    "finger_codes",
    "inspect",
    "learn_centroids",
    "load_quantiser",
    "row_codes",
    "share_of_best",
    "sync_folder",
    "verify_folder",
    "write_durably",
    "write_manifest",
]
