"""What counts as a conviction, and which convictions are for aggravated felonies (R21, R28, R29).

The determination and the priorities use these definitions alike.
"""

from collections import Counter
from datetime import date

from interop.lesc.research import Conviction, FactKind, Research
from interop.offenses import OffenseCategory

ONE_YEAR_MONTHS = 12

_C = OffenseCategory

MOVED_TO_LEVEL_1 = frozenset(
    {_C.DRUG_TRAFFICKING, _C.ALIEN_SMUGGLING, _C.ARSON, _C.TERRORISM, _C.HUMAN_TRAFFICKING}
)
"""The offenses of the 17 that the audit names (R29). All 17 are aggravated felonies by law; a
criminal history has to say so of the others."""

ALWAYS_AGGRAVATED = MOVED_TO_LEVEL_1 | {_C.MURDER, _C.RAPE, _C.FIREARMS_TRAFFICKING}
"""Aggravated felonies, whatever the sentence is (R28, R29)."""

AGGRAVATED_BY_TERM = frozenset({_C.ASSAULT, _C.ROBBERY, _C.BURGLARY, _C.LARCENY})
"""Violence and theft: aggravated felonies "for which the term of imprisonment is at least 1 year"
(R28)."""


def is_aggravated_felony(conviction: Conviction) -> bool:
    """Tell whether a conviction is for an aggravated felony (R28, R31)."""
    return (
        conviction.aggravated_felony
        or conviction.category in ALWAYS_AGGRAVATED
        or (
            conviction.category in AGGRAVATED_BY_TERM
            and conviction.imposed_sentence_months >= ONE_YEAR_MONTHS
        )
    )


def convictions_of(research: Research, today: date) -> tuple[Conviction, ...]:
    """List the convictions until a day, oldest first: each count of a judgment is one (R21).

    What two findings hold alike is the same conviction, told twice.
    """
    found: Counter[Conviction] = Counter()
    for finding in research.findings:
        found |= Counter(
            fact.conviction
            for fact in finding.facts
            if fact.kind is FactKind.CONVICTED
            and fact.conviction is not None
            and fact.from_date <= today
        )
    return tuple(sorted(found.elements(), key=lambda c: (c.date, c.category, c.literal, c.statute)))
