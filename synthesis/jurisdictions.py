"""The 3,181 jurisdictions of the programme, activated along the curve that the audit tells.

The audit names two of them: Harris County, Texas, was the first (R2), in October 2008, and Cook
County, Illinois, was not activated. It also gives the counts of jurisdictions and States on 28
December 2011 (R3) and of jurisdictions at the end of three fiscal years (R5). All other names, ORIs
and days are invented.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

TOTAL = 3_181
FIRST_DAY = date(2008, 10, 27)
"""Of Harris County: the audit names the month."""

CURVE = (
    (date(2009, 9, 30), 88, 11),
    (date(2010, 9, 30), 658, 32),
    (date(2011, 9, 30), 1_595, 43),
    (date(2011, 12, 28), 2_027, 44),
)
"""Day, jurisdictions active by then, States by then. The audit and testimony give the counts of
jurisdictions, and the States of the second and the last day. The other counts of States lie
between.
"""
PLANNED_END = date(2013, 3, 31)
"""The rest are planned "by 2013"; their days are invented."""

_JOINING = (
    "TX NC FL VA CA AZ GA OK MA PA OH CO IL MI NM TN UT SC LA MO WI KY WV IA MS AL AR NE DE RI "
    "HI CT ID NV MD WA KS IN OR WY MT AK SD NY NJ ND MN NH VT ME"
)
STATES = tuple(_JOINING.split())
"""All fifty, in the order in which they join here."""

_HARRIS = "TX-HARRIS"
_COOK = "IL-COOK"
_BEGINNINGS = ("Ash", "Birch", "Cedar", "Clear", "Eagle", "Elk", "Fair", "Green", "High", "Iron")
_MIDDLES = ("brook", "dale", "field", "ford", "grove", "land", "mont", "port", "ridge", "wood")
_ENDINGS = ("", " Creek", " Falls", " Hills", " Lake", " Point", " Springs", " Valley")


@dataclass(frozen=True)
class SyntheticJurisdiction:
    """A jurisdiction with its agencies."""

    jurisdiction_id: str
    name: str
    us_state: str
    activation_date: date | None
    oris: tuple[str, ...]


def generate(seed: int = 0) -> list[SyntheticJurisdiction]:
    """Invent the jurisdictions in order of activation; the same seed gives the same ones."""
    rng = random.Random(f"jurisdictions {seed}")  # nosec B311 # seeded, so that it can be repeated; no secret
    placed = [_HARRIS_COUNTY, *_others(rng), _COOK_COUNTY]
    days = _activation_days(rng)
    states = [one.us_state for one in placed]
    order = _order(states, rng)
    activated = [
        replace(placed[place], activation_date=day) for place, day in zip(order, days, strict=True)
    ]
    return [*activated, replace(_COOK_COUNTY, activation_date=None)]


_HARRIS_COUNTY = SyntheticJurisdiction(
    _HARRIS, "Harris County", "TX", None, ("TX1010000", "TX1010100", "TX1010200")
)
_COOK_COUNTY = SyntheticJurisdiction(
    _COOK, "Cook County", "IL", None, ("IL0160000", "IL0160100", "IL0160200")
)


def _others(rng: random.Random) -> list[SyntheticJurisdiction]:
    """Spread the rest over the States; no State has a name twice."""
    made = []
    names = [f"{a}{b}{c}" for a in _BEGINNINGS for b in _MIDDLES for c in _ENDINGS]
    pools = {state: rng.sample(names, len(names)) for state in STATES}
    for number in range(TOTAL - 2):
        state = STATES[number % len(STATES)]
        within = number // len(STATES)
        # Above the numbers of the two counties that the audit names.
        county = 200 + within
        made.append(
            SyntheticJurisdiction(
                jurisdiction_id=f"{state}-{county:03}",
                name=f"{pools[state][within]} County",
                us_state=state,
                activation_date=None,
                oris=tuple(
                    f"{state}{county:03}{agency:02}00" for agency in range(rng.randint(1, 3))
                ),
            )
        )
    return made


def _activation_days(rng: random.Random) -> list[date]:
    """Draw the days of all but Cook County, in order, exactly on the curve."""
    days = [FIRST_DAY]
    begin = FIRST_DAY
    for end, count, _ in (*CURVE, (PLANNED_END, TOTAL - 1, len(STATES))):
        span = (end - begin).days
        days += sorted(
            begin + timedelta(days=rng.randint(1, span)) for _ in range(count - len(days))
        )
        begin = end
    return days


def _order(states: Sequence[str], rng: random.Random) -> list[int]:
    """Order all but Cook County so that by each day of the curve its count of States has joined."""
    waiting = list(range(1, len(states) - 1))
    rng.shuffle(waiting)
    order = [0]
    for _, count, state_count in (*CURVE, (PLANNED_END, TOTAL - 1, len(STATES))):
        allowed = set(STATES[:state_count])
        seen = {states[place] for place in order}
        fits = [place for place in waiting if states[place] in allowed]
        # The first of each State that joins in this period, then others of those.
        first = {states[place]: place for place in reversed(fits) if states[place] not in seen}
        chosen = list(first.values())
        taken = set(chosen)
        chosen += [one for one in fits if one not in taken][: count - len(order) - len(chosen)]
        rng.shuffle(chosen)
        order += chosen
        taken = set(chosen)
        waiting = [place for place in waiting if place not in taken]
    return order
