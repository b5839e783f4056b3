"""From templates to figures, on synthetic prints at minutiae level."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import figures as accuracy_figures
from benchmarks.accuracy import scoring
from benchmarks.accuracy.scoring import FAILED_SCORE, PreparedSet, RawScores
from benchmarks.data.datasets import Dataset, Print
from benchmarks.data.distractors import Distractors
from benchmarks.data.templates import Extraction
from matcher import template
from matcher.types import FINGERS
from synthesis.first import FirstPopulation
from synthesis.minutiae import minutiae_template
from synthesis.people import person

FINGER_COUNT, IMPRESSION_COUNT = 4, 3


def prepared(name: str, seed: int, failed: int | None = None) -> PreparedSet:
    prints: list[Print] = []
    extractions: list[Extraction] = []
    for finger in range(FINGER_COUNT):
        for impression in range(IMPRESSION_COUNT):
            prints.append(Print(finger + 101, impression + 1, Path("unread")))
            taken = minutiae_template(person(seed).finger(FINGERS[finger]), impression)
            stored = "" if len(extractions) == failed else template.encode(taken).hex()
            extractions.append(Extraction(stored, "", 100_000, 1.0, 50.0 + len(extractions)))
    return scoring.score_set(Dataset(name, tuple(prints)), extractions)


@pytest.fixture(scope="module")
def sets() -> list[PreparedSet]:
    return [prepared("good", 11), prepared("one_failed", 12, failed=4)]


@pytest.fixture(scope="module")
def raw(sets: list[PreparedSet]) -> list[RawScores]:
    none = np.zeros((0, sets[0].vectors.shape[1]), np.float32)
    return [scoring.search(one, [none]) for one in [*sets, scoring.pool(sets)]]


def test_each_pair_is_scored_once(raw: list[RawScores]) -> None:
    good = raw[0]
    images = FINGER_COUNT * IMPRESSION_COUNT
    assert len(good.score) == images * (images - 1) / 2
    assert good.mated.sum() == FINGER_COUNT * 3
    assert (~good.mated & good.first_impressions).sum() == 6
    assert good.score[good.mated].mean() > 10 * good.score[~good.mated].mean()


def test_a_failed_print_scores_lowest_everywhere(raw: list[RawScores]) -> None:
    one = raw[1]
    touched = (one.row == 4) | (one.column == 4)
    assert (one.score[touched] == FAILED_SCORE).all()
    assert (one.score[~touched] >= 0).all()
    figures = accuracy_figures.summary(one, 0)
    assert figures["failed_to_extract"] == 1
    # Two mated pairs and one of eight searches hold the failed print.
    assert figures["mated_missed_at_fmr1000"] == 2
    assert figures["rank1"] == 7 / 8
    assert one.shortlist_rank[one.probe == 4] == FINGER_COUNT + 1


def test_pooling_keeps_pairs_within_sets_and_searches_all(raw: list[RawScores]) -> None:
    pooled = raw[2]
    assert len(pooled.score) == len(raw[0].score) + len(raw[1].score)
    one, other = (pooled.stratum[pooled.finger[side]] for side in (pooled.row, pooled.column))
    assert np.array_equal(one, other)
    assert pooled.search_score.shape == (16, 8)
    assert np.array_equal(pooled.score, np.concatenate([one.score for one in raw[:2]]))


def test_figures_have_the_promised_keys(raw: list[RawScores]) -> None:
    figures = accuracy_figures.judge(raw, 0)
    promised = {
        *("name", "eer", "fvc_eer", "fmr100", "fmr1000", "zero_fmr", "rank1", "hit_at"),
        *("extract_cpu_ms", "extract_cpu_ms_per_megapixel", "compare_cpu_ms", "images"),
        *("failed_to_extract", "mated", "mated_missed_at_fmr1000", "nonmated"),
    }
    datasets = figures["datasets"]
    assert isinstance(datasets, list)
    for one in [*datasets, figures["pooled"]]:
        assert promised <= one.keys()
        assert one["hit_at"] == {"1": None, "10": None, "100": None, "1000": None}
        assert one["eer_low"] <= one["eer"] <= one["eer_high"]
    assert datasets[0]["extract_cpu_ms"] == 55.5
    assert datasets[0]["extract_cpu_ms_per_megapixel"] == pytest.approx(555)


def test_distractors_come_between_probe_and_mate(sets: list[PreparedSet], tmp_path: Path) -> None:
    distractors = list(Distractors(FirstPopulation(), 40, tmp_path))
    assert sum(len(block) for block in distractors) == 40
    alone = scoring.search(sets[0], [])
    among = scoring.search(sets[0], distractors)
    assert (among.shortlist_rank >= alone.shortlist_rank).all()
    copies = np.repeat(sets[0].vectors[:1], 5, 0)
    hidden = scoring.search(sets[0], [copies[:2], copies[2:]])
    # Impressions of the first finger tie with five copies of its reference, and lose.
    for ranks, hidden_ranks in (
        (alone.shortlist_rank, hidden.shortlist_rank),
        (alone.shortlist_rank_int8, hidden.shortlist_rank_int8),
        (alone.shortlist_rank_sign, hidden.shortlist_rank_sign),
    ):
        assert (hidden_ranks[:2] == ranks[:2] + 5).all()
    figures = accuracy_figures.summary(hidden, 5)
    assert figures["hit_at"]["1"] < 1  # type: ignore[index]
    assert figures["hit_loss_sign_points"].keys() == {"1", "10", "100", "1000"}  # type: ignore[attr-defined]


def test_raw_scores_survive_their_file(raw: list[RawScores], tmp_path: Path) -> None:
    path = tmp_path / "raw.npz"
    scoring.save(path, raw)
    loaded = scoring.load(path)
    assert accuracy_figures.judge(loaded, 0) == accuracy_figures.judge(raw, 0)


def test_judging_twice_gives_the_same(raw: list[RawScores]) -> None:
    assert accuracy_figures.summary(raw[0], 0) == accuracy_figures.summary(replace(raw[0]), 0)
