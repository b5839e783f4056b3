"""Who was booked, and for what: proto → domain types, each field by its rule."""

from collections.abc import Sequence

from interop import fields
from interop.bookings.types import Charge, Subject
from interop.lesc.messages import GENERIC_OFFENSE
from services.wire.errors import InvalidFieldError
from services.wire.validation import calendar_date, check
from tenprint.v1 import booking_service_pb2 as pb2

MAX_CHARGE_COUNT = 40
MAX_BIRTH_DATE_COUNT = 5

_UNKNOWN = Subject()
_RULES = {
    "name": fields.NAME,
    "sex": fields.SEX,
    "place_of_birth": fields.PLACE,
    "citizenship": fields.PLACE,
    "fbi_number": fields.FBI_NUMBER,
    "state_id": fields.STATE_ID,
    "alien_number": fields.ALIEN_NUMBER,
}


def subject_from_proto(message: pb2.Subject) -> Subject:
    """Read who was booked; raises InvalidFieldError."""
    values = {
        field: check(f"subject.{field}", getattr(message, field), rule, optional=True)
        or getattr(_UNKNOWN, field)
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
    code = check("charges.offense_code", message.offense_code, fields.OFFENSE_CODE, optional=True)
    return Charge(
        literal=check("charges.literal", message.literal, fields.CHARGE),
        offense_code=code or GENERIC_OFFENSE,
        offense_date=calendar_date("charges.offense_date", message.offense_date)
        if message.HasField("offense_date")
        else None,
    )
