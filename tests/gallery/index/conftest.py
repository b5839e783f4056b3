from pathlib import Path

import pytest

from gallery.index.quantiser import load_quantiser
from gallery.index.segment.finer import FINER_CODES
from gallery.index.segment.open import OpenSegment
from gallery.index.segment.sealed import SealedSegment
from gallery.index.types import FingerClass
from tests.gallery.index.references import batch

INT8 = FINER_CODES["int8-512"]


@pytest.fixture
def open_segment(tmp_path: Path) -> OpenSegment:
    """Two hundred references in two appends."""
    segment = OpenSegment.create(tmp_path / "open", FingerClass.TEN, INT8, load_quantiser(), 250)
    segment.append(batch(range(10, 1_510, 10)))
    segment.append(batch(range(1_510, 2_010, 10)))
    return segment


@pytest.fixture
def sealed(open_segment: OpenSegment) -> SealedSegment:
    """The same references, sealed."""
    return open_segment.seal()
