from pathlib import Path

import numpy as np
import pytest

from benchmarks.soundness.contrast import REFUSED, RawScores, draw, judge
from benchmarks.soundness.distortions import DISTORTIONS, blank_images
from tests.images import print_pixels


def raw(change_db: float, refused: int = 0) -> RawScores:
    """Ten pairs of ten images, each distorted by the same change; the first ones are refused."""
    pairs = np.arange(10)
    before = np.linspace(20, 120, 10)
    after = np.where(pairs < refused, REFUSED, before + change_db)
    reasons = ["CONTRAST_TOO_LOW"] * refused + [""] * (10 - refused)
    return RawScores(
        "set", np.full(10, 8.0), pairs, pairs, before,
        dict.fromkeys(DISTORTIONS, after), dict.fromkeys(DISTORTIONS, reasons),
    )  # fmt: skip


@pytest.mark.parametrize("change_db", [-40.0, 0.0, 2.0])
def test_changes_are_of_the_pairs_that_were_taken(change_db: float) -> None:
    for one in judge([raw(change_db), raw(change_db, refused=4)])["pooled"].values():
        assert one["change_db"] == pytest.approx(dict.fromkeys(one["change_db"], change_db))
        assert one["refused"] == {"CONTRAST_TOO_LOW": 4}
        assert one["changed_within_3_db"] == (abs(change_db) <= 3)


def test_a_set_that_is_refused_as_a_whole_has_no_changes(tmp_path: Path) -> None:
    figures = judge([raw(0.0, refused=10)])
    assert figures["pooled"]["inverted"]["change_db"] is None
    draw(figures, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 10_000


def test_faint_sets_are_counted() -> None:
    faint = raw(0.0)
    assert judge([faint])["sets"][0]["stretched_undistorted"] == 0
    faint.contrast[:3] = 2
    assert judge([faint])["sets"][0]["stretched_undistorted"] == 3


def test_distortions_do_what_their_names_say() -> None:
    pixels = print_pixels(3)
    spread = {name: distort(pixels).std() / pixels.std() for name, distort in DISTORTIONS.items()}
    for share in ("0.1", "0.2", "0.5"):
        assert spread[f"contrast × {share}"] == pytest.approx(float(share), rel=0.1)
    mean = {name: distort(pixels).mean() for name, distort in DISTORTIONS.items()}
    assert mean["dark × 0.1"] < mean["brightness − 80"] < pixels.mean() < mean["pale × 0.1"]
    assert mean["inverted"] == pytest.approx(255 - pixels.mean())


def test_blank_images_are_repeatable_and_of_many_kinds() -> None:
    one, two = (list(blank_images(np.random.default_rng(1))) for _ in range(2))
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(one, two, strict=True))
    assert len({name for name, _ in one}) > 8
    assert all(image.dtype == np.uint8 and image.ndim == 2 for _, image in one)
