import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.extraction import Extractor
from matcher.types import ImpressionType, Sample
from synthesis.images.rendering import Impression, Master, impression, master
from synthesis.minutiae import true_minutiae
from synthesis.observation import project
from synthesis.people import Person
from synthesis.placement import sample_grid


@pytest.fixture(scope="module")
def grown(someone: Person) -> Master:
    return master(someone.fingers[1])


@pytest.fixture(scope="module")
def taken(grown: Master) -> Impression:
    return impression(grown, 1)


def depth_of(one: Impression) -> NDArray[np.float64]:
    where = one.placement
    columns, rows = np.arange(float(where.width_px)), np.arange(float(where.height_px))
    return np.asarray(sample_grid(columns, rows, where.pose, where.bumps)[2])


def period_px(patch: NDArray[np.uint8]) -> float:
    """Return the period of the strongest wave between 4 and 20 px of a square patch."""
    side = len(patch)
    window = np.hanning(side)[:, None] * np.hanning(side)
    power = np.abs(np.fft.fft2((patch - patch.mean()) * window, (256, 256))) ** 2
    frequency = np.hypot(np.fft.fftfreq(256)[:, None], np.fft.fftfreq(256)[None, :])
    power[(frequency < 1.0 / 20.0) | (frequency > 1.0 / 4.0)] = 0.0
    return float(1.0 / frequency.ravel()[power.argmax()])


def test_prints_are_eight_bit_grey_of_a_sensors_size(grown: Master) -> None:
    plain = impression(grown, 1).pixels
    rolled = impression(grown, 1, ImpressionType.LIVESCAN_ROLLED).pixels
    assert plain.dtype == rolled.dtype == np.uint8
    assert plain.shape == (448, 368)
    assert rolled.shape == (560, 480)


def test_equal_seeds_make_equal_prints(someone: Person, grown: Master, taken: Impression) -> None:
    again = master(someone.fingers[1])
    assert np.array_equal(again.ridges, grown.ridges)
    assert np.array_equal(impression(again, 1).pixels, taken.pixels)


def test_impressions_differ(grown: Master, taken: Impression) -> None:
    assert not np.array_equal(impression(grown, 2).pixels, taken.pixels)


def test_ridges_are_dark_on_a_light_ground(taken: Impression) -> None:
    depth = depth_of(taken)
    ground = taken.pixels[depth > 1.2]
    contact = taken.pixels[depth < 0.8]
    assert np.median(ground) > 200
    assert np.percentile(contact, 20) < np.median(ground) - 60
    assert np.percentile(contact, 90) > np.median(ground) - 60
    assert 0.25 < (contact < np.median(ground) - 60).mean() < 0.75


def test_the_local_period_is_the_fingers(someone: Person, taken: Impression) -> None:
    pixels = taken.pixels
    depth = depth_of(taken)
    seen = [
        period_px(pixels[row : row + 48, column : column + 48])
        for row in range(0, pixels.shape[0] - 48, 24)
        for column in range(0, pixels.shape[1] - 48, 24)
        if depth[row : row + 48, column : column + 48].max() < 0.85
    ]
    assert len(seen) > 10
    assert np.median(seen) == pytest.approx(someone.fingers[1].period_px, rel=0.15)
    assert 6.0 < np.percentile(seen, 5) < np.percentile(seen, 95) < 13.0


def test_an_effortless_capture_has_less_noise(grown: Master) -> None:
    """The same finger twice: clean prints agree better than hard ones."""
    clean = [impression(grown, seed, difficulty=0.0).pixels for seed in (1, 2)]
    hard = [impression(grown, seed, difficulty=2.0).pixels for seed in (1, 2)]
    middle = np.s_[150:300, 110:260]
    agreement = [np.corrcoef(a[middle].ravel(), b[middle].ravel())[0, 1] for a, b in (clean, hard)]
    assert agreement[0] > 0.7 > agreement[1]


def test_a_print_shows_the_clearest_of_the_fingers_minutiae(
    someone: Person, extractor: Extractor
) -> None:
    finger = someone.fingers[1]
    taken = impression(master(finger), 1, ImpressionType.LIVESCAN_ROLLED, difficulty=0.0)
    seen = extractor.extract(Sample(taken.pixels, finger.position))
    truth, where = true_minutiae(finger), taken.placement
    rows = project(truth.x_px, truth.y_px, truth.direction_rad, where.pose, where.bumps)
    found = [
        np.any(
            (np.hypot(seen.x_px - x, seen.y_px - y) < 10.0)
            & (np.cos(seen.direction_rad - direction) > 0.8)
        )
        for x, y, direction, depth in rows[np.argsort(-truth.clarity)]
        if depth < 0.8
    ]
    assert np.mean(found[:8]) > 0.7
    assert np.mean(found[-20:]) < 0.45
