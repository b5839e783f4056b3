"""Expunge an encounter and prove that no file holds anything of it."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, cast

import click

from tenprint.cli.operator import GalleryData, on_gallery
from tenprint.cli.shared import connection, console, options, output, prints_json

if TYPE_CHECKING:
    from database.connection import Database
    from gallery.expungement import Expungement


class LeftBehind(TypedDict):
    """A trace that a file still holds."""

    what: str
    file: str
    offset: int


class ExpungementReport(TypedDict):
    """What `expunge --json` prints, and the file of `--report` holds."""

    gallery: str
    encounter_id: str
    expunge_time: str
    is_repeated: bool
    identity_deleted: bool
    is_sealed: bool
    traces: list[str]
    window_count: int
    file_count: int
    byte_count: int
    database_rewritten: bool
    findings: list[LeftBehind]
    horizon: str
    withdrawn_matches: list[str]


_PURPOSE = "expungement"
_PROOFS = "expunged"
"""The folder within the data folder that keeps digests of what was looked for."""
_SERVICE_S = 60.0
"""How long a service may take to delete files of its index."""


@click.command()
@on_gallery
@click.option("--target", help="HOST:PORT of a service on the folder [as it says itself].")
@connection.credentials_option
@click.option("--report", type=options.FILE, help="Also write the report to this file, as JSON.")
@prints_json(ExpungementReport)
@click.argument("encounter")
def expunge(
    data: GalleryData,
    target: str | None,
    credentials: Path | None,
    report: Path | None,
    as_json: bool,
    encounter: str,
) -> None:
    """Expunge ENCOUNTER, then search every file of the data folder for what was there.

    The search looks for the images, templates, vectors and codes in clear, for the rows and blobs
    as the database stored them, and for the wrapped key. If a service runs on the folder, the
    service expunges, and the command reads beside it. Matches that rest on the encounter are
    withdrawn. The exit status is 1 if anything is left, and the report says in which file.

    The same command again makes the search again, for all but texts: of the rest, digests are kept
    in the data folder.

    \b
    tenprint expunge --gallery ident --report expunged.json encounter-17
    """
    found, withdrawn = _expunge(data, encounter, target, credentials)
    told = _report(found, withdrawn)
    if report is not None:
        report.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    output.show(told, lambda _: _tell(found, withdrawn), as_json=as_json)
    sys.exit(1 if found.findings else 0)


def _expunge(
    data: GalleryData, encounter: str, target: str | None, credentials: Path | None
) -> tuple["Expungement", list[str]]:
    """Expunge; returns the proof, and the bookings whose matches rested on the encounter."""
    from gallery.expungement import Place
    from gallery.expungement import expunge as expunge_and_search
    from interop.corrections import expungement

    folder = data.settings.data_dir.resolve()
    with ExitStack() as stack:
        server = data.server()
        if server is None:
            database = stack.enter_context(data.alone("expunging"))
            delete, service_s = _deletion(data, database, encounter), 0.0
        else:
            database = stack.enter_context(data.database())
            address = target or f"{server.get('host')}:{server.get('port')}"
            client = stack.enter_context(connection.operator(address, credentials=credentials))
            delete = partial(client.delete_encounter, data.gallery, encounter, expunge=True)
            service_s = _SERVICE_S
        outside = [] if database.file is None else [database.file]
        place = Place(data.gallery, database, [folder, *outside], folder / _PROOFS, service_s)
        found = expunge_and_search(place, encounter, datetime.now(UTC), delete=delete)
        with database.read() as session:
            return found, expungement.withdrawn_with(session, data.gallery, encounter)


def _deletion(data: GalleryData, database: "Database", encounter: str) -> Callable[[], bool]:
    """Return what expunges an encounter while no service runs."""
    from database.caller import Caller
    from gallery.gallery import Gallery
    from interop.corrections import expungement

    def delete() -> bool:
        with Gallery(
            data.gallery, database, folder=data.folder, witness=expungement.witness
        ) as gallery:
            who = Caller(connection.DEFAULT_ORI, frozenset(connection.OPERATOR.roles), _PURPOSE)
            deleted = gallery.delete_encounter(
                encounter, expunge=True, caller=who, now=datetime.now(UTC)
            )
            gallery.purge()
            return deleted

    return delete


def _report(found: "Expungement", withdrawn: list[str]) -> ExpungementReport:
    findings = [{**asdict(one), "file": str(one.file)} for one in found.findings]
    whole: dict[str, Any] = {**asdict(found), "findings": findings, "withdrawn_matches": withdrawn}
    return cast(ExpungementReport, whole)


def _tell(found: "Expungement", withdrawn: list[str]) -> None:
    identity = "its identity is deleted too" if found.identity_deleted else "its identity stays"
    key = "its key is destroyed, " if found.is_sealed else ""
    when = f" on {found.expunge_time}" if found.is_repeated else ""
    lines = [
        f"encounter {found.encounter_id} of {found.gallery} was expunged{when}: {key}{identity}",
        *(f"withdrawn with it: the match of booking {tcn}" for tcn in withdrawn),
        f"searched: {found.file_count} files of {found.byte_count:,} bytes, for "
        f"{found.window_count} pieces of {len(found.traces)} kinds: {', '.join(found.traces)}",
    ]
    if found.is_repeated:
        lines.append("searched again for all but texts, of which nothing was kept to look for")
    if found.database_rewritten:
        lines.append("the database's free space held something, so the database was written anew")
    lines += [f"left: {one.what} in {one.file} at byte {one.offset}" for one in found.findings]
    if not found.findings:
        lines.append("nothing is left in any of them")
    for line in filter(None, [*lines, found.horizon]):
        console.print(line, markup=False)
