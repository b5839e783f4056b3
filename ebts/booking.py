"""Type-1 and Type-2 → what a booking says beside its prints, by one table.

| EBTS | booking |
|---|---|
| 1.004 TOT | type of transaction |
| 1.006 PRY | priority, 1 the most urgent; 9 if the field is missing |
| 1.009 TCN | TCN |
| 2.005 RET | retention: `N` keeps nothing of the prints; kept if the field is missing |
| 2.009 OCA | the agency's case number |
| 2.014 FBI | FBI number of the subject, the first of several |
| 2.015 SID | State's number of the subject; left out if it has a hyphen |
| 2.018 NAM | name, in capitals |
| 2.020 POB, 2.021 CTZ | place of birth, citizenship as stated |
| 2.022 DOB | dates of birth; `00000000` means none |
| 2.024 SEX | M and F; every other code is X |
| 2.045 DOA | date of arrest |
| 2.047 ASL | charges: DOO is the date of the offense, AOL its words; no code of NCIC |
| 2.055 SLE | custody: not held if the text begins with RELEASED or NOT IN CUSTODY, else held |
| 2.073 CRI | controlling agency, the first of several; 1.008 ORI if the field is missing |
| 2.084 AMP | fingers without a print, XX or UP |

Everything else stays with the file. MNU (2.017) too: its codes are in a table of NCIC that this
project has no source for, so no alien number is read from it.
"""

from dataclasses import dataclass
from datetime import date

from ebts.records import ORI, PRY, TCN, Transaction
from ebts.rules import UNKNOWN_DATE
from ebts.validation import SLE, amputations, day_of

_RELEASED = ("RELEASED", "NOT IN CUSTODY")


@dataclass(frozen=True)
class StatedCharge:
    """One subfield of ASL."""

    words: str
    day: date | None


@dataclass(frozen=True)
class StatedBooking:
    """What a transaction says beside its prints. Empty: the transaction does not say."""

    type_of_transaction: str
    tcn: str
    controlling_agency: str
    priority: int
    retain: bool
    case_number: str
    arrest_day: date | None
    name: str
    birth_days: tuple[date, ...]
    sex: str
    place_of_birth: str
    citizenship: str
    fbi_number: str
    state_id: str
    charges: tuple[StatedCharge, ...]
    in_custody: bool
    missing_fingers: tuple[tuple[int, str], ...]
    """Fingers 1 to 10, and XX or UP."""


def stated_booking(transaction: Transaction) -> StatedBooking:
    """Read what a sound transaction says; see the table above."""
    header, said = transaction.header, transaction.description
    sex, state_id = said.value(24), said.value(15)
    return StatedBooking(
        type_of_transaction=transaction.type_of_transaction,
        tcn=header.value(TCN),
        controlling_agency=said.value(73) or header.value(ORI),
        priority=int(header.value(PRY) or 9),
        retain=said.value(5) != "N",
        case_number=said.value(9),
        arrest_day=day_of(said.value(45)),
        name=said.value(18).upper(),
        birth_days=_days(said.values(22)),
        sex=sex if sex in {"M", "F"} else "X",
        place_of_birth=said.value(20),
        citizenship=said.value(21),
        fbi_number=said.value(14).upper(),
        state_id="" if "-" in state_id else state_id.upper(),
        charges=_charges(transaction),
        in_custody=not said.value(SLE).upper().startswith(_RELEASED),
        missing_fingers=tuple(amputations(transaction)),
    )


def _days(values: list[str]) -> tuple[date, ...]:
    found = (day_of(value) for value in values if value != UNKNOWN_DATE)
    return tuple(day for day in found if day is not None)


def _charges(transaction: Transaction) -> tuple[StatedCharge, ...]:
    field = transaction.description.by_number.get(47)
    return tuple(
        StatedCharge(" ".join(words.split()), day_of(day))
        for day, words in (field.subfields if field else ())
    )
