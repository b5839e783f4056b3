"""The `tenprint` command."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click
from rich.console import Console

from tenprint.cli.agency import (
    booking,
    correction,
    enrol,
    extract,
    identify,
    slaps,
    submit,
    template,
    verify,
    watch,
)
from tenprint.cli.at_rest import expunge, sealing
from tenprint.cli.console import console, users
from tenprint.cli.examiner import review
from tenprint.cli.field_office import case, detainer, officer
from tenprint.cli.lesc import lesc
from tenprint.cli.machine import backup, doctor, health, restore
from tenprint.cli.operator import (
    audit,
    compile_kernels,
    demo,
    gallery,
    jurisdictions,
    keys,
    overdue,
    programme,
    reindex,
    report,
    serve,
)
from tenprint.cli.records import records
from tenprint.cli.transactions import ebts, people
from tenprint.errors import RpcError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tenprint")
def tenprint() -> None:
    """Identify people by their ten fingers.

    \b
    tenprint serve --insecure-loopback                        start the service
    tenprint enrol --gallery ident --ppi 500 prints/anna/     enrol a person
    tenprint identify --gallery ident --ppi 500 2:index.png   search for a person
    tenprint submit --tcn BOOKING-0001 --ppi 500 prints/bob/  book a person
    """


for command in (
    *(booking, correction, enrol, extract, identify, slaps, submit, template, verify, watch),
    *(audit, compile_kernels, demo, gallery, jurisdictions, keys, overdue, programme),
    *(reindex, report, serve),
    *(console, users),
    *(case, detainer, lesc, officer, records, review),
    *(ebts, people),
    *(backup, doctor, health, restore),
    *(expunge, sealing),
):
    tenprint.add_command(command)


def _show_whole_sentences(group: click.Group) -> None:
    """Let the help of groups list the first sentence of each command, which click would cut."""
    for command in group.commands.values():
        command.short_help = (command.help or "").strip().split("\n\n")[0]
        if isinstance(command, click.Group):
            _show_whole_sentences(command)


_show_whole_sentences(tenprint)


def main() -> None:
    """Run the command. A failure prints one line on standard error.

    The exit status is 1 if a call failed, and 2 if the command was wrong.
    """
    signal.signal(signal.SIGTERM, _leave)
    try:
        status = tenprint(prog_name="tenprint", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _fail(_with_help(error), error.exit_code)
    except click.Abort:
        _fail("interrupted", 128 + signal.SIGINT)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (RpcError, OSError) as error:
        _fail(str(error), 1)
    sys.exit(status if type(status) is int else 0)


def _with_help(error: click.ClickException) -> str:
    words = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{words.rstrip('.')} (see `{error.ctx.command_path} --help`)"
    return words


def _fail(words: str, status: int) -> NoReturn:
    Console(stderr=True).print(f"tenprint: {words}", style="red", soft_wrap=True, markup=False)
    sys.exit(status)


def _leave(number: int, frame: FrameType | None) -> None:
    """Exit as after an error, so that the command stops the processes that it started."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
