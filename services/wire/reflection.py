"""Domain types → proto, by fields of the same name. Requests are read explicitly elsewhere.

A `Writer` looks for the source of each field when its module is imported. A field without a source
is a TypeError, so a new field of a proto cannot stay empty by oversight.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from inspect import getattr_static
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_type_hints

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

S = TypeVar("S")
M = TypeVar("M", bound=Message)

Rule = str | Callable[[S], object]
"""The attribute that feeds a field of another name, or a function that makes the value."""
Convert = Callable[[Any], object]


def timestamp(time: datetime) -> Timestamp:
    """Write a timezone-aware time."""
    message = Timestamp()
    message.FromDatetime(time)
    return message


def calendar_date(day: date) -> date_pb2.Date:
    """Write a date."""
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


_CONVERTERS: dict[str, Convert] = {
    "google.protobuf.Timestamp": timestamp,
    "google.type.Date": calendar_date,
}


class Writer(Generic[S, M]):
    """Writes the messages of one type from the objects of one domain type. Safe for threads."""

    def __init__(
        self,
        message: type[M],
        source: type[S],
        *parts: "Writer[Any, Any]",
        within: Sequence[str] = (),
        given: Sequence[str] = (),
        **rules: Rule[S],
    ) -> None:
        """Find what feeds each field. Raises TypeError for a field that nothing feeds.

        parts: writers of the messages that this message holds.
        within: attributes of the source whose attributes feed fields too.
        given: fields whose values come with each call.
        rules: what feeds the fields that no attribute of the same name feeds.
        """
        self.message, self.source, self.parts, self.rules = message, source, parts, rules
        self.given = frozenset(given)
        hints = get_type_hints(source) if within else {}
        self.origins: dict[str, type] = {"": source} | {one: hints[one] for one in within}
        """Where the writer looks for attributes: in the source, then in the classes of `within`."""
        known = _CONVERTERS | {one.message.DESCRIPTOR.full_name: one for one in parts}
        fields: Sequence[Any] = message.DESCRIPTOR.fields
        if unknown := {*rules, *given}.difference(field.name for field in fields):
            raise TypeError(f"{message.__name__} has no fields {', '.join(sorted(unknown))}")
        names = [field.name for field in fields]
        converters = [(field.name, self._converter(field, known)) for field in fields]
        self._converters = [(name, convert) for name, convert in converters if convert]
        self._readers = [(name, self._reader(name)) for name in names if name not in given]

    def __call__(self, source: S, /, **given: object) -> M:
        """Write a message. None leaves a field unset. given: values that replace the read values.

        Raises TypeError if a value is missing that must be given.
        """
        if missing := self.given - given.keys():
            raise TypeError(f"{self.message.__name__} must be given {', '.join(sorted(missing))}")
        values = {name: read(source) for name, read in self._readers} | given
        for name, convert in self._converters:
            if (value := values[name]) is not None:
                values[name] = convert(value)
        return self.message(**values)

    def attribute(self, field: str) -> tuple[str, str]:
        """Name the origin and its attribute that feed a field. Raises TypeError."""
        field = self.fed_by(field)
        rule = self.rules.get(field, field)
        for origin, kind in self.origins.items():
            if isinstance(rule, str) and _has(kind, rule):
                return origin, rule
        raise TypeError(
            f"{self.source.__name__} has nothing for {self.message.__name__}.{field}: say what "
            "feeds the field"
        )

    def fed_by(self, field: str) -> str:
        """Name the field whose word a code repeats as an enum; any other field is its own."""
        has_source = field in self.rules or any(_has(one, field) for one in self.origins.values())
        return field if has_source else word_field(self.message.DESCRIPTOR, field) or field

    def _reader(self, field: str) -> Callable[[S], object]:
        rule = self.rules.get(self.fed_by(field))
        if callable(rule):
            return rule
        origin, name = self.attribute(field)
        return attrgetter(f"{origin}.{name}" if origin else name)

    def _converter(self, field: FieldDescriptor, converters: dict[str, Convert]) -> Convert | None:
        if field.enum_type:
            is_code = self.fed_by(field.name) != field.name
            one = (_code_converter if is_code else _enum_converter)(field.enum_type)
        elif field.message_type is None or field.message_type.GetOptions().map_entry:
            return None
        elif (name := field.message_type.full_name) in converters:
            one = converters[name]
        elif callable(self.rules.get(field.name)):
            return None
        else:
            raise TypeError(f"{self.message.__name__}.{field.name} needs a writer of {name}")
        return (lambda values: map(one, values)) if field.is_repeated else one


def _has(kind: type, name: str) -> bool:
    fields = getattr(kind, "__dataclass_fields__", {})
    return name in fields or isinstance(getattr_static(kind, name, None), property)


def word_field(message: Any, field: str) -> str:  # noqa: ANN401 - a Descriptor of either kind
    """Name the field of words beside a field of codes: `kind` beside `kind_code`; empty if none.

    A code is the same word as a value of an enum; the words stand beside it for older clients.
    """
    for suffix in ("_code", "_codes"):
        word = field.removesuffix(suffix)
        if word != field and word in message.fields_by_name:
            return word
    return ""


def code_name(enum: EnumDescriptor, word: str) -> str:
    """Name the value of an enum that a word stands for; UNSPECIFIED for a word that is none."""
    prefix = enum.values[0].name.removesuffix("UNSPECIFIED")
    name = prefix + re.sub(r"\W", "_", word).upper()
    return name if name in enum.values_by_name else enum.values[0].name


def _code_converter(enum: EnumDescriptor) -> Convert:
    """Turn a word into the value of its name. A word of no value is left unspecified."""
    named = _enum_converter(enum)

    def convert(value: object) -> object:
        plain = isinstance(value, str) and not isinstance(value, StrEnum)
        return code_name(enum, str(value)) if plain else named(value)

    return convert


def _enum_converter(enum: EnumDescriptor) -> Convert:
    """Pass numbers on. Turn a word into the prefix of the enum and the name of the member."""
    prefix = enum.values[0].name.removesuffix("UNSPECIFIED")
    return lambda value: f"{prefix}{value.name}" if isinstance(value, StrEnum) else value
