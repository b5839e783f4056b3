"""An agency gets no ids of other agencies' bookings and encounters, in no answer.

What two agencies know of one person is one thing; when and under which number another agency took
the prints is another. One table has every field; a test finds the fields in the descriptors.
"""

from collections.abc import Collection
from enum import Enum
from functools import cache

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from database.caller import Caller
from interop.names import encounter_id
from interop.roles import roles_of

AGENCIES = frozenset({"", "law_enforcement", "civil_agency"})
"""Roles that know only their own. Federal requesters read IDENT and the criminal file."""
NAMES = frozenset(
    {"tcn", "tcns", "tcr", "encounter_id", "encounter_ids", "ident_encounter_id", "event_id"}
)
"""The fields that hold the id of a booking or of an encounter."""


class Shown(Enum):
    """Which ids an agency gets from a field."""

    ALL = "all"
    """The RPC shows an agency only objects of its own."""
    OF_BOOKING = "of the booking that the answer is about"
    OF_AGENCY = "of the agency's own entries"
    NONE = "none"


TABLE = {
    "Booking.tcn": Shown.ALL,
    "BookingEntry.tcn": Shown.ALL,
    "CheckTransactionResponse.tcn": Shown.ALL,
    "FirstResponse.tcr": Shown.ALL,
    "SecondResponse.tcr": Shown.ALL,
    "FirstResponse.encounter_id": Shown.ALL,
    "Candidate.encounter_id": Shown.OF_BOOKING,
    "CriminalEvent.event_id": Shown.OF_AGENCY,
    "CriminalEvent.encounter_id": Shown.OF_AGENCY,
    "Case.tcn": Shown.ALL,
    "Case.encounter_id": Shown.OF_BOOKING,
    "IdentityChange.encounter_ids": Shown.NONE,
    "Comparison.tcn": Shown.ALL,
    "Notice.tcn": Shown.ALL,
}


def hide_foreign_ids(response: Message, caller: Caller) -> None:
    """Clear the ids in an answer that are not for this caller."""
    if roles_of(caller) <= AGENCIES and _may_name(response.DESCRIPTOR):
        _hide(response, caller, ())


def _hide(message: Message, caller: Caller, own: Collection[str]) -> None:
    descriptor = message.DESCRIPTOR
    if "tcn" in descriptor.fields_by_name:
        own = (encounter_id(_text(message, "tcn")),)
    for field in descriptor.fields:
        if field.name in NAMES:
            shown = TABLE.get(f"{descriptor.name}.{field.name}", Shown.NONE)
            if not _is_shown(shown, message, field.name, caller, own):
                message.ClearField(field.name)
        elif field.message_type is None or not _may_name(field.message_type):
            continue
        elif field.is_repeated:
            for part in getattr(message, field.name):
                _hide(part, caller, own)
        elif message.HasField(field.name):
            _hide(getattr(message, field.name), caller, own)


def _is_shown(
    shown: Shown, message: Message, field: str, caller: Caller, own: Collection[str]
) -> bool:
    if shown is Shown.OF_BOOKING:
        return _text(message, field) in own
    if shown is Shown.OF_AGENCY:
        return _text(message, "ori") in {caller.ori, *caller.acts_for}
    return shown is Shown.ALL


def _text(message: Message, field: str) -> str:
    return str(getattr(message, field))


@cache
def _may_name(message: Descriptor) -> bool:
    return bool(id_fields(message))


@cache
def id_fields(message: Descriptor) -> frozenset[str]:
    """List the fields of a message, and of the messages in it, that hold such an id."""
    return _id_fields(message, frozenset())


def _id_fields(message: Descriptor, above: frozenset[str]) -> frozenset[str]:
    if message.full_name in above:
        return frozenset()
    inside = above | {message.full_name}
    own = {f"{message.name}.{field.name}" for field in message.fields if field.name in NAMES}
    parts = [field.message_type for field in message.fields if field.message_type is not None]
    return frozenset(own).union(*(_id_fields(part, inside) for part in parts))
