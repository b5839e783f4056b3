"""Populations of synthetic people by name, and the fingers that single-finger figures take."""

from collections.abc import Callable

from matcher.types import FingerPosition
from synthesis.first import FirstPopulation
from synthesis.population import Population

FVC_POSITIONS = (
    FingerPosition.RIGHT_INDEX,
    FingerPosition.RIGHT_MIDDLE,
    FingerPosition.LEFT_INDEX,
    FingerPosition.LEFT_MIDDLE,
)
"""FVC's prints are of index and middle fingers: what is laid beside them is, too."""

POPULATIONS: dict[str, Callable[[], Population]] = {"first": FirstPopulation}
