"""Expunge an encounter and prove that no file holds anything of it."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenprint.cli.operator import GalleryData, on_gallery
from tenprint.cli.shared import connection, console, options

if TYPE_CHECKING:
    from gallery.expungement import Expungement

_ROLE = "operator"


@click.command()
@on_gallery
@options.defaulted("--ori", default=connection.DEFAULT_ORI, help="ORI of who asks for it.")
@click.option("--report", type=options.FILE, help="Also write the report to this file, as JSON.")
@click.argument("encounter")
def expunge(data: GalleryData, ori: str, report: Path | None, encounter: str) -> None:
    """Expunge ENCOUNTER, then search every file of the data folder for what was there.

    The search looks for the images, templates, vectors and codes in clear, for the rows and blobs
    as the database stored them, and for the wrapped key. No service may be running. The exit status
    is 1 if anything is left, and the report says in which file.

    \b
    tenprint expunge --gallery ident --report expunged.json encounter-17
    """
    found = _expunge(data, encounter, ori)
    if report is not None:
        report.write_text(json.dumps(_as_json(found), indent=2) + "\n", encoding="utf-8")
    _tell(found)
    if found.findings:
        sys.exit(1)


def _expunge(data: GalleryData, encounter: str, ori: str) -> "Expungement":
    from database.caller import Caller
    from gallery.expungement import expunge as expunge_and_search
    from gallery.gallery import Gallery
    from interop.audit import audit_log

    with (
        data.alone("expunging") as database,
        Gallery(data.gallery, database, folder=data.folder, witness=audit_log.witness) as gallery,
    ):
        outside = [] if database.file is None else [database.file]
        return expunge_and_search(
            gallery,
            database,
            encounter,
            folders=[data.settings.data_dir.resolve(), *outside],
            caller=Caller(ori, frozenset({_ROLE}), "expungement"),
            now=datetime.now(UTC),
        )


def _as_json(found: "Expungement") -> dict[str, object]:
    findings = [{**asdict(one), "file": str(one.file)} for one in found.findings]
    return {**asdict(found), "findings": findings}


def _tell(found: "Expungement") -> None:
    state = "key destroyed, " if found.is_sealed else ""
    console.print(
        f"encounter {found.encounter_id} of {found.gallery} expunged: {state}"
        f"{found.file_count} files of {found.byte_count:,} bytes searched for "
        f"{found.window_count} pieces of {len(found.traces)} kinds"
    )
    if found.database_rewritten:
        console.print("the database's free space held something, so the database was written anew")
    for one in found.findings:
        console.print(f"left: {one.what} in {one.file} at byte {one.offset}")
    if not found.findings:
        console.print("nothing is left in any of them")
    if found.horizon:
        console.print(found.horizon)
