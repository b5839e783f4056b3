"""IDENT's three checks of somebody who stands before an officer.

The watch list first, then the whole database for who else the person has been, and the prints
that belong to the document presented. A check tells; it enrols and decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
"""How far down a search looks for people on the list: its mate is at the top or nowhere."""
_PARAMETERS = 500
"""Fewer than SQLite takes in one statement."""


@dataclass(frozen=True)
class WatchListHit:
    """Somebody on the list who has prints like the probe's."""

    candidate: Candidate
    entries: tuple[WatchListEntry, ...]


@dataclass(frozen=True)
class WatchListCheck:
    """What the list says; its threshold is that of a search among those on it alone."""

    reference_count: int
    threshold_db: float
    hits: tuple[WatchListHit, ...]
    """Above the threshold, best first."""


@dataclass(frozen=True)
class FullCheck:
    """What the whole database says."""

    identification: Identification
    records: tuple[IdentRecord, ...]
    """Of the candidates above the threshold, best first. More than one: aliases, or duplicates."""


@dataclass(frozen=True)
class DocumentCheck:
    """Whether the prints are those of whoever presented or was issued the document before."""

    verifications: tuple[Verification, ...]
    """One for each identity with the document. More than one: somebody used another's."""

    @property
    def is_holder(self) -> bool:
        """Tell whether the person is one of them."""
        return any(one.comparison.above_threshold for one in self.verifications)


class IdentChecks:
    """The three checks against one gallery; safe for threads."""

    def __init__(self, ident: Gallery, database: Database) -> None:
        self._ident = ident
        self._database = database

    def search(
        self, probe: Sequence[Features], target_fpir: float, check: Check = never_stop
    ) -> Identification:
        """Search the whole database, on which the first two checks rest."""
        return self._ident.identify(
            probe, target_fpir=target_fpir, max_candidates=SEARCHED_CANDIDATES, check=check
        )

    def check_watch_list(self, identification: Identification) -> WatchListCheck:
        """Find those of a search who are on the watch list.

        FPIR is asked of the list: the threshold goes by how many references its people have.
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
            # Of people in a reference set there is no record.
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
        """Compare with the prints of everybody who has a document. Raises RecordNotFoundError."""
        with self._database.read() as session:
            holders = ident_records.identities_with_document(session, document_number)
        return DocumentCheck(
            tuple(
                self._ident.verify(probe, holder, target_fmr=target_fmr, check=check)
                for holder in holders
            )
        )


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
    count = 0
    for start in range(0, len(identity_ids), _PARAMETERS):
        count += (
            session.scalar(
                select(func.count())
                .select_from(ReferenceRow)
                .where(
                    ReferenceRow.gallery == ident_records.GALLERY,
                    ReferenceRow.identity_id.in_(identity_ids[start : start + _PARAMETERS]),
                )
            )
            or 0
        )
    return count
