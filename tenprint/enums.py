"""Names of enum values, as people and programs read them."""

from typing import cast

from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message


def enum_name(kind: EnumTypeWrapper, value: int) -> str:
    """Name a value of an enum in lower case, without its prefix. A later version's has a number."""
    known = kind.DESCRIPTOR.values_by_number.get(value)
    if known is None:
        return str(value)
    return known.name.removeprefix(kind.Name(0).removesuffix("UNSPECIFIED")).lower()


def name_of(message: Message, field: str) -> str:
    """Name the value of a field: `name_of(booking, "state")` is `second_response_ready`."""
    kind = message.DESCRIPTOR.fields_by_name[field].enum_type
    if kind is None:
        raise TypeError(f"{message.DESCRIPTOR.name}.{field} is no enum")
    return enum_name(EnumTypeWrapper(cast(EnumDescriptor, kind)), getattr(message, field))
