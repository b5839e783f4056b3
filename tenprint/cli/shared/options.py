"""Options and types that commands share."""

import click
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

DAY = click.DateTime(["%Y-%m-%d"])

gallery_option = click.option("--gallery", required=True, help="Which gallery: `iafis` or `ident`.")
officer_option = click.option(
    "--officer", required=True, help="The officer who acts, as an opaque id."
)


class EnumChoice(click.Choice[int]):
    """A value of an enum of the wire: in lower case, with hyphens, and without its prefix.

    The option also takes capitals and underscores, as proto and JSON have them.
    """

    def __init__(self, kind: EnumTypeWrapper) -> None:
        self._kind = kind
        super().__init__([value for value in kind.values() if value])

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """Name a choice as it is shown."""
        name = enum_name(self._kind, choice) if isinstance(choice, int) else str(choice)
        return name.lower().replace("_", "-")


def enum_name(kind: EnumTypeWrapper, value: int) -> str:
    """Name a value of an enum in lower case, without its prefix."""
    return kind.Name(value).removeprefix(kind.Name(0).removesuffix("UNSPECIFIED")).lower()


def enum_words(kind: EnumTypeWrapper, value: int) -> str:
    """Name a value of an enum in words."""
    return enum_name(kind, value).replace("_", " ")
