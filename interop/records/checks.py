"""IDENT's three checks of a person who stands before an officer.

The checks compare the person's prints with the watch list, with the whole database and with the
prints of the presented document. A check only informs: it enrols nobody and decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database.connection import Database
from database.stopping import Check, never_stop
from gallery.gallery import Gallery
from gallery.store import ReferenceRow
from gallery.types import Candidate, Identification, Verification
from interop.records import ident as ident_records
from interop.records import watch_list as ident_watch_list
from interop.records.ident_types import IdentRecord, WatchListEntry
from matcher.calibration import threshold_db
from matcher.types import Features

SEARCHED_CANDIDATES = 100
"""The depth of a search for people on the list. A mate is at the top or missing."""
_PARAMETERS = 500
"""The number of ids in one statement; SQLite has a limit."""


@dataclass(frozen=True)
class WatchListHit:
    """A person on the list whose prints are like the probe."""

    candidate: Candidate
    entries: tuple[WatchListEntry, ...]


@dataclass(frozen=True)
class WatchListCheck:
    """The result for the list. The threshold is that of a search among the people of the list."""

    reference_count: int
    threshold_db: float
    hits: tuple[WatchListHit, ...]
    """Above the threshold, best first."""


@dataclass(frozen=True)
class FullCheck:
    """The result for the whole database."""

    identification: Identification
    records: tuple[IdentRecord, ...]
    """The candidates above the threshold, best first. More than one: aliases, or duplicates."""


@dataclass(frozen=True)
class DocumentCheck:
    """Whether the prints belong to somebody who presented or was issued the document."""

    verifications: tuple[Verification, ...]
    """One for each identity with the document. More than one: somebody used another's document."""

    @property
    def is_holder(self) -> bool:
        """Tell whether the person is one of the holders."""
        return any(one.comparison.above_threshold for one in self.verifications)


class IdentChecks:
    """The three checks against one gallery; safe for threads."""

    def __init__(self, ident: Gallery, database: Database) -> None:
        self._ident = ident
        self._database = database

    def search(
        self, probe: Sequence[Features], target_fpir: float, check: Check = never_stop
    ) -> Identification:
        """Search the whole database for the first two checks."""
        return self._ident.identify(
            probe, target_fpir=target_fpir, max_candidates=SEARCHED_CANDIDATES, check=check
        )

    def check_watch_list(self, identification: Identification) -> WatchListCheck:
        """Find the candidates of a search who are on the watch list.

        The wanted FPIR is about the list. So the threshold depends on the number of references
        that the people of the list have.
        """
        with self._database.read() as session:
            listed = ident_watch_list.listed(session)
            count = _reference_count(session, list(listed))
        threshold = threshold_db(max(count, 1), identification.report.target_fpir)
        return WatchListCheck(count, threshold, _hits(identification, listed, threshold))

    def check_all(self, identification: Identification) -> FullCheck:
        """Describe everybody whom a search found."""
        found = [
            one.identity_id
            for one in identification.candidates
            # People of a reference set have no record.
            if one.above_threshold and not one.reference_set
        ]
        with self._database.read() as session:
            records = [ident_records.describe(session, one) for one in found]
        return FullCheck(identification, tuple(records))

    def verify_document(
        self,
        probe: Sequence[Features],
        document_number: str,
        target_fmr: float,
        check: Check = never_stop,
    ) -> DocumentCheck:
        """Compare with the prints of every holder of a document. Raises RecordNotFoundError."""
        with self._database.read() as session:
            holders = ident_records.identities_with_document(session, document_number)
        verify = partial(self._ident.verify, probe, target_fmr=target_fmr, check=check)
        return DocumentCheck(tuple(map(verify, holders)))


def _hits(
    identification: Identification,
    listed: Mapping[str, tuple[WatchListEntry, ...]],
    threshold: float,
) -> tuple[WatchListHit, ...]:
    close = [
        one
        for one in identification.candidates
        if one.identity_id in listed and not one.reference_set and one.score_db >= threshold
    ]
    return tuple(
        WatchListHit(replace(one, rank=rank, above_threshold=True), listed[one.identity_id])
        for rank, one in enumerate(close, 1)
    )


def _reference_count(session: Session, identity_ids: Sequence[str]) -> int:
    row, count = ReferenceRow, 0
    query = select(func.count()).select_from(row).where(row.gallery == ident_records.GALLERY)
    for start in range(0, len(identity_ids), _PARAMETERS):
        some = identity_ids[start : start + _PARAMETERS]
        count += session.scalar(query.where(row.identity_id.in_(some))) or 0
    return count
