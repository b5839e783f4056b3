"""Who was booked, and for what: proto → domain types, each field by its rule."""

import re
from collections.abc import Sequence

from interop.bookings.types import Charge, Subject
from services.wire.errors import InvalidFieldError
from services.wire.validation import calendar_date
from tenprint.v1 import booking_service_pb2 as pb2

MAX_CHARGE_COUNT = 40
MAX_BIRTH_DATE_COUNT = 5

_UNKNOWN = Subject()
_RULES = {
    "name": (
        re.compile(r"(?=.{3,30}$)[A-Z' -]+,[A-Z' -]+"),
        "LAST,FIRST MIDDLE in capitals, 3 to 30 characters",
    ),
    "sex": (re.compile(r"[MFX]"), "M, F or X"),
    "place_of_birth": (re.compile(r"[A-Z]{2}"), "two capital letters"),
    "citizenship": (re.compile(r"([A-Z]{2})?"), "two capital letters"),
    "fbi_number": (re.compile(r"[A-Z0-9]{0,9}"), "at most 9 characters of [A-Z0-9]"),
    "state_id": (re.compile(r"[A-Z0-9]{0,10}"), "at most 10 characters of [A-Z0-9]"),
    "alien_number": (re.compile(r"(A?\d{8,9})?"), "8 or 9 digits"),
}
_LITERAL = re.compile(r"[ -~]{1,300}")
_OFFENSE_CODE = re.compile(r"\d{4}")


def subject_from_proto(message: pb2.Subject) -> Subject:
    """Read who was booked; raises InvalidFieldError."""
    values = {
        field: _checked(
            f"subject.{field}", getattr(message, field) or getattr(_UNKNOWN, field), *rule
        )
        for field, rule in _RULES.items()
    }
    if len(message.dates_of_birth) > MAX_BIRTH_DATE_COUNT:
        raise InvalidFieldError("subject.dates_of_birth", f"at most {MAX_BIRTH_DATE_COUNT}")
    born = [calendar_date("subject.dates_of_birth", one) for one in message.dates_of_birth]
    return Subject(**values, dates_of_birth=tuple(born))


def charges_from_proto(messages: Sequence[pb2.Charge]) -> tuple[Charge, ...]:
    """Read what somebody is booked for; raises InvalidFieldError."""
    if len(messages) > MAX_CHARGE_COUNT:
        raise InvalidFieldError("charges", f"{len(messages)} charges: at most {MAX_CHARGE_COUNT}")
    return tuple(map(_charge, messages))


def _charge(message: pb2.Charge) -> Charge:
    default = Charge(message.literal)
    return Charge(
        literal=_checked(
            "charges.literal", message.literal, _LITERAL, "1 to 300 printable ASCII characters"
        ),
        offense_code=_checked(
            "charges.offense_code",
            message.offense_code or default.offense_code,
            _OFFENSE_CODE,
            "four digits",
        ),
        offense_date=calendar_date("charges.offense_date", message.offense_date)
        if message.HasField("offense_date")
        else None,
    )


def _checked(field: str, value: str, pattern: re.Pattern[str], rule: str) -> str:
    if not pattern.fullmatch(value):
        raise InvalidFieldError(field, rule)
    return value
