"""Every field of every message that leaves the service is fed, and stays fed when a proto grows."""

import ast
import importlib
import pkgutil
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

import services.messages
import tenprint.v1
from services.wire import conversion
from services.wire.reflection import Writer
from tenprint.v1 import candidate_pb2, sample_pb2
from tests.paths import ROOT

UNSET = {
    "EnrolResponse.candidates": "lists who was found, where nobody was enrolled",
    "Booking.response_files": "are made of the answers of a booking that came as a file",
    "EnrolResponse.slaps": "is added from the request, whatever the enrolment made",
    "EnrolResponse.sequence": "is added from the request, whatever the enrolment made",
    "SecondResponse.immigration_status": "is told by the words of a determination",
    "SequenceReport.passed": "says that nothing is wrong, where a finding is filled in",
}
"""Fields that stay at their default although the source is filled, and why."""
PARTIAL = {
    "EnrolResponse": "an enrolment that was not searched first has neither candidates nor report",
    "BookingSubmission": "a copy of a request, of which the digest takes what is beside the prints",
    "SubmitBookingRequest": "a transaction file says what a booking may say, and no more",
    "Subject": "of a transaction file, which has no alien number",
    "Charge": "of a transaction file, which has no codes of offenses",
}
"""Messages that are written by hand without some of their fields, and why."""
AnyWriter = Writer[Any, Any]


@cache
def writers() -> list[AnyWriter]:
    names = [one.name for one in pkgutil.iter_modules(services.messages.__path__)]
    modules = [importlib.import_module(f"services.messages.{name}") for name in names]
    found: dict[int, AnyWriter] = {}

    def add(one: AnyWriter) -> None:
        found[id(one)] = one
        for part in one.parts:
            add(part)

    for module in (conversion, *modules):
        for value in vars(module).values():
            if isinstance(value, Writer):
                add(value)
    return list(found.values())


