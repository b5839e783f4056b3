"""Determinations and convictions, in short."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from interop.lesc.research import Conviction, Determination, Ground, Status
from interop.offenses import OffenseCategory

NOON = datetime(2011, 8, 1, 17, tzinfo=UTC)
"""A Monday; noon in Houston."""
TODAY = NOON.date()


def conviction(
    category: OffenseCategory = OffenseCategory.OTHER,
    maximum_months: int = 6,
    imposed_months: int = 0,
    *,
    aggravated: bool = False,
) -> Conviction:
    return Conviction(
        date=date(2005, 5, 5),
        category=category,
        maximum_sentence_months=maximum_months,
        imposed_sentence_months=imposed_months,
        aggravated_felony=aggravated,
    )


def determination(
    status: Status = Status.UNLAWFULLY_PRESENT,
    convictions: Sequence[Conviction] = (),
    grounds: Sequence[Ground] = (),
    *,
    confirmed: bool = True,
    because: str = "",
) -> Determination:
    return Determination(
        status=status,
        identity_confirmed=confirmed,
        grounds=tuple(grounds),
        convictions=tuple(convictions),
        unresolved_because=because,
        not_consulted=(),
        determine_time=NOON,
        specialist="LESC-7",
    )
