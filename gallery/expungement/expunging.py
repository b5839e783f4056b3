"""Expunge an encounter, then prove by a search of all files that nothing of it is left.

The proof can be made again at any time: the digests of what was looked for are kept.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from database.connection import Database
from database.rows import required
from gallery.errors import EncounterNotFoundError
from gallery.expungement.keeping import KeptNeedles, KeptProof, digests, keep, kept, new_salt
from gallery.expungement.searching import (
    Finding,
    Needles,
    Searched,
    Trace,
    files_of,
    search_files,
)
from gallery.expungement.traces import reference_traces, traces_of
from gallery.store import find_encounter, remaining_references

_PAUSE_S = 2.0


@dataclass(frozen=True)
class Expungement:
    """What was looked for after an expungement, where, and what was found."""

    gallery: str
    encounter_id: str
    expunge_time: str
    """ISO 8601, UTC."""
    is_repeated: bool
    """Whether the encounter was expunged before, and only the search was made again."""
    identity_deleted: bool
    is_sealed: bool
    """Whether the database was sealed, so that a key was destroyed."""
    traces: tuple[str, ...]
    """What was looked for. A repeated search does not look for texts in clear."""
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


@dataclass(frozen=True)
class Place:
    """Where an encounter is expunged, and what is searched."""

    gallery: str
    database: Database
    folders: Sequence[Path]
    proofs: Path
    """The folder that keeps the digests of what was looked for."""
    service_s: float = 0
    """How long a service that uses the database may take to delete files of its index, which it
    does a little later; 0: nobody else uses the database."""


def expunge(
    place: Place, encounter_id: str, now: datetime, *, delete: Callable[[], bool]
) -> Expungement:
    """Expunge an encounter and search all files of the folders for what was there.

    If the encounter was expunged before, only the search is made again.

    delete: expunges the encounter, and tells whether its identity is deleted too.
    Raises EncounterNotFoundError, StoreUnavailableError, OSError, and what `delete` raises.
    """
    with place.database.read() as session:
        row = find_encounter(session, place.gallery, encounter_id)
        if row is None:
            return prove_again(place, encounter_id)
        traces, references = traces_of(session, row), reference_traces(session, row)
    proof = KeptProof(
        place.gallery,
        encounter_id,
        now.isoformat(),
        identity_deleted=False,
        is_sealed=place.database.keys is not None,
        salt=new_salt().hex(),
        windows=(),
    )
    # What is found at once is kept before the deletion, which may be the last that happens.
    keep(place.proofs, _with(proof, traces))
    identity_deleted = delete()
    place.database.empty_log()
    with place.database.read() as session:
        remaining = remaining_references(session, list(references))
    traces += [trace for one, trace in references.items() if one not in remaining]
    proof = replace(_with(proof, traces), identity_deleted=identity_deleted)
    keep(place.proofs, proof)
    needles = Needles(traces)
    return _searched(place, proof, needles, needles.count, {one.what for one in traces})


def prove_again(place: Place, encounter_id: str) -> Expungement:
    """Search all files again for what was there before an encounter was expunged.

    Raises EncounterNotFoundError if nothing is kept of such an expungement.
    """
    proof = required(
        kept(place.proofs, place.gallery, encounter_id),
        EncounterNotFoundError,
        f"gallery {place.gallery} has no encounter {encounter_id}, and keeps no proof that it was "
        "expunged",
    )
    needles = KeptNeedles(proof)
    found = _searched(place, proof, needles, needles.count, {what for what, _, _ in proof.windows})
    return replace(found, is_repeated=True)


def _with(proof: KeptProof, traces: Sequence[Trace]) -> KeptProof:
    return replace(proof, windows=digests(traces, bytes.fromhex(proof.salt)))


def _searched(
    place: Place, proof: KeptProof, needles: Searched, window_count: int, traces: set[str]
) -> Expungement:
    """Search until nothing is found, or until the service had its time; tell what was found."""
    database, files = place.database, files_of(place.folders)
    findings = search_files(needles, files)
    rewritten = not place.service_s and database.file in {one.file for one in findings}
    if rewritten:
        database.rewrite()
        findings = search_files(needles, files_of(place.folders))
    end_s = time.monotonic() + place.service_s
    while findings and time.monotonic() < end_s:
        time.sleep(_PAUSE_S)
        findings = search_files(needles, files_of(place.folders))
    return Expungement(
        gallery=proof.gallery,
        encounter_id=proof.encounter_id,
        expunge_time=proof.expunge_time,
        is_repeated=False,
        identity_deleted=proof.identity_deleted,
        is_sealed=proof.is_sealed,
        traces=tuple(sorted(traces)),
        window_count=window_count,
        file_count=len(files),
        byte_count=sum(path.stat().st_size for path in files if path.exists()),
        database_rewritten=rewritten,
        findings=tuple(findings),
        horizon=_horizon(database),
    )


def _horizon(database: Database) -> str:
    """Say what no search of the folder can see: the files of a PostgreSQL server."""
    if database.file is not None or database.keys is not None:
        return ""
    return (
        "PostgreSQL keeps the deleted rows in clear until VACUUM FULL has written its tables anew, "
        "and in its write-ahead log, replicas and archives as long as these are kept"
    )
