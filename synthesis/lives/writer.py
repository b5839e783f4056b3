"""Write a life: who the person is, what happened when, and which records it left."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar

from synthesis.lives.crimes import Crime
from synthesis.lives.records import (
    Life,
    LifeConviction,
    LifeEncounter,
    LifeEvent,
    LifeFact,
    LifeWant,
    Outcome,
    Status,
)

T = TypeVar("T")

_TREES = (
    *("ALDER", "ASH", "ASPEN", "BALSA", "BEECH", "BIRCH", "BOX", "CEDAR", "CHERRY", "CYPRESS"),
    *("EBONY", "ELDER", "ELM", "FIR", "HAZEL", "HOLLY", "LARCH", "LAUREL", "LINDEN", "MAPLE"),
    *("OAK", "OLIVE", "PALM", "PEAR", "PINE", "PLANE", "PLUM", "POPLAR", "ROWAN", "SPRUCE"),
    *("SUMAC", "TEAK", "WALNUT", "WILLOW", "YEW"),
)
_COUNTRIES = tuple(f"Q{letter}" for letter in "MNOPQRSTUVWXYZ")
"""Left by ISO 3166-1 to its users: no country has them."""
_STATES = ("AZ", "CA", "CO", "FL", "IL", "MA", "NY", "TX")
_SITES = ("PORT-NORTH", "PORT-EAST", "PORT-SOUTH", "PORT-WEST", "CONSULATE-1", "CONSULATE-2")

_YEAR = 365.25


class LifeWriter:
    """Collects what happens in one life; every draw comes from its generator, in order."""

    def __init__(self, seed: int, rng: Random, as_of: date) -> None:
        self.rng = rng
        self.as_of = as_of
        self._seed = seed
        self._name = f"{rng.choice(_TREES)},{rng.choice(_TREES)}"
        self._sex = rng.choice("MF")
        self._place_of_birth = rng.choice(_COUNTRIES)
        self.date_of_birth = self.years_ago(22, 55)
        self._alien_number = ""
        self._encounters: list[LifeEncounter] = []
        self._events: list[LifeEvent] = []
        self._wants: list[LifeWant] = []
        self._facts: list[LifeFact] = []
        self._statuses: list[tuple[date, Status]] = [(self.date_of_birth, Status.ABSENT)]

    def years_ago(self, least: float, most: float) -> date:
        """Draw a day some years before the day of the arrest."""
        days = self.rng.uniform(least * _YEAR, most * _YEAR)
        return self.as_of - timedelta(days=round(days))

    def after(self, day: date, least: float, most: float) -> date:
        """Draw a day some years after another day, and before the day of the arrest."""
        days = round(self.rng.uniform(least * _YEAR, most * _YEAR))
        return min(day + timedelta(days=max(days, 1)), self.as_of - timedelta(days=1))

    def born_here(self) -> None:
        """Let the person be a citizen by birth."""
        self._place_of_birth = self.rng.choice(_STATES)
        self._statuses = [(self.date_of_birth, Status.US_CITIZEN)]

    def gets_file(self, day: date) -> None:
        """Give the person an alien number, made from the person's seed."""
        self._alien_number = f"A{self._seed:08d}"
        self.fact("central_index", "alien_file", day)

    def becomes(self, day: date, status: Status) -> None:
        """Change the person's true status."""
        self._statuses.append((day, status))

    def met(self, kind: str, day: date) -> None:
        """Have a DHS agency take prints."""
        ordinal = len(self._encounters) + 1
        moment = datetime(day.year, day.month, day.day, self.rng.randrange(8, 18), tzinfo=UTC)
        document = f"{kind[0].upper()}{self._seed:08d}{ordinal}"
        site = self.rng.choice(_SITES)
        self._encounters.append(
            LifeEncounter(ordinal, kind, moment, document, self._alien_number, site)
        )

    def fact(self, source: str, kind: str, day: date, until: date | None = None) -> None:
        """Add a fact to a source of the LESC."""
        self._facts.append(LifeFact(source, kind, day, until))

    def arrested(self, day: date, crime: Crime) -> None:
        """Have the person arrested without a conviction."""
        charge = crime.sentenced(day, 0)
        self._event("arrest", day, charge)
        dismissed = day + timedelta(days=40)
        if dismissed < self.as_of:
            self._event("disposition", dismissed, charge, "DISMISSED")
        self._facts.append(LifeFact("criminal_history", "arrested", day))

    def convicted(self, day: date, crime: Crime) -> None:
        """Have the person arrested and, on a day, convicted."""
        conviction = crime.sentenced(day, self.rng.choice(crime.usual_sentences_months))
        arrest_date = max(day - timedelta(days=self.rng.randrange(30, 200)), self.date_of_birth)
        self._event("arrest", arrest_date, conviction)
        self._event("conviction", day, conviction)
        self._facts.append(LifeFact("criminal_history", "arrested", arrest_date))
        self._facts.append(LifeFact("criminal_history", "convicted", day, conviction=conviction))

    def wanted(self, day: date) -> None:
        """Have a court look for the person."""
        ordinal = len(self._wants) + 1
        self._wants.append(LifeWant(ordinal, day, "FAILURE TO APPEAR", "5015"))
        self.fact("wants", "wanted", day)

    def life(self, outcome: Outcome | None, story: str) -> Life:
        """Return the finished life."""
        return Life(
            seed=self._seed,
            story=story,
            outcome=outcome,
            as_of=self.as_of,
            name=self._name,
            date_of_birth=self.date_of_birth,
            sex=self._sex,
            place_of_birth=self._place_of_birth,
            alien_number=self._alien_number,
            encounters=tuple(self._encounters),
            events=tuple(sorted(self._events, key=lambda event: (event.date, event.ordinal))),
            wants=tuple(self._wants),
            facts=tuple(self._facts),
            statuses=tuple(self._statuses),
        )

    def _event(self, kind: str, day: date, crime: LifeConviction, disposition: str = "") -> None:
        ordinal = len(self._events) + 1
        self._events.append(LifeEvent(ordinal, kind, day, crime, disposition))


def draw(rng: Random, weights: Mapping[T, int]) -> T:
    """Draw one of several by their weights."""
    [one] = rng.choices(list(weights), list(weights.values()))
    return one
