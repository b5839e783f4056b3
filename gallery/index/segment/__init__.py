"""One segment of the index: its files, their checksums, how it is sealed, merged and expunged."""

from gallery.index.segment import records
from gallery.index.segment.coded_rows import CodedRows
from gallery.index.segment.files import CODES, FINER, RECORDS, ROWS, SUMS, Damage, read_header
from gallery.index.segment.finer import FINER_CODES, FinerCode
from gallery.index.segment.interface import Found, Segment, best_places
from gallery.index.segment.open import OpenSegment
from gallery.index.segment.records import Record
from gallery.index.segment.rows import ROW, sum_of_rows
from gallery.index.segment.sealed import SealedSegment
from gallery.index.segment.sealing import copy_some, merge, write_coded, write_sealed

__all__ = [
    "CODES",
    "CodedRows",
    "Damage",
    "FINER",
    "FINER_CODES",
    "FinerCode",
    "Found",
    "OpenSegment",
    "RECORDS",
    "ROW",
    "ROWS",
    "Record",
    "SUMS",
    "SealedSegment",
    "Segment",
    "best_places",
    "copy_some",
    "merge",
    "read_header",
    "records",
    "sum_of_rows",
    "write_coded",
    "write_sealed",
]
