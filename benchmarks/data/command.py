"""The command line of a benchmark: options come from a dataclass, errors become one line."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import MISSING, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from matcher.errors import TenprintError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Options = TypeVar("Options", bound="DataclassInstance")


def option(explanation: str, default: object = MISSING, **argument: object) -> Any:  # noqa: ANN401
    """Declare a field that `run_command` reads from the command line.

    argument: keywords of `add_argument`. With `nargs` the field is a positional argument.
    """
    return field(default=default, metadata={"help": explanation, **argument})


def positive(text: str) -> int:
    """Read a count of at least one. Raises ValueError."""
    if (value := int(text)) < 1:
        raise ValueError(text)
    return value


def run_command(
    module: str,
    doc: str | None,
    kind: type[Options],
    work: Callable[[Options], object],
    arguments: Sequence[str] | None = None,
) -> int:
    """Do the work of a benchmark with options from the command line; return its exit status.

    The status is 1 if the work returns False, 2 if the data or the server cannot be used, and 130
    if somebody interrupted the work.
    """
    options = _read_options(kind, module, doc, arguments)
    try:
        return int(work(options) is False)
    except TenprintError as error:
        print(f"{module}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{module}: interrupted", file=sys.stderr)
        return 130


def _read_options(
    kind: type[Options], module: str, doc: str | None, arguments: Sequence[str] | None
) -> Options:
    """Read the fields of a dataclass from the command line. A field without a default is required.

    doc: the docstring of the module, whose first line is shown.
    """
    summary = (doc or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=summary)
    hints = get_type_hints(kind)
    for one in fields(kind):
        flag, argument = "--" + one.name.replace("_", "-"), dict(one.metadata)
        of = argument.pop("type", _type_of(hints[one.name]))
        if "nargs" in argument:
            parser.add_argument(one.name, type=of, **argument)
        elif of is bool:
            parser.add_argument(flag, action="store_true", **argument)
        elif one.default is MISSING:
            parser.add_argument(flag, type=of, required=True, **argument)
        else:
            parser.add_argument(flag, type=of, default=one.default, **argument)
    return kind(**vars(parser.parse_args(arguments)))


def _type_of(hint: object) -> Callable[[str], object]:
    """Return the type of one value: `Path` for `Path | None` and for `list[Path]`."""
    if isinstance(hint, type) and not get_args(hint):
        return hint
    return next((one for one in get_args(hint) if isinstance(one, type)), str)
