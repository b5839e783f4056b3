import numpy as np

from benchmarks.review_load import (
    FINGER_SETS,
    GALLERY_SIZES,
    Pairs,
    mated_figures,
    stranger_figures,
)


def pairs(score: float, count: int = 3) -> Pairs:
    return Pairs(
        np.full((count, 10), score, np.float32),
        np.full((count, 10), 40, np.int64),
        np.full((count, 10), 80.0),
    )


def test_all_mates_go_one_of_three_ways() -> None:
    rows = mated_figures(pairs(1.0))
    assert len(rows) == len(FINGER_SETS) * len(GALLERY_SIZES)
    for row in rows:
        assert sum(row[way]["count"] for way in ("automatic", "review", "missed")) == 3


def test_mates_alike_in_all_fingers_go_on_and_those_like_nobody_are_missed() -> None:
    ways = {
        score: {row["fingers"]: row for row in mated_figures(pairs(score))}["ten"]
        for score in (20.0, 0.0)
    }
    assert ways[20.0]["automatic"]["share"] == 1.0
    assert ways[0.0]["missed"]["share"] == 1.0


def test_strangers_are_counted_against_what_the_rates_ask() -> None:
    [row] = [one for one in stranger_figures(pairs(0.0, 1_000)) if one["fingers"] == "ten"]
    assert (row["pairs"], row["found"]) == (1_000, 0)
    assert round(row["asked"], 2) == 0.99
