"""The reference of commands: their help, and what `--json` prints."""

import inspect
import typing
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from google.protobuf.message import Message

from tenprint.cli.main import tenprint

_WIDTH = 100
_HEAD = """# Commands

Written from the code by `make reference`. [The command line](../cli.md) says what they do.

`--json` prints messages of the protos with the names of their fields, zeros included; the links
lead to the messages. A list is one line of JSON for each entry. Commands on files print the fields
that stand below them.
"""


def page() -> str:
    """Write the page."""
    return "\n".join([_HEAD, *(_section(path, command) for path, command in _commands(tenprint))])


def _commands(
    group: click.Group, path: tuple[str, ...] = ("tenprint",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _section(path: tuple[str, ...], command: click.Command) -> str:
    context = None
    for name in path[:-1]:
        context = click.Context(click.Command(name), info_name=name, parent=context)
    context = click.Context(command, info_name=path[-1], parent=context)
    context.max_content_width = context.terminal_width = _WIDTH
    told = command.get_help(context).replace(str(Path.home()), "~")
    told = "\n".join(line.rstrip() for line in told.splitlines())
    name = " ".join(path)
    return f"## {name}\n\n```text\n{told}\n```\n{_json(command)}"


def _json(command: click.Command) -> str:
    if not any("--json" in one.opts for one in command.params) or command.callback is None:
        return ""
    kind = printed(command.callback)
    if kind is None:
        return ""
    several = typing.get_origin(kind) is not None
    kinds = typing.get_args(kind) if several else (kind,)
    words = [_shape(one) for one in kinds if isinstance(one, type)]
    every = "for each entry, a line: " if several else ""
    return f"\n`--json`: {every}{' or '.join(words)}\n" if words else ""


def printed(callback: Callable[..., object]) -> object:
    """Tell what a command prints as JSON: what it says, or else what it returns."""
    said = getattr(callback, "printed", None)
    found = said or _hints(inspect.unwrap(callback)).get("return")
    return None if found is type(None) else found


def _hints(function: Callable[..., object]) -> dict[str, object]:
    """Read the annotations, of which some are imported for checking alone."""
    try:
        return typing.get_type_hints(function)
    except NameError:
        return {"return": function.__annotations__.get("return")}


def _shape(kind: type) -> str:
    if issubclass(kind, Message):
        file = kind.DESCRIPTOR.file.name.rpartition("/")[2].removesuffix(".proto")
        return f"[{kind.DESCRIPTOR.name}]({file}.md#{kind.DESCRIPTOR.name.lower()})"
    fields = typing.get_type_hints(kind)
    listed = ", ".join(f"`{name}` ({_type_name(one)})" for name, one in fields.items())
    return f"an object with {listed}"


def _type_name(kind: object) -> str:
    for inner in typing.get_args(kind):
        if typing.is_typeddict(inner):
            return f"a list, each {_shape(inner)}"
    plain = isinstance(kind, type) and not typing.get_args(kind)
    return str(getattr(kind, "__name__", kind)) if plain else str(kind)
