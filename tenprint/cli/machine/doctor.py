"""Examine everything that a service stands on."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypedDict

import click
from rich.markup import escape
from rich.table import Table

from tenprint.cli.shared import console, output, prints_json, server_packages

if TYPE_CHECKING:
    from services.doctor import Finding


class Check(TypedDict):
    """What `doctor --json` prints of a check."""

    check: str
    level: str
    what: str
    remedy: str


def _plain(one: "Finding") -> Check:
    return Check(check=one.check, level=one.level, what=one.what, remedy=one.remedy)


_STYLES = {"ok": "green", "warning": "yellow", "error": "red"}


@click.command(
    context_settings={"ignore_unknown_options": True}, options_metavar="[--json] [SETTING]..."
)
@prints_json(Iterator[Check])
@click.argument("settings", nargs=-1, type=click.UNPROCESSED, metavar="")
def doctor(settings: tuple[str, ...], as_json: bool) -> None:
    """Look at all that a service stands on; each line says what is wrong and what to do.

    Settings are those of `tenprint serve`, as flags or in the environment: give the same. Nothing
    is changed. The exit status is 1 if anything is wrong, and 0 if all works, even with warnings.

    \b
    tenprint doctor
    tenprint doctor --data /var/lib/tenprint --json
    """
    with server_packages():
        import server
        from services.doctor import Level, examine

        found = list(examine(server.read_settings(settings)))
    output.show(map(_plain, found), _print_checks, as_json=as_json)
    sys.exit(1 if any(one.level is Level.ERROR for one in found) else 0)


def _print_checks(checks: Iterable[Check]) -> None:
    table = Table("check", "", "what", "what to do")
    for one in checks:
        level = f"[{_STYLES[one['level']]}]{one['level']}[/]"
        table.add_row(one["check"], level, escape(one["what"]), escape(one["remedy"]))
    console.print(table)
