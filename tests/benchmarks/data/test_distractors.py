from pathlib import Path

import numpy as np

from benchmarks.data import distractors
from benchmarks.data.distractors import BLOCK_FINGERS, Distractors, distractor_templates
from synthesis.first import FirstPopulation


def test_distractors_are_kept_and_cut_to_their_number(tmp_path: Path) -> None:
    wanted = Distractors(FirstPopulation(), 12, tmp_path)
    (made,) = list(wanted)
    (path,) = tmp_path.rglob("*.f32")
    written = path.stat().st_mtime_ns
    (again,) = list(wanted)
    assert np.array_equal(made, again)
    assert path.stat().st_mtime_ns == written
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert len(made) == 12 < BLOCK_FINGERS
    assert np.array_equal(distractors.distractor_vectors(FirstPopulation(), 5, tmp_path), made[:5])


def test_each_distractor_is_another_finger() -> None:
    taken = list(distractor_templates(FirstPopulation(), 6))
    places = {template.x_px.tobytes() for template in taken}
    assert len(places) == 6
    (fifth,) = distractor_templates(FirstPopulation(), 1, first=4)
    assert np.array_equal(fifth.x_px, taken[4].x_px)
