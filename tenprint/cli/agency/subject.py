"""Options that say who was booked, and for what."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import click

from tenprint.calls import to_date
from tenprint.cli.shared import options
from tenprint.v1.booking_service_pb2 import Charge, Subject

_STATED = (
    *("name", "sex", "place_of_birth", "citizenship"),
    *("fbi_number", "state_id", "alien_number"),
)
"""Fields of a subject that each have an option of the same name."""
_CHARGE = re.compile(r"(?:(\d{4}):)?(.+)")


def subject_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command and hand the command a `subject`."""

    @click.option("--name", default="", help="`LAST,FIRST MIDDLE` in capitals.")
    @click.option(
        "--born", type=options.DAY, multiple=True, help="Date of birth; may be given again."
    )
    @click.option("--sex", type=click.Choice(["M", "F", "X"]), default="X", help="Sex.")
    @click.option("--place-of-birth", default="", help="Code of a State or country, two letters.")
    @click.option("--citizenship", default="", help="As stated, two letters.")
    @click.option("--fbi-number", default="", help="FBI number, if known.")
    @click.option("--state-id", default="", help="The State's number of the person, if known.")
    @click.option("--alien-number", default="", help="A-number, if known.")
    @wraps(command)
    def wrapper(*args: Any, born: tuple[datetime, ...], **given: Any) -> Any:  # noqa: ANN401 - the command's own
        stated = {name: given.pop(name) for name in _STATED}
        return command(*args, subject=Subject(dates_of_birth=map(to_date, born), **stated), **given)

    return wrapper


def read_charge(text: str) -> Charge:
    """Read `WORDS` or `CODE:WORDS`."""
    found = _CHARGE.fullmatch(text)
    if found is None:
        raise click.BadParameter("a charge has words", param_hint="--charge")
    return Charge(offense_code=found[1] or "", literal=found[2])
