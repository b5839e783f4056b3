"""Expunge an encounter, then prove by a search of all files that nothing of it is left."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from database.connection import Database
from database.rows import required
from gallery.errors import EncounterNotFoundError
from gallery.expungement.searching import Finding, Needles, files_of, search_files
from gallery.expungement.traces import reference_traces, traces_of
from gallery.store import find_encounter, remaining_references

_PAUSE_S = 2.0


@dataclass(frozen=True)
class Expungement:
    """What was looked for after an expungement, where, and what was found."""

    gallery: str
    encounter_id: str
    identity_deleted: bool
    is_sealed: bool
    """Whether the database was sealed, so that a key was destroyed."""
    traces: tuple[str, ...]
    """What was looked for."""
    window_count: int
    """Pieces of the traces that were looked for at every place of every file."""
    file_count: int
    byte_count: int
    database_rewritten: bool
    """Whether free space of the database held something, so that the database was written anew."""
    findings: tuple[Finding, ...]
    """What is still there; empty: nothing."""
    horizon: str = ""
    """What the files of the database may keep, and how long; empty: nothing."""


def expunge(
    gallery: str,
    database: Database,
    encounter_id: str,
    *,
    delete: Callable[[], bool],
    folders: Sequence[Path],
    service_s: float = 0,
) -> Expungement:
    """Expunge an encounter and search all files of the folders for what was there.

    delete: expunges the encounter, and tells whether its identity is deleted too.
    service_s: how long a service that uses the database may take to delete files of its index,
    which it does a little later; 0: nobody else uses the database.
    Raises EncounterNotFoundError, StoreUnavailableError, and what `delete` raises.
    """
    with database.read() as session:
        row = required(
            find_encounter(session, gallery, encounter_id),
            EncounterNotFoundError,
            f"gallery {gallery} has no encounter {encounter_id}",
        )
        traces, references = traces_of(session, row), reference_traces(session, row)
    identity_deleted = delete()
    database.empty_log()
    with database.read() as session:
        kept = remaining_references(session, list(references))
    traces += [trace for one, trace in references.items() if one not in kept]
    needles, files = Needles(traces), files_of(folders)
    findings = search_files(needles, files)
    rewritten = not service_s and database.file in {one.file for one in findings}
    if rewritten:
        database.rewrite()
        findings = search_files(needles, files_of(folders))
    end_s = time.monotonic() + service_s
    while findings and time.monotonic() < end_s:
        time.sleep(_PAUSE_S)
        findings = search_files(needles, files_of(folders))
    return Expungement(
        gallery,
        encounter_id,
        identity_deleted,
        database.keys is not None,
        tuple(sorted({one.what for one in traces})),
        needles.count,
        len(files),
        sum(path.stat().st_size for path in files if path.exists()),
        rewritten,
        tuple(findings),
        _horizon(database),
    )


def _horizon(database: Database) -> str:
    """Say what no search of the folder can see: the files of a PostgreSQL server."""
    if database.file is not None or database.keys is not None:
        return ""
    return (
        "PostgreSQL keeps the deleted rows in clear until VACUUM FULL has written its tables anew, "
        "and in its write-ahead log, replicas and archives as long as these are kept"
    )
