"""EBTS transaction files: show, validate and make them."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TypedDict

import click

from tenprint.cli.shared import (
    console,
    files,
    options,
    output,
    prints_json,
    server_packages,
    shown,
)
from tenprint.v1.sample_pb2 import MissingFinger

SUBMISSIONS = ("CAR", "CNA", "CPNU", "MAP", "NFUF", "RPIS", "TPIS")


@click.group()
def ebts() -> None:
    """Read, judge and make EBTS transaction files."""


class ShownTransaction(TypedDict):
    """What `ebts show --json` prints."""

    file: str
    lines: list[str]
    """The type, then each record and below the record each field: number, name and value."""


class MadeTransaction(TypedDict):
    """What `ebts make --json` prints."""

    file: str
    byte_count: int
    tcn: str


class FoundFault(TypedDict):
    """A fault of a file, as EBTS 9.1 sees it."""

    place: str
    field: str
    value: str
    rule: str


class ValidatedFile(TypedDict):
    """What `ebts validate --json` prints of a file."""

    file: str
    title: str
    is_sound: bool
    faults: list[FoundFault]
    refused_images: list[str]
    error: str
    """Why the file is no transaction; empty if it is one."""


def _print_fields(found: ShownTransaction) -> None:
    _print_lines(found["lines"])


def _tell_made(made: MadeTransaction) -> None:
    console.print(f"{made['file']}: {made['byte_count']:,} bytes, TCN {made['tcn']}", markup=False)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


@ebts.command()
@click.option("--card", type=options.FILE, help="Draw the images as a card to this PNG file.")
@click.argument("file", type=options.EXISTING_FILE)
@shown(_print_fields)
def show(card: Path | None, file: Path) -> ShownTransaction:
    """Show every field of a transaction file.

    \b
    tenprint ebts show card.eft
    tenprint ebts show --card card.png card.eft
    """
    with server_packages():
        from tenprint.cli.transactions import showing

        judgement = showing.judge(file)
        if card:
            showing.write_card(judgement, card)
            output.progress_console.print(f"drawn to {card}", markup=False)
        return ShownTransaction(file=str(file), lines=list(showing.fields(judgement)))


@ebts.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=options.EXISTING_FILE)
@prints_json(Iterator[ValidatedFile])
def validate(paths: tuple[Path, ...], as_json: bool) -> None:
    """Say what files are and what is wrong with them; exit status 1 if anything is wrong.

    Every fault names record, field, value and rule of EBTS 9.1. An image is decoded, and refused
    if the service would refuse the image. With --json there is one line for each file.

    \b
    tenprint ebts validate card.eft
    tenprint ebts validate inbox/*.eft
    """
    all_sound = True
    with server_packages():
        from tenprint.cli.transactions import showing

        for path in paths:
            verdict = showing.verdict(path)
            all_sound &= verdict.is_sound
            if as_json:
                click.echo(json.dumps(asdict(verdict)))
            else:
                _print_lines(verdict.lines)
    if not all_sound:
        sys.exit(1)


@ebts.command()
@options.defaulted("--seed", type=click.IntRange(min=0), default=1, help="The invented person.")
@options.defaulted(
    "--encounter", type=click.IntRange(min=0), default=1, help="Which of the person's captures."
)
@options.defaulted(
    "--type",
    "type_of_transaction",
    type=click.Choice(SUBMISSIONS, case_sensitive=False),
    default="CAR",
    help="Type of transaction (1.004).",
)
@click.option("--tcn", help="Transaction control number; by default made from the seed.")
@options.defaulted("--agency", default="WVTEST000", help="ORI of the agency (1.008, 2.073).")
@options.defaulted("--destination", default="WVIAFIS0Z", help="DAI (1.007).")
@options.defaulted("--arrested", "day", type=options.DAY, default="2012-01-03", help="The day.")
@options.defaulted(
    "--record-type",
    type=click.Choice(["4", "14"]),
    default="14",
    help="The records of the images. Type-4 has two plain thumbs in place of position 15.",
)
@options.defaulted("--slaps/--no-slaps", "with_slaps", default=True, help="Plain prints too.")
@options.defaulted("--retain/--no-retain", default=True, help="Keep the prints (2.005).")
@files.missing_option
@click.argument("out", type=options.FILE)
@shown(_tell_made)
def make(
    out: Path,
    record_type: str,
    day: datetime,
    tcn: str | None,
    seed: int,
    encounter: int,
    missing_fingers: list[MissingFinger],
    **stated: str,
) -> MadeTransaction:
    """Write the booking of an invented person: rolled prints and slaps in WSQ.

    \b
    tenprint ebts make --seed 7 card.eft
    tenprint ebts make --seed 7 --missing 3:XX --type CNA card.eft
    """
    with server_packages():
        from ebts.writing import write
        from tenprint.cli.transactions import synthetic

        order = synthetic.searched(
            synthetic.Order(
                seed=seed,
                encounter=encounter,
                tcn=tcn or f"SYNTHETIC-{seed:06}-{encounter}",
                day=day.date(),
                record_type=int(record_type),
                missing=tuple(
                    (int(one.position), files.missing_code(one)) for one in missing_fingers
                ),
                **stated,  # type: ignore[arg-type]
            )
        )
        data = write(synthetic.make_transaction(order, synthetic.draw_prints(order)))
        out.write_bytes(data)
        return MadeTransaction(file=str(out), byte_count=len(data), tcn=order.tcn)
