"""What every benchmark reads and writes: datasets, people, templates, results, progress."""

from benchmarks.data import memory, metrics
from benchmarks.data.canvas import canvas
from benchmarks.data.command import option, positive, run_command
from benchmarks.data.datasets import ENCODINGS, Dataset, Print, read_datasets
from benchmarks.data.distractors import (
    FVC_POSITIONS,
    Distractors,
    distractor_templates,
    distractor_vectors,
)
from benchmarks.data.errors import MeasurementError
from benchmarks.data.galleries import (
    GALLERY,
    ORI,
    PEOPLE_DIGEST,
    enrolment_of,
    fill,
    open_gallery,
)
from benchmarks.data.metrics import Floats, Integers
from benchmarks.data.minutiae_samples import minutiae_samples
from benchmarks.data.mixed_people import (
    TWO_INDEX,
    MixedPeople,
    encounter_id,
    mixed_gallery,
    mixed_people,
)
from benchmarks.data.people import (
    SUPPORTED,
    PersonPrint,
    Skipped,
    image_of,
    keep_first,
    read_people,
    read_transactions,
    skipped_lines,
)
from benchmarks.data.results import (
    DEFAULT_CACHE,
    MODEL_CACHE,
    array_bytes,
    machine,
    refuse_repository,
    versions,
    write_atomically,
    write_results,
)
from benchmarks.data.shortlist import Searches, shortlist_ranks
from benchmarks.data.templates import (
    UNMOVED,
    Extraction,
    Extracts,
    Recipe,
    Shift,
    extract_all,
    measure,
    read_pixels,
    read_sample,
    stored_templates,
)
from benchmarks.data.terminal import (
    in_per_cent,
    number_table,
    progress_bar,
    show,
    track,
    with_interval,
)

__all__ = [
    "DEFAULT_CACHE",
    "Dataset",
    "Distractors",
    "ENCODINGS",
    "Extraction",
    "Extracts",
    "FVC_POSITIONS",
    "Floats",
    "GALLERY",
    "Integers",
    "MODEL_CACHE",
    "MeasurementError",
    "MixedPeople",
    "ORI",
    "PEOPLE_DIGEST",
    "PersonPrint",
    "Print",
    "Recipe",
    "SUPPORTED",
    "Searches",
    "Shift",
    "Skipped",
    "TWO_INDEX",
    "UNMOVED",
    "array_bytes",
    "canvas",
    "distractor_templates",
    "distractor_vectors",
    "encounter_id",
    "extract_all",
    "enrolment_of",
    "fill",
    "image_of",
    "in_per_cent",
    "keep_first",
    "machine",
    "measure",
    "memory",
    "metrics",
    "minutiae_samples",
    "mixed_gallery",
    "mixed_people",
    "number_table",
    "open_gallery",
    "option",
    "positive",
    "progress_bar",
    "read_datasets",
    "read_people",
    "read_pixels",
    "read_sample",
    "read_transactions",
    "refuse_repository",
    "run_command",
    "shortlist_ranks",
    "show",
    "skipped_lines",
    "stored_templates",
    "track",
    "versions",
    "with_interval",
    "write_atomically",
    "write_results",
]
