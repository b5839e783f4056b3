"""People in and out by the file, and reference sets without a database."""

from gallery.transfer.exporting import export_people
from gallery.transfer.file import GROUP_ROWS, NOT_STATED, POSITIONS, PeopleBatch
from gallery.transfer.importing import Outcome, import_people
from gallery.transfer.reader import PeopleReader
from gallery.transfer.reference_sets import import_reference_set
from gallery.transfer.rows import make_enrolment, unit_vectors
from gallery.transfer.writer import PeopleWriter

__all__ = [
    "GROUP_ROWS",
    "NOT_STATED",
    "Outcome",
    "POSITIONS",
    "PeopleBatch",
    "PeopleReader",
    "PeopleWriter",
    "export_people",
    "import_people",
    "import_reference_set",
    "make_enrolment",
    "unit_vectors",
]
