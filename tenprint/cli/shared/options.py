"""Options and types that commands share."""

import os
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from tenprint.enums import enum_name


class _Day(click.DateTime):
    """A day, asked for by an example."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            found: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day as it is written here, such as 2026-01-31", param, ctx)
        return found


DAY = _Day(["%Y-%m-%d"])
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

defaulted = partial(click.option, show_default=True, show_envvar=True)
"""An option whose help shows the default, and the variable that sets it."""


class _NewFile(click.Path):
    """A file to write. Its folder must exist: nobody waits for work that cannot be written."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        path = super().convert(value, param, ctx)
        folder = Path(os.fsdecode(path)).parent
        if not folder.is_dir():
            self.fail(f"there is no folder {folder}", param, ctx)
        return path


FILE = _NewFile(dir_okay=False, path_type=Path)

gallery = click.option("--gallery", required=True, help="Which gallery: `iafis` or `ident`.")
identifier = partial(click.option, "--id", help="Id that makes a repetition harmless.")
officer = click.option("--officer", required=True, help="The officer who acts, as an opaque id.")


class EnumChoice(click.Choice[int]):
    """A value of an enum of the wire: in lower case, with hyphens, and without its prefix.

    The option also takes capitals and underscores, as proto and JSON have them.
    """

    def __init__(self, kind: EnumTypeWrapper) -> None:
        self._kind = kind
        super().__init__([value for value in kind.values() if value])

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """Name a choice in its shown form."""
        name = enum_name(self._kind, choice) if isinstance(choice, int) else str(choice)
        return name.lower().replace("_", "-")
