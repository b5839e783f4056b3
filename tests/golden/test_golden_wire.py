"""What passes between programs: messages of `tenprint.v1`, and files of people.

`tenprint-v1.descriptors` is a `FileDescriptorSet` of the protos of version 0.1. What they have,
today's have under the same number: otherwise a client of then and a service of today would take
each other's fields for something else.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

import tenprint.v1
from gallery.transfer.reader import PeopleReader
from gallery.transfer.rows import content_digest

GOLDEN = Path(__file__).parent
PEOPLE = {
    "a-ident": "c002c9d75e794cb5745e921fa4a8903dd98686868b1875afcc60069cfb6132bf",
    "b-ident": "4623d996c089eff6a00724531701b4281f3da898b647be4e81fa83795ca36175",
    "c-ident": "69b8f4e7d7196ea39289ae6795d37458a67acc0e2a819482696fd48bc9bf098f",
    "e-ident": "3bbd406c4fbdb54639c82f530246c3affd62cc1483e5a28cfe63d5f6d41e3af7",
    "b-again": "b42b88a02edce5ff05ad2c10bf9caa46243471e5acc9be0feb2f2c96347bd3bb",
}
"""Digest of what the file says of each encounter: ids, impressions, templates."""
Part = tuple[str, tuple[object, ...]]


def parts(file: FileDescriptorProto) -> Iterator[Part]:
    """Name everything that decides how bytes are read, and how."""
    for message in file.message_type:
        yield from parts_of_message(file.package, message)
    for enum in file.enum_type:
        yield from parts_of_enum(file.package, enum)
    for service in file.service:
        for method in service.method:
            streams = method.client_streaming, method.server_streaming
            name = f"{file.package}.{service.name}/{method.name}"
            yield name, (method.input_type, method.output_type, *streams)


def parts_of_message(scope: str, message: DescriptorProto) -> Iterator[Part]:
    name = f"{scope}.{message.name}"
    yield name, ()
    for field in message.field:
        how = field.number, field.type, field.type_name, field.label, field.proto3_optional
        oneof = message.oneof_decl[field.oneof_index].name if field.HasField("oneof_index") else ""
        yield f"{name}.{field.name}", (*how, field.json_name, oneof)
    for enum in message.enum_type:
        yield from parts_of_enum(name, enum)
    for nested in message.nested_type:
        yield from parts_of_message(name, nested)


def parts_of_enum(scope: str, enum: EnumDescriptorProto) -> Iterator[Part]:
    yield f"{scope}.{enum.name}", ()
    for value in enum.value:
        yield f"{scope}.{enum.name}.{value.name}", (value.number,)


def test_every_field_and_call_of_version_0_1_is_there_still() -> None:
    kept = FileDescriptorSet.FromString((GOLDEN / "tenprint-v1.descriptors").read_bytes())
    before = dict(part for file in kept.file for part in parts(file))
    today = dict[str, tuple[object, ...]]()
    for module in iter_modules(tenprint.v1.__path__):
        if module.name.endswith("_pb2"):
            now = FileDescriptorProto()
            import_module(f"tenprint.v1.{module.name}").DESCRIPTOR.CopyToProto(now)
            today |= parts(now)
    assert before
    assert {name: today.get(name) for name in before} == before


def test_the_protos_say_what_other_languages_call_them() -> None:
    for module in iter_modules(tenprint.v1.__path__):
        if module.name.endswith("_pb2"):
            options = import_module(f"tenprint.v1.{module.name}").DESCRIPTOR.GetOptions()
            assert (options.go_package, options.csharp_namespace, options.java_package) == (
                "tenprint/v1;tenprintv1",
                "Tenprint.V1",
                "tenprint.v1",
            ), module.name
            assert options.java_multiple_files


def test_a_file_of_people_is_read_as_before() -> None:
    """`people-0.1.parquet` is what version 0.1 exported from the IDENT of `data-0.1`."""
    with PeopleReader(GOLDEN / "people-0.1.parquet") as reader:
        [people] = [reader.read(group) for group in range(reader.group_count)]
    rows = enumerate(people.encounter_ids)
    assert {name: content_digest(people, row).hex() for row, name in rows} == PEOPLE
    assert people.vectors is not None
    assert people.vectors[:, [1, 6]].any(axis=2).tolist() == [[True, True]] * 4 + [[True, False]]
