"""Examine everything that a service stands on."""

import json
import sys
from dataclasses import asdict

import click
from rich.markup import escape
from rich.table import Table

from tenprint.cli.shared import console, json_option, server_packages

_STYLES = {"ok": "green", "warning": "yellow", "error": "red"}


@click.command(
    context_settings={"ignore_unknown_options": True}, options_metavar="[--json] [SETTING]..."
)
@json_option
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
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
    else:
        table = Table("check", "", "what", "what to do")
        for one in found:
            level = f"[{_STYLES[one.level]}]{one.level}[/]"
            table.add_row(one.check, level, escape(one.what), escape(one.remedy))
        console.print(table)
    sys.exit(1 if any(one.level is Level.ERROR for one in found) else 0)
