import numpy as np
import pytest

from synthesis.images.periods import PeriodParameters, adapted_period
from synthesis.minutiae import true_minutiae
from synthesis.observation import TrueMinutiae
from synthesis.people import Person

ROWS, COLUMNS = np.mgrid[-220.0:260.0:2.0, -180.0:180.0:2.0]


def test_the_period_gives_way_but_stays_within_what_skin_has(someone: Person) -> None:
    for finger in someone.fingers:
        drawn = finger.period_at(COLUMNS, ROWS)
        period = adapted_period(finger, true_minutiae(finger), COLUMNS, ROWS)
        assert period.shape == drawn.shape
        change = np.log(period / drawn)
        assert 0.003 < change.std() < 0.2
        assert 5.0 < np.percentile(period, 1) < np.percentile(period, 99) < 15.0


def test_a_share_of_nothing_follows_only_the_drawn_period(someone: Person) -> None:
    """The drawn period's own slope along the ridges is still smoothed out where it can be."""
    finger = someone.fingers[1]
    truth = true_minutiae(finger)
    still = PeriodParameters(share=0.0, keep_per_px2=1.0)
    period = adapted_period(finger, truth, COLUMNS, ROWS, still)
    assert np.abs(np.log(period / finger.period_at(COLUMNS, ROWS))).max() < 0.01


@pytest.mark.parametrize("sense", [0.0, np.pi])
def test_ridges_grow_narrower_where_minutiae_add_some(someone: Person, sense: float) -> None:
    finger = someone.fingers[1]
    x, y = np.linspace(-40.0, 40.0, 5), np.full(5, -130.0)
    along = finger.field.at(x, y)
    along = np.where(np.cos(along) > 0.0, along, along + np.pi) + sense
    kind, clarity = np.zeros(5, np.uint8), np.zeros(5)
    none = TrueMinutiae(x[:0], y[:0], along[:0], kind[:0], clarity[:0])
    some = TrueMinutiae(x, y, along, kind, clarity)
    half = PeriodParameters(share=0.5)
    without, with_minutiae = (adapted_period(finger, t, COLUMNS, ROWS, half) for t in (none, some))
    ratio = with_minutiae / without
    row, ahead = 45, 1 if sense == 0.0 else -1
    assert ratio[row, 90 + ahead * 40] < ratio[row, 90 - ahead * 40] - 0.02
