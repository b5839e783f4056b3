"""The reference of the protos: every service, RPC, message and enum with its comments."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import grpc_tools.protoc
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
    ServiceDescriptorProto,
)
from google.type import date_pb2

from tests.paths import ROOT
from tests.reference import examples
from tests.services.access.rpcs import RPCS

_PROTOS = ROOT / "proto" / "tenprint" / "v1"
_PACKAGE = ".tenprint.v1."
_KINDS = {
    number: name.removeprefix("TYPE_").lower() for name, number in FieldDescriptorProto.Type.items()
}
_HEAD = """# Protos

Written from `proto/tenprint/v1` by `make reference`. [The integrator's guide](../integrators.md)
says how callers name themselves, and what errors carry. Each RPC stands with an example of its
request as JSON. `UFJJTlQ=` stands for the base64 of a print, and `RklMRQ==` for that of a
transaction file.

| file | what it holds |
|---|---|
"""

Comments = Mapping[tuple[int, ...], str]


def pages() -> dict[str, str]:
    """Write a page for each file, and their list."""
    files = [file for file in described().file if file.package == "tenprint.v1"]
    rows, written = [], {}
    for file in files:
        name = Path(file.name).stem
        comments = comments_of(file)
        what = ", ".join(one.name for one in file.service) or "messages and enums"
        rows.append(f"| [{name}]({name}.md) | {what} |")
        written[f"{name}.md"] = _page(name, file, comments)
    return {"protos.md": _HEAD + "\n".join(rows) + "\n", **written}


def described() -> FileDescriptorSet:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "all"
        includes = [
            ROOT / "proto",
            Path(grpc_tools.protoc.__file__).parent / "_proto",
            Path(date_pb2.__file__).parents[2],
        ]
        status = grpc_tools.protoc.main(
            [
                "protoc",
                *(f"-I{one}" for one in includes),
                f"--descriptor_set_out={out}",
                "--include_imports",
                "--include_source_info",
                *map(str, sorted(_PROTOS.glob("*.proto"))),
            ]
        )
        assert status == 0
        return FileDescriptorSet.FromString(out.read_bytes())


def comments_of(file: FileDescriptorProto) -> Comments:
    return {
        tuple(one.path): _words(one.leading_comments or one.trailing_comments)
        for one in file.source_code_info.location
        if one.leading_comments or one.trailing_comments
    }


def _words(comment: str) -> str:
    return "\n".join(line.removeprefix(" ").rstrip() for line in comment.strip("\n").splitlines())


def _page(name: str, file: FileDescriptorProto, comments: Comments) -> str:
    parts = [f"# {name}\n"]
    for number, service in enumerate(file.service):
        parts += _service(service, (6, number), comments)
    for number, message in enumerate(file.message_type):
        parts += _message(message, (4, number), comments)
    for number, enum in enumerate(file.enum_type):
        parts += _enum(enum, (5, number), comments)
    return "\n".join(parts)


def _service(
    service: ServiceDescriptorProto, path: tuple[int, ...], comments: Comments
) -> Iterator[str]:
    yield f"## {service.name}\n\n{_safe(comments.get(path, ''))}\n"
    calls = {rpc.descriptor.name: rpc for rpc in RPCS if rpc.service == service.name}
    for number, method in enumerate(service.method):
        called = calls[method.name]
        stream = "a stream of " if method.server_streaming else ""
        role = examples.role_of(called)
        who = f"`tenprint-roles: {role}`" if role else "no role"
        yield (
            f"### {method.name}\n\n{_safe(comments.get((*path, 2, number), ''))}\n\n"
            f"{_link(method.input_type)} → {stream}{_link(method.output_type)}, for example with "
            f"{who}:\n\n```json\n{examples.text(called)}\n```\n"
        )


def _message(message: DescriptorProto, path: tuple[int, ...], comments: Comments) -> Iterator[str]:
    yield f"## {message.name}\n\n{_safe(comments.get(path, ''))}\n"
    maps = {one.name for one in message.nested_type if one.options.map_entry}
    if message.field:
        yield "| field | number | type | what it says |\n|---|---|---|---|"
    for number, field in enumerate(message.field):
        words = _safe(comments.get((*path, 2, number), "")).replace("|", "\\|").replace("\n", " ")
        many = "repeated " if field.label == FieldDescriptorProto.LABEL_REPEATED else ""
        kind = _link(field.type_name) if field.type_name else _KINDS[field.type]
        if field.type_name.endswith("Entry") and field.type_name.rpartition(".")[2] in maps:
            many, kind = "", "map"
        yield f"| `{field.name}` | {field.number} | {many}{kind} | {words} |"
    yield ""
    for number, inner in enumerate(message.nested_type):
        if not inner.options.map_entry:
            yield from _message(inner, (*path, 3, number), comments)
    for number, enum in enumerate(message.enum_type):
        yield from _enum(enum, (*path, 4, number), comments)


def _enum(enum: EnumDescriptorProto, path: tuple[int, ...], comments: Comments) -> Iterator[str]:
    yield f"## {enum.name}\n\n{_safe(comments.get(path, ''))}\n"
    yield "| value | number | what it says |\n|---|---|---|"
    for number, value in enumerate(enum.value):
        words = _safe(comments.get((*path, 2, number), "")).replace("|", "\\|").replace("\n", " ")
        yield f"| `{value.name}` | {value.number} | {words} |"
    yield ""


def _safe(words: str) -> str:
    """Keep what is written in angle brackets from being read as HTML."""
    return words.replace("<", "&lt;")


def _link(name: str) -> str:
    short = name.rpartition(".")[2]
    if not name.startswith(_PACKAGE):
        return f"`{name.removeprefix('.')}`"
    top = name.removeprefix(_PACKAGE).partition(".")[0]
    return f"[{short}]({_HOMES[top]}.md#{short.lower()})"


def _homes() -> dict[str, str]:
    files = [file for file in described().file if file.package == "tenprint.v1"]
    messages = {one.name: Path(file.name).stem for file in files for one in file.message_type}
    enums = {one.name: Path(file.name).stem for file in files for one in file.enum_type}
    return messages | enums


_HOMES = _homes()
"""By message or enum, the page that holds it."""
