"""Options and values that the commands of field offices and agencies share."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import click
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.timestamp_pb2 import Timestamp

from tenprint.v1 import case_service_pb2 as pb2

C = TypeVar("C", bound=Callable[..., object])

officer_option = click.option("--officer", required=True, help="Who does it, as an opaque id.")
version_option = click.option(
    "--version", type=click.IntRange(min=1), required=True, help="The version that was read."
)


def choice(kind: EnumTypeWrapper) -> click.Choice[str]:
    """Offer the values of an enum of the wire, in lower case and without their prefix."""
    return click.Choice(sorted(_names(kind)), case_sensitive=False)


def value(kind: EnumTypeWrapper, name: str | None) -> int:
    """Turn a choice back into the value of the wire; 0 for none."""
    return 0 if name is None else _names(kind)[name.lower()]


def _names(kind: EnumTypeWrapper) -> dict[str, int]:
    prefix = kind.Name(0).removesuffix("UNSPECIFIED")
    return {name.removeprefix(prefix).lower(): n for name, n in kind.items() if n}


def filters(command: C) -> C:
    """Add the options that choose among cases."""
    for option in reversed(
        (
            click.option("--state", type=choice(pb2.CaseState), help="Only cases in this state."),
            click.option("--open", "open_only", is_flag=True, help="Only cases not yet closed."),
            click.option("--office", default="", help="Only of this office, or alerted there."),
            click.option("--of", "agency", default="", help="Only bookings of this agency (ORI)."),
            click.option("--person", default="", help="Only about this identity of IDENT."),
        )
    ):
        command = option(command)
    return command


def timestamp(time: datetime | None) -> Timestamp | None:
    """Write a time that was given in UTC."""
    if time is None:
        return None
    message = Timestamp()
    message.FromDatetime(time.replace(tzinfo=UTC))
    return message
