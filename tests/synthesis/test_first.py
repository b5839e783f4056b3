import pickle

import numpy as np
import pytest

from matcher import template
from matcher.comparison import pack, prepare, score_packed
from matcher.types import FINGERS, FingerPosition, ImpressionType, Template
from synthesis.capture import ROLLED_BLOCK, CaptureParameters
from synthesis.first import FirstPopulation
from synthesis.population import CaptureShares, Population

POPULATION: Population = FirstPopulation()
TWO = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_THUMB)


def same(one: Template, other: Template) -> bool:
    return template.encode(one) == template.encode(other)


def test_an_encounter_is_the_same_whenever_and_wherever_it_is_asked_for() -> None:
    before = POPULATION.encounter(9, 2)
    for seed in range(20):  # more people than are kept
        POPULATION.encounter(seed, 0, positions=TWO)
    copy: Population = pickle.loads(pickle.dumps(POPULATION))
    after = copy.encounter(9, 2, positions=TWO)
    assert list(before) == list(FINGERS)
    assert list(after) == list(TWO)
    assert all(same(before[position], after[position]) for position in TWO)


def test_encounters_kinds_people_and_shares_differ() -> None:
    alone = FirstPopulation(CaptureShares.correlated(0.0))
    rolled = ImpressionType.LIVESCAN_ROLLED
    prints = [
        POPULATION.encounter(9, 0, positions=TWO)[TWO[0]],
        POPULATION.encounter(9, 1, positions=TWO)[TWO[0]],
        POPULATION.encounter(8, 0, positions=TWO)[TWO[0]],
        POPULATION.encounter(9, 0, positions=TWO, kind=rolled)[TWO[0]],
        alone.encounter(9, 0, positions=TWO)[TWO[0]],
    ]
    assert len({template.encode(one) for one in prints}) == len(prints)


def test_a_rolled_print_is_of_the_blocks_size() -> None:
    rolled = POPULATION.encounter(4, 0, kind=ImpressionType.LIVESCAN_ROLLED)
    for one in rolled.values():
        assert (one.width_px, one.height_px) == (ROLLED_BLOCK.width_px, ROLLED_BLOCK.height_px)


def test_it_says_who_it_is() -> None:
    assert POPULATION.name == "first"
    assert POPULATION.version


@pytest.mark.parametrize("kind", [ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED])
def test_mates_beat_strangers_in_every_kind_against_plain(kind: ImpressionType) -> None:
    easy = FirstPopulation(parameters=CaptureParameters(difficulty_spread=0.0))
    probes, references = (
        [
            prepare(one)
            for seed in range(40, 46)
            for one in easy.encounter(seed, encounter, kind=of, positions=TWO).values()
        ]
        for encounter, of in ((0, kind), (1, ImpressionType.LIVESCAN_PLAIN))
    )
    scores = np.array([score_packed(probe, pack(references)) for probe in probes])
    strangers = scores[~np.eye(len(scores), dtype=bool)]
    assert np.mean(np.diag(scores) > strangers.max()) > 0.8
