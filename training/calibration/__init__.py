"""How the tables of decibels were made and proved: `python -m training.calibration`."""

from training.calibration.making import Recipe, block_sums, sum_up
from training.calibration.pairs import (
    DEFAULT_CACHE,
    PAIRINGS,
    Block,
    BlockRecipe,
    Half,
    blocks,
    compare_people,
    prepare_encounter,
)
from training.calibration.proof import LEVELS_DB, TAIL_DB, share
from training.calibration.sums import SumCounts, count_sets, count_sums, finger_llr, finger_sets

__all__ = [
    "Block",
    "BlockRecipe",
    "DEFAULT_CACHE",
    "Half",
    "LEVELS_DB",
    "PAIRINGS",
    "Recipe",
    "SumCounts",
    "TAIL_DB",
    "block_sums",
    "sum_up",
    "blocks",
    "compare_people",
    "count_sets",
    "count_sums",
    "finger_llr",
    "finger_sets",
    "prepare_encounter",
    "share",
]
