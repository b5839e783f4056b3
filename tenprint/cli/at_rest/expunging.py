"""Expunge an encounter and prove that no file holds anything of it."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

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
    identity_deleted: bool
    is_sealed: bool
    traces: list[str]
    window_count: int
    file_count: int
    byte_count: int
    database_rewritten: bool
    findings: list[LeftBehind]
    horizon: str


_PURPOSE = "expungement"
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
    service expunges, and the command reads beside it. The exit status is 1 if anything is left, and
    the report says in which file.

    \b
    tenprint expunge --gallery ident --report expunged.json encounter-17
    """
    found = _report(_expunge(data, encounter, target, credentials))
    if report is not None:
        report.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    output.show(found, _tell, as_json=as_json)
    sys.exit(1 if found["findings"] else 0)


def _expunge(
    data: GalleryData, encounter: str, target: str | None, credentials: Path | None
) -> "Expungement":
    from gallery.expungement import expunge as expunge_and_search

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
        return expunge_and_search(
            data.gallery,
            database,
            encounter,
            delete=delete,
            folders=[data.settings.data_dir.resolve(), *outside],
            service_s=service_s,
        )


def _deletion(data: GalleryData, database: "Database", encounter: str) -> Callable[[], bool]:
    """Return what expunges an encounter while no service runs."""
    from database.caller import Caller
    from gallery.gallery import Gallery
    from interop.audit import audit_log

    def delete() -> bool:
        with Gallery(
            data.gallery, database, folder=data.folder, witness=audit_log.witness
        ) as gallery:
            who = Caller(connection.DEFAULT_ORI, frozenset(connection.OPERATOR.roles), _PURPOSE)
            deleted = gallery.delete_encounter(
                encounter, expunge=True, caller=who, now=datetime.now(UTC)
            )
            gallery.purge()
            return deleted

    return delete


def _report(found: "Expungement") -> ExpungementReport:
    return ExpungementReport(
        gallery=found.gallery,
        encounter_id=found.encounter_id,
        identity_deleted=found.identity_deleted,
        is_sealed=found.is_sealed,
        traces=list(found.traces),
        window_count=found.window_count,
        file_count=found.file_count,
        byte_count=found.byte_count,
        database_rewritten=found.database_rewritten,
        findings=[
            LeftBehind(what=one.what, file=str(one.file), offset=one.offset)
            for one in found.findings
        ],
        horizon=found.horizon,
    )


def _tell(found: ExpungementReport) -> None:
    state = "key destroyed, " if found["is_sealed"] else ""
    console.print(
        f"encounter {found['encounter_id']} of {found['gallery']} expunged: {state}"
        f"{found['file_count']} files of {found['byte_count']:,} bytes searched for "
        f"{found['window_count']} pieces of {len(found['traces'])} kinds"
    )
    if found["database_rewritten"]:
        console.print("the database's free space held something, so the database was written anew")
    for one in found["findings"]:
        console.print(f"left: {one['what']} in {one['file']} at byte {one['offset']}")
    if not found["findings"]:
        console.print("nothing is left in any of them")
    if found["horizon"]:
        console.print(found["horizon"])
