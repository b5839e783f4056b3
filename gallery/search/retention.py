"""The decision whether an encounter joins a known identity or founds a new one."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from gallery.search.comparing import (
    Compared,
    best_per_identity,
    candidate,
    compare_newcomers,
)
from gallery.search.depths import SearchParameters
from gallery.store import journal as reference_journal
from gallery.store import rows as store
from gallery.types import Candidate, Identification
from matcher.calibration import threshold_db
from matcher.fusion import prepare_fingers
from matcher.types import Features


class Retainer:
    """Decides which identity of a gallery a searched probe belongs to."""

    def __init__(self, gallery: str, parameters: SearchParameters) -> None:
        self._gallery = gallery
        self._parameters = parameters

    def identity_to_join(
        self, session: Session, probe: Sequence[Features], identification: Identification
    ) -> tuple[str | None, Identification | None]:
        """Find the identity, or None; and the amended search, if the search had missed it.

        The session must hold the writer's turn. References added since the search are compared
        now, so that two simultaneous bookings of one unknown person make one identity.
        """
        for one in identification.candidates:
            if one.above_threshold and (found := self._identity_of(session, one)):
                return found, None
        newer = reference_journal.reference_ids_after(
            session, self._gallery, identification.watermark
        )
        if not newer or not probe:
            return None, None
        best = self._best_of(session, newer, probe)
        if best is None:
            return None, None
        amended = _amend(identification, best, len(newer))
        first = amended.candidates[0]
        return (first.identity_id, amended) if first.above_threshold else (None, None)

    def _identity_of(self, session: Session, found: Candidate) -> str | None:
        """Find the identity of the candidate's encounter now; it may have moved since the search.

        The gallery may not have a row yet for a person of a reference set.
        """
        if found.reference_set:
            if not store.has_identity(session, self._gallery, found.identity_id):
                return found.identity_id
        elif encounter := store.find_encounter(session, self._gallery, found.encounter_id):
            return encounter.identity_id
        return store.current_identity_id(session, self._gallery, found.identity_id)

    def _best_of(
        self, session: Session, newer: Sequence[int], probe: Sequence[Features]
    ) -> Compared | None:
        fingers = prepare_fingers(probe)
        count = self._parameters.plan(fingers, len(newer)).compared
        compared = compare_newcomers(session, newer, probe, count)
        return next(iter(best_per_identity(compared)), None)


def _amend(identification: Identification, best: Compared, newer_count: int) -> Identification:
    """Put a later comparison at the head of the candidate list; update N and threshold."""
    count = identification.report.reference_count + newer_count
    threshold = threshold_db(count, identification.report.target_fpir)
    others = [one for one in identification.candidates if one.identity_id != best.identity_id]
    ranked = (
        replace(one, rank=rank, above_threshold=one.score_db >= threshold)
        for rank, one in enumerate(others, start=2)
    )
    report = replace(identification.report, reference_count=count, threshold_db=threshold)
    candidates = (candidate(1, best, threshold), *ranked)
    return replace(identification, candidates=candidates, report=report)
