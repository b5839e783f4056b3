import numpy as np
from numpy.typing import NDArray

from synthesis.images.skin import mark
from synthesis.people import people


def relief() -> NDArray[np.float32]:
    return np.asarray(np.broadcast_to(np.sin(np.arange(300) * 0.7), (400, 300)), np.float32)


def marked(seed: int, number: int = 1) -> NDArray[np.float32]:
    (one,) = people([seed])
    rng = np.random.Generator(np.random.PCG64(seed))
    return np.asarray(mark(relief(), one.fingers[number], rng))


def test_marks_only_take_away_from_ridges_and_spare_most_of_them() -> None:
    changes = [np.abs(marked(seed) - relief()) > 0.5 for seed in range(12)]
    assert all(change.mean() < 0.4 for change in changes)
    assert np.mean([change.mean() for change in changes]) > 0.005


def test_some_hands_are_creased_far_more_than_others() -> None:
    cut = [(marked(seed) < -1.3).mean() for seed in range(24)]
    assert np.percentile(cut, 95) > 2.5 * np.median(cut)
