import pytest

from synthesis.errors import UnknownPopulationError
from synthesis.population import CaptureShares
from synthesis.populations import POPULATION_NAMES, population


@pytest.mark.parametrize("name", POPULATION_NAMES)
def test_a_population_knows_its_name(name: str) -> None:
    one = population(name, CaptureShares.correlated(0.7))
    assert one.name == name
    assert one.encounter(3, 0)
    assert one.version


def test_shares_reach_the_population() -> None:
    assert population("second", CaptureShares(1, 0, 0)) != population("second")


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownPopulationError, match="'third': name one of first, second"):
        population("third")
