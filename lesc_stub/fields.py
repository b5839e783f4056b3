"""The fields that a query must hold before the LESC takes the query: those of an IAQ."""

from collections.abc import Mapping
from datetime import date

from interop.errors import QueryRejectedError
from interop.fields import QUERY
from interop.lesc import UNKNOWN_DATE_OF_BIRTH, LescQuery

PRIORITIES = range(1, 10)

_CODES: Mapping[str, tuple[str, str]] = {
    "purpose": ("PUR", ""),
    "attention": ("ATN", ""),
    "phone": ("PHN", ""),
    "name": ("NAM", "; DOE,JOHN if unknown"),
    "date_of_birth": ("DOB", "; 00000000 if unknown"),
    "sex": ("SEX", ""),
    "place_of_birth": ("POB", "; XX if unknown"),
    "offense_code": ("OFF", "; 0399 in general"),
    "alien_number": ("ARN", ""),
    "fbi_number": ("FBI", ""),
    "state_id": ("SID", ""),
    "fin": ("FIN", ""),
}
_OPTIONAL = {"alien_number", "fbi_number", "state_id", "fin"}


def check_query(query: LescQuery) -> None:
    """Refuse a query with a missing or wrong field; the error names the first.

    Raises QueryRejectedError.
    """
    for field, (code, unknown) in _CODES.items():
        value: str = getattr(query, field)
        if not value and field in _OPTIONAL:
            continue
        if not QUERY[field].allows(value):
            said = f"{value!r} is not allowed" if value else "missing"
            raise QueryRejectedError(field, f"{said}: {code} is {QUERY[field].words}{unknown}")
    _check_date_of_birth(query.date_of_birth)
    if query.priority not in PRIORITIES:
        raise QueryRejectedError("priority", f"{query.priority} is not 1 to 9")


def _check_date_of_birth(value: str) -> None:
    if value == UNKNOWN_DATE_OF_BIRTH:
        return
    try:
        date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError as error:
        raise QueryRejectedError("date_of_birth", f"{value} is not a date: {error}") from error