def filled(kind: Any) -> Any:  # noqa: ANN401, PLR0911 - a type in each of its forms
    """Make a value of a type in which nothing is empty, zero or false."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return filled(next(one for one in arguments if one is not type(None)))
    if origin is tuple:
        return tuple(filled(one) for one in arguments if one is not Ellipsis)
    if origin is frozenset:
        return frozenset({filled(arguments[0])})
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, value = arguments
        keys = list(key) if issubclass(key, Enum) else [filled(key)]
        return {one: filled(value) for one in keys}
    if issubclass(kind, Enum):
        return next(one for one in kind if one.value)
    if kind in VALUES:
        return VALUES[kind]
    hints = get_type_hints(kind)
    return kind(**{name: filled(hints[name]) for name in kind.__dataclass_fields__})


VALUES: dict[Any, object] = {
    str: "text",
    int: 3,
    float: 1.5,
    bool: True,
    bytes: b"bytes",
    date: date(2011, 3, 1),
    datetime: datetime(2011, 3, 1, 12, tzinfo=UTC),
    Path: Path("folder"),
}


def unset(message: Message) -> set[str]:
    """Name the fields of a message that hold nothing, or their default."""
    names = set(message.DESCRIPTOR.fields_by_name)
    held = {field.name for field, _ in message.ListFields()}
    return {f"{message.DESCRIPTOR.name}.{name}" for name in names - held}


def written(writer: AnyWriter) -> Message:
    message: Message = writer(filled(writer.source), **dict.fromkeys(writer.given, "given"))
    return message


def name_of(writer: AnyWriter) -> str:
    return f"{writer.message.DESCRIPTOR.full_name}-{writer.source.__name__}"


def codes_of_text(writer: AnyWriter) -> set[str]:
    """Name the enums that repeat a text, which may be none of their words.

    tests/test_vocabularies.py tries them with the words.
    """
    found = set()
    for field in writer.message.DESCRIPTOR.fields:
        if field.name in writer.given or (word := writer.fed_by(field.name)) == field.name:
            continue
        if callable(writer.rules.get(word)) or not any(enums(hint_of(writer, field.name))):
            found.add(f"{writer.message.DESCRIPTOR.name}.{field.name}")
    return found


def hint_of(writer: AnyWriter, field: str) -> object:
    origin, attribute = writer.attribute(field)
    return get_type_hints(writer.origins[origin])[attribute]


@pytest.mark.parametrize("writer", writers(), ids=name_of)
def test_a_filled_object_fills_every_field(writer: AnyWriter) -> None:
    assert unset(written(writer)) - codes_of_text(writer) <= UNSET.keys()


@pytest.mark.parametrize("writer", writers(), ids=name_of)
def test_members_of_enums_have_the_names_of_the_proto(writer: AnyWriter) -> None:
    for field in writer.message.DESCRIPTOR.fields:
        if field.enum_type is None or callable(writer.rules.get(writer.fed_by(field.name))):
            continue
        for kind in enums(hint_of(writer, field.name)):
            for member in filter(None, kind):
                numbers = field.enum_type.values_by_number
                names = field.enum_type.values_by_name
                prefix = numbers[0].name.removesuffix("UNSPECIFIED")
                assert f"{prefix}{member.name}" in names, member
                if not issubclass(kind, StrEnum):
                    assert numbers[member.value].name == f"{prefix}{member.name}"


def enums(hint: object) -> Iterator[type[Enum]]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        yield hint
    for argument in get_args(hint):
        yield from enums(argument)


def answers() -> dict[str, Descriptor]:
    """Walk from the answers of all RPCs through the messages in them."""
    found: dict[str, Descriptor] = {}

    def walk(message: Descriptor) -> None:
        if message.file.package != "tenprint.v1" or message.full_name in found:
            return
        found[message.full_name] = message
        for field in message.fields:
            if field.message_type and not field.message_type.GetOptions().map_entry:
                walk(field.message_type)

    for module in protos():
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                walk(method.output_type)
    return found


@cache
def protos() -> list[Any]:
    names = [one.name for one in pkgutil.iter_modules(tenprint.v1.__path__)]
    return [
        importlib.import_module(f"tenprint.v1.{name}") for name in names if name.endswith("_pb2")
    ]


@dataclass(frozen=True)
class Construction:
    """A message that services write by hand, and the fields that are named there."""

    message: Descriptor
    fields: frozenset[str]
    place: str


@cache
def constructions() -> list[Construction]:
    """Find where code makes a message, or names a response for an RPC to fill."""
    known = {
        name: message
        for module in protos()
        for name, message in module.DESCRIPTOR.message_types_by_name.items()
    }
    calls = [
        (path, node)
        for path in sorted((ROOT / "services").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]
    return [
        Construction(
            known[named.attr],
            frozenset(one.arg for one in node.keywords if one.arg)
            if named is node.func
            else filled_by(ast.unparse(node.func), known[named.attr]),
            f"{path.relative_to(ROOT)}:{node.lineno}",
        )
        for path, node in calls
        for named in [node.func, *(node.args[:1] if ast.unparse(node.func) in FILLED else [])]
        if isinstance(named, ast.Attribute)
        and isinstance(named.value, ast.Name)
        and named.value.id.endswith("pb2")
        and named.attr in known
    ]


FILLED = {"answers_with": 1, "answers_page": 2}
"""How many fields each decorator of an RPC fills."""


def filled_by(decorator: str, response: Descriptor) -> frozenset[str]:
    """Name the fields that a decorator fills. Too many fields for it are left unnamed."""
    return frozenset(list(response.fields_by_name)[: FILLED[decorator]])


def test_every_message_of_an_answer_is_written() -> None:
    known = {writer.message.DESCRIPTOR.full_name for writer in writers()}
    known |= {one.message.full_name for one in constructions()}
    assert answers().keys() <= known
    assert len(answers()) > 100


def test_what_is_written_by_hand_names_every_field() -> None:
    partial = {
        one.message.name: one.place
        for one in constructions()
        if one.fields != set(one.message.fields_by_name)
    }
    assert partial.keys() == PARTIAL.keys(), partial


def test_every_exception_is_needed() -> None:
    left = [unset(written(one)) - codes_of_text(one) for one in writers()]
    assert set().union(*left) == UNSET.keys()


@dataclass(frozen=True)
class Finger:
    """Has no count of minutiae, which `FingerScore` tells."""

    position: int
    llr: float


def test_a_field_without_a_source_is_refused_when_the_writer_is_made() -> None:
    with pytest.raises(
        TypeError, match=r"Finger has nothing for FingerScore\.paired_minutia_count"
    ):
        Writer(candidate_pb2.FingerScore, Finger)


def test_an_attribute_is_no_source_if_it_is_a_method() -> None:
    @dataclass(frozen=True)
    class Counting(Finger):
        def paired_minutia_count(self) -> int:
            return 3

    with pytest.raises(TypeError, match="paired_minutia_count"):
        Writer(candidate_pb2.FingerScore, Counting)


def test_a_message_within_needs_its_writer() -> None:
    with pytest.raises(TypeError, match=r"Candidate\.fingers needs a writer of .*FingerScore"):
        Writer(candidate_pb2.Candidate, conversion.candidate.source)


def test_a_rule_for_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="SampleReport has no fields sharpness"):
        Writer(sample_pb2.SampleReport, conversion.sample_report.source, sharpness="quality")


def test_what_has_to_be_given_cannot_be_left_out() -> None:
    writer = Writer(candidate_pb2.FingerScore, Finger, given=["paired_minutia_count"])
    finger = Finger(2, 0.5)
    with pytest.raises(TypeError, match="FingerScore must be given paired_minutia_count"):
        writer(finger)
    assert writer(finger, paired_minutia_count=7) == candidate_pb2.FingerScore(
        position=sample_pb2.FINGER_POSITION_RIGHT_INDEX, llr=0.5, paired_minutia_count=7
    )
