"""The `tenprint` command."""

import signal
import sys
from types import FrameType

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
from tenprint.cli.examiner import review
from tenprint.cli.field_office import case, detainer, officer
from tenprint.cli.lesc import lesc
from tenprint.cli.operator import (
    audit,
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
    tenprint serve                                            start the service
    tenprint enrol --gallery ident --ppi 500 prints/anna/     enrol a person
    tenprint identify --gallery ident --ppi 500 2:index.png   search for a person
    tenprint submit --tcn BOOKING-0001 --ppi 500 prints/bob/  book a person
    """


for command in (
    *(booking, correction, enrol, extract, identify, slaps, submit, template, verify, watch),
    *(audit, demo, gallery, jurisdictions, keys, overdue, programme, reindex, report, serve),
    *(case, detainer, lesc, officer, records, review),
    *(ebts, people),
    *(expunge, sealing),
):
    tenprint.add_command(command)


def main() -> None:
    """Run the command. A failure prints one line on standard error and exits with status 1."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        tenprint(prog_name="tenprint")
    except (RpcError, OSError) as error:
        Console(stderr=True).print(f"tenprint: {error}", style="red", soft_wrap=True, markup=False)
        sys.exit(1)


def _leave(number: int, frame: FrameType | None) -> None:
    """Exit as after an error, so that the command stops the processes that it started."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
