from pathlib import Path

import pytest

from gallery.index_quantiser import load_quantiser
from gallery.segments.finer import FINER_CODES
from gallery.segments.open_segment import OpenSegment
from gallery.segments.sealed_segment import SealedSegment
from gallery.types_index import FingerClass
from tests.gallery.segments.references import batch

INT8 = FINER_CODES["int8-512"]


@pytest.fixture
def open_segment(tmp_path: Path) -> OpenSegment:
    """Two hundred references in two appends."""
    segment = OpenSegment.create(tmp_path / "open", FingerClass.TEN, INT8, 250)
    segment.append(batch(range(10, 1_510, 10)))
    segment.append(batch(range(1_510, 2_010, 10)))
    return segment


@pytest.fixture
def sealed(open_segment: OpenSegment) -> SealedSegment:
    """The same references, sealed."""
    return open_segment.seal(load_quantiser())
