import numpy as np
import pytest

from matcher import template
from matcher.comparison import prepare, score
from matcher.extraction import Extractor
from matcher.turning import turned_over
from matcher.types import FingerPosition, Sample
from synthesis.minutiae import minutiae_template
from synthesis.people import person
from tests.images import print_pixels

FINGER = FingerPosition.RIGHT_INDEX


def test_the_image_turned_over_gives_the_template_turned_over(extractor: Extractor) -> None:
    pixels = print_pixels(3)
    upright = extractor.extract(Sample(pixels, FINGER))
    turned = turned_over(
        extractor.extract(Sample(np.ascontiguousarray(pixels[::-1, ::-1]), FINGER))
    )
    itself = score(prepare(upright), prepare(upright))
    assert score(prepare(upright), prepare(turned)) > 0.5 * itself
    assert (turned.width_px, turned.height_px) == (upright.width_px, upright.height_px)
    np.testing.assert_allclose(
        turned.outline_px.mean(0), upright.outline_px.mean(0), atol=8
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_twice_over_is_as_before(seed: int) -> None:
    upright = minutiae_template(person(seed).finger(FINGER), 1)
    over = turned_over(upright)
    assert not np.allclose(over.x_px, upright.x_px)
    assert (over.direction_rad >= -np.pi).all()
    assert (over.direction_rad < np.pi).all()
    back = turned_over(over)
    for name in ("x_px", "y_px", "outline_px"):
        np.testing.assert_allclose(getattr(back, name), getattr(upright, name), atol=1e-3)
    apart = np.abs(back.direction_rad - upright.direction_rad)
    np.testing.assert_allclose(np.minimum(apart, 2 * np.pi - apart), 0, atol=1e-5)
    assert template.encode(over)


@pytest.mark.parametrize("seed", range(4))
def test_a_turned_print_is_like_its_mate_only_when_turned_back(seed: int) -> None:
    probe, mate = (minutiae_template(person(seed).finger(FINGER), n) for n in (1, 2))
    over = prepare(turned_over(probe))
    assert score(over, prepare(mate)) < 0.1 * score(prepare(probe), prepare(mate))
    assert score(over, prepare(turned_over(mate))) == pytest.approx(
        score(prepare(probe), prepare(mate)), rel=0.4
    )
