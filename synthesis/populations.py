"""Populations by the names that results and commands use."""

from collections.abc import Callable

from synthesis.errors import UnknownPopulationError
from synthesis.first import FirstPopulation
from synthesis.population import CaptureShares, Population
from synthesis.second import SecondPopulation

_MAKERS: dict[str, Callable[[CaptureShares], Population]] = {
    "first": FirstPopulation,
    "second": SecondPopulation,
}

POPULATION_NAMES = tuple(_MAKERS)


def population(name: str, shares: CaptureShares | None = None) -> Population:
    """Make the population of this name. Raises UnknownPopulationError."""
    try:
        maker = _MAKERS[name]
    except KeyError:
        known = ", ".join(POPULATION_NAMES)
        raise UnknownPopulationError(
            f"no population is called {name!r}: name one of {known}"
        ) from None
    return maker(shares or CaptureShares())
