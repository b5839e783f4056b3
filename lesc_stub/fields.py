"""What a query must hold before the LESC takes it: the fields of an IAQ, by name."""

import re
from collections.abc import Mapping
from datetime import date

from interop.errors import QueryRejectedError
from interop.lesc.messages import UNKNOWN_DATE_OF_BIRTH, LescQuery

PRIORITIES = range(1, 10)

_REQUIRED: Mapping[str, tuple[re.Pattern[str], str]] = {
    "purpose": (re.compile(r"[CF]"), "PUR is C or F"),
    "attention": (re.compile(r"[ -~]{1,30}"), "ATN is 1 to 30 printable ASCII characters"),
    "phone": (re.compile(r"[ -~]{1,20}"), "PHN is 1 to 20 printable ASCII characters"),
    "name": (
        re.compile(r"(?=.{3,30}$)[A-Z' -]+,[A-Z' -]+"),
        "NAM is LAST,FIRST MIDDLE in capitals, 3 to 30 characters; DOE,JOHN if unknown",
    ),
    "date_of_birth": (re.compile(r"\d{8}"), "DOB is YYYYMMDD; 00000000 if unknown"),
    "sex": (re.compile(r"[MFX]"), "SEX is M, F or X"),
    "place_of_birth": (re.compile(r"[A-Z]{2}"), "POB is two letters; XX if unknown"),
    "offense_code": (re.compile(r"\d{4}"), "OFF is four digits; 0399 in general"),
}
_OPTIONAL: Mapping[str, tuple[re.Pattern[str], str]] = {
    "alien_number": (re.compile(r"A?\d{8,9}"), "ARN is 8 or 9 digits"),
    "fbi_number": (re.compile(r"[A-Z0-9]{1,9}"), "FBI is at most 9 characters of [A-Z0-9]"),
    "state_id": (re.compile(r"[A-Z0-9]{1,10}"), "SID is at most 10 characters of [A-Z0-9]"),
    "fin": (re.compile(r"[A-Za-z0-9._:-]{1,64}"), "FIN is at most 64 of [A-Za-z0-9._:-]"),
}


def check_query(query: LescQuery) -> None:
    """Refuse a query by the name of its first field that is missing or wrong.

    Raises QueryRejectedError.
    """
    for field, (pattern, rule) in {**_REQUIRED, **_OPTIONAL}.items():
        value: str = getattr(query, field)
        if not value and field in _OPTIONAL:
            continue
        if not pattern.fullmatch(value):
            said = f"{value!r} does not do" if value else "missing"
            raise QueryRejectedError(field, f"{said}: {rule}")
    _check_date_of_birth(query.date_of_birth)
    if query.priority not in PRIORITIES:
        raise QueryRejectedError("priority", f"{query.priority} is not 1 to 9")


def _check_date_of_birth(value: str) -> None:
    if value == UNKNOWN_DATE_OF_BIRTH:
        return
    try:
        date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError as error:
        raise QueryRejectedError("date_of_birth", f"{value} is no date: {error}") from error
