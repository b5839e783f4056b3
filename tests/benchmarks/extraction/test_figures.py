from collections.abc import Sequence

import numpy as np
import pytest

from benchmarks.extraction.figures import judge_cost, judge_fresh, judge_sameness, judge_scores
from benchmarks.extraction.fresh import Memory
from benchmarks.extraction.sameness import Sameness
from benchmarks.extraction.scoring import Scores
from benchmarks.extraction.targets import targets
from benchmarks.extraction.timing import Times

MOVED = {"exact": ("exact moved 1 2", "exact moved 3 1")}
SHIFTS = MOVED["exact"]


def times(name: str, **seconds: float) -> Times:
    """Two images in two rounds, of which the second round was disturbed."""
    return Times(
        name, {what: np.array([[s, 9.0], [3 * s, 3.5 * s]]) for what, s in seconds.items()}
    )


def scores(mated: list[float], nonmated: Sequence[float] = (0.0,) * 10) -> Scores:
    return Scores(
        mated=np.array(mated, np.float32),
        nonmated=np.array(nonmated, np.float32),
        mated_db=10 * np.array(mated),
        nonmated_db=10 * np.array(nonmated),
    )


def test_the_best_round_of_each_image_counts() -> None:
    (cost,) = judge_cost(
        [times("blocks", former=0.4, exact=0.2, pruned=0.1, network=0.08, reading=0.008)]
    )
    assert cost["images"] == 2
    assert cost["median_ms"]["former"] == pytest.approx(800)
    assert cost["ratio"]["exact"]["median"] == pytest.approx(0.5)
    assert cost["ratio"]["pruned"]["quartiles"] == pytest.approx([0.25, 0.25])
    assert cost["around_network"]["median"] == pytest.approx((0.1 - 0.08 + 0.008) / 0.08)
    assert cost["card_core_s"]["pruned"] == pytest.approx(10 * (0.1 + 0.3) / 2)
    assert cost["cards_per_core_hour"]["pruned"] == pytest.approx(1_800)


def test_without_the_former_extraction_no_ratio_is_told() -> None:
    (cost,) = judge_cost([times("plain", exact=0.2, network=0.1, reading=0.01)])
    assert cost["ratio"] == {}
    assert "card_core_s" not in cost
    fresh = judge_fresh({"exact": Memory(100, 200)}, {"exact": [1.0]})
    assert "memory_ratio" not in fresh


def test_a_variant_is_worse_only_outside_all_shifts() -> None:
    found = {
        SHIFTS[0]: scores([0.05, 2.0, 3.0, 4.0]),
        SHIFTS[1]: scores([0.5, 2.0, 3.5, 4.0]),
        "exact": scores([0.2, 2.0, 3.2, 4.0]),
        "better": scores([0.6, 2.5, 3.6, 5.0]),
        "worse": scores([0.01, 0.01, 3.2, 4.0], [0.0] * 9 + [0.1]),
    }
    judged = judge_scores(found, MOVED)
    assert judged["shifts"]["mated_below/0.1"] == [0, 1]
    assert judged["judged"]["exact"]["worse_than_shifts"] == []
    assert judged["means"]["exact"]["mated_below/0.1"] == pytest.approx(1 / 3)
    assert judged["judged"]["better"]["worse_than_shifts"] == []
    worse = judged["judged"]["worse"]["worse_than_shifts"]
    assert {"mated_below/0.02", "mated_below/0.1", "mated_db/0.02", "missed_at_fmr1000"} <= {*worse}
    assert "mated_db/0.5" in worse
    assert "mated_db/1.0" not in worse
    assert judged["judged"]["worse"]["mated_below"]["0.1"] == 2
    assert "worse_than_shifts" not in judged["judged"][SHIFTS[0]]


def test_every_row_of_the_targets_is_judged() -> None:
    same = Sameness(1000, 996, 10, 8, 9, 0.0, 0.0, (1, 2, 3, 4))
    both = {name: scores([1.0, 2.0]) for name in ("exact", *SHIFTS)}
    figures = {
        "variants": ["former", "exact"],
        "cost": judge_cost([times("blocks", former=1.0, exact=0.3, network=0.28, reading=0.0)]),
        "same": judge_sameness({"exact, former": {"rendered": same}}),
        "scores": {"real": judge_scores(both, MOVED)},
        **judge_fresh(
            {"former": Memory(100, 0), "exact": Memory(60, 0)},
            {"former": [2.0, 2.2], "exact": [1.0, 1.2]},
        ),
    }
    met = {one.what: one.met for one in targets(figures)}
    assert met == {
        "blocks: CPU of exact, of former": True,
        "a card of ten blocks, core-seconds": False,
        "blocks: around the network, of it": True,
        "rendered: images with the same minutiae, exact and former": True,
        "real: figures of exact outside the shifts": True,
        "memory of exact, of former": False,
        "start of exact, of former": True,
    }
