from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.capture import CaptureParameters, captures
from synthesis.population import CaptureShares

PEOPLE = 1500
Latents = NDArray[np.float64]


def latents(shares: CaptureShares, encounter: int = 0) -> Latents:
    """Return (people, fingers)."""
    rows = [captures(seed, encounter, shares=shares).values() for seed in range(PEOPLE)]
    return np.array([[one.latent for one in row] for row in rows])


def correlation(a: Latents, b: Latents) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def test_shares_are_what_the_prints_of_an_encounter_have_in_common() -> None:
    shares = CaptureShares(person=0.5, session=0.3, finger=0.2)
    first, second = latents(shares), latents(shares, 1)
    assert first.mean() == pytest.approx(0.0, abs=0.08)
    assert first.std() == pytest.approx(1.0, abs=0.05)
    # One standard error of a correlation of so many people is below 0.026.
    assert correlation(first[:, 0], first[:, 7]) == pytest.approx(0.8, abs=0.05)
    assert correlation(first[:, 0], second[:, 7]) == pytest.approx(0.5, abs=0.08)
    assert correlation(first[:, 0], second[:, 0]) == pytest.approx(0.5, abs=0.08)


def test_without_shared_factors_fingers_fail_alone() -> None:
    alone = latents(CaptureShares.correlated(0.0))
    assert correlation(alone[:, 1], alone[:, 6]) == pytest.approx(0.0, abs=0.08)


def test_a_harder_capture_is_more_difficult() -> None:
    rows = [one for seed in range(20) for one in captures(seed, 0).values()]
    ordered = sorted(rows, key=lambda one: one.latent)
    assert [one.difficulty for one in ordered] == sorted(one.difficulty for one in rows)
    assert CaptureParameters().median_difficulty == pytest.approx(
        np.median([one.difficulty for one in rows]), rel=0.25
    )


def test_a_finger_is_captured_alike_whichever_others_are_asked_for() -> None:
    only = (FingerPosition.LEFT_RING,)
    assert captures(3, 1, positions=only)[only[0]] == captures(3, 1)[only[0]]


@pytest.mark.parametrize("kind", ImpressionType)
def test_a_session_has_one_sensor_of_its_kind(kind: ImpressionType) -> None:
    sensors = [{one.sensor for one in captures(s, 0, kind=kind).values()} for s in range(30)]
    assert all(len(one) == 1 for one in sensors)
    rolled = kind in (ImpressionType.LIVESCAN_ROLLED, ImpressionType.NONLIVESCAN_ROLLED)
    assert all(sensor.rolled == rolled for one in sensors for sensor in one)


def test_sensors_are_as_frequent_as_stated() -> None:
    thumb = FINGERS[:1]
    seen = Counter(captures(s, 0, positions=thumb)[thumb[0]].sensor for s in range(PEOPLE))
    for sensor, share in CaptureParameters().plain_sensors:
        assert seen[sensor] / PEOPLE == pytest.approx(share, abs=0.05)


def test_the_fingers_of_a_hand_lie_turned_together_in_a_slap() -> None:
    turns = [[one.rotation_rad for one in captures(seed, 0).values()] for seed in range(30)]
    slaps = [row for row in turns if any(row)]
    assert 0 < len(slaps) < len(turns)
    assert all(len(set(row[:5])) == len(set(row[5:])) == 1 for row in slaps)
    assert len({row[0] for row in slaps}) == len(slaps)
