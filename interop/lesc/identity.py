"""Compare the person who was booked with the person whom the sources hold (R12).

Prints led to the record. Only what the booking agency stated about the booked person is compared,
and only with sources that found the person by number: a record that was found by name and date of
birth agrees with them whoever it is about.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from interop.fields import alien_number_spellings
from interop.lesc.research import Agreement, BookedPerson, FieldComparison, Finding, Research

_YES, _DOUBT, _NO = Agreement.AGREEMENT, Agreement.DOUBT, Agreement.CONTRADICTION
_UNKNOWN_SEX = "X"


def compare_identity(booked: BookedPerson, research: Research) -> tuple[FieldComparison, ...]:
    """Compare field by field; a field that the booking or every source lacks is left out."""
    found = [one for one in research.findings if one.found_by_number]
    compared = (
        _compared(field, stated, _held(field, found)) for field, stated in _stated(booked).items()
    )
    return tuple(one for one in compared if one is not None)


def _stated(booked: BookedPerson) -> Mapping[str, tuple[str, ...]]:
    """List what the booking states by field, in the order of `BookedPerson`."""
    values = {
        "name": (booked.name,),
        "dates_of_birth": booked.dates_of_birth,
        "sex": (booked.sex,) if booked.sex != _UNKNOWN_SEX else (),
        "place_of_birth": (booked.place_of_birth,),
        "alien_number": (booked.alien_number,),
        "fbi_number": (booked.fbi_number,),
    }
    return {field: tuple(filter(None, stated)) for field, stated in values.items()}


def _held(field: str, findings: Iterable[Finding]) -> list[str]:
    """List what each source that states the field holds."""
    name = "date_of_birth" if field == "dates_of_birth" else field
    values = [str(getattr(one, name)) for one in findings]
    return [one for one in values if one and not (field == "sex" and one == _UNKNOWN_SEX)]


def _compared(field: str, stated: tuple[str, ...], held: list[str]) -> FieldComparison | None:
    if not stated or not held:
        return None
    # Of several stated dates one may be true: the best counts.
    found = {min(_COMPARE[field](one, value) for one in stated) for value in held}
    agreement = found.pop() if len(found) == 1 else _DOUBT
    return FieldComparison(field, agreement, ",".join(stated), tuple(sorted(set(held))))


def _names(stated: str, held: str) -> Agreement:
    """Agree if last and first name agree; doubt if any of the names is shared."""
    ours, theirs = _parts(stated), _parts(held)
    if ours and ours == theirs:
        return _YES
    return _DOUBT if set(_words(stated)) & set(_words(held)) else _NO


def _parts(name: str) -> tuple[str, ...]:
    """Take last and first name, without what may be left out."""
    last, _, given = name.partition(",")
    return (" ".join(_words(last)), *_words(given)[:1])


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[^A-Z]+", name.upper()) if word]


def _dates(stated: str, held: str) -> Agreement:
    """Doubt if one part of the date differs, or if month and day are exchanged."""
    if stated == held:
        return _YES
    (year, month, day), (their_year, their_month, their_day) = _date(stated), _date(held)
    same = (year == their_year, month == their_month, day == their_day)
    exchanged = same[0] and (month, day) == (their_day, their_month)
    return _DOUBT if sum(same) == 2 or exchanged else _NO


def _date(value: str) -> tuple[str, str, str]:
    return value[:4], value[4:6], value[6:]


def _places(stated: str, held: str) -> Agreement:
    """Doubt at most: people state a place of birth in several ways."""
    return _YES if stated == held else _DOUBT


def _exactly(stated: str, held: str) -> Agreement:
    return _YES if stated == held else _NO


def _alien_numbers(stated: str, held: str) -> Agreement:
    return _YES if held in alien_number_spellings(stated) else _NO


_COMPARE: Mapping[str, Callable[[str, str], Agreement]] = {
    "name": _names,
    "dates_of_birth": _dates,
    "sex": _exactly,
    "place_of_birth": _places,
    "alien_number": _alien_numbers,
    "fbi_number": _exactly,
}
