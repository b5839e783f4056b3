"""A kill of some phases each; `make soak kill-index` does fifty of all."""

from pathlib import Path

import pytest

from benchmarks.data.mixed_people import mixed_people
from tests.kill.gallery_data import CACHE
from tests.kill.gallery_harness import GalleryHarness
from tests.kill.gallery_worker import Phase

DONORS, PEOPLE = 40, 300


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("phase", [Phase.SEAL, Phase.COMPACT, Phase.LOAD_DATABASE])
def test_nothing_is_lost_or_doubled_when_the_process_is_killed(
    tmp_path: Path, phase: Phase
) -> None:
    people = mixed_people(DONORS, CACHE)
    kill = GalleryHarness(tmp_path, people, phase, PEOPLE).round(0, seed=7)
    assert kill.faults == []
    assert kill.encounter_count >= PEOPLE
    assert kill.searched_count > 0
