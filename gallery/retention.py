"""Where an encounter goes: a known identity, or a new one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from gallery import feature_store, store
from gallery.composite import ten_finger_vector
from gallery.references import References
from gallery.search import (
    Compared,
    SearchParameters,
    best_per_identity,
    candidate,
    compare_all,
    never_stop,
)
from gallery.types import Identification
from matcher.calibration import threshold_db
from matcher.fusion import prepare_fingers
from matcher.types import Features

_PAGE = 500
"""Encounters read at once, 10 kB each."""


class Retainer:
    """Decides which identity of a gallery a searched probe belongs to."""

    def __init__(self, gallery: str, references: References, parameters: SearchParameters) -> None:
        self._gallery = gallery
        self._references = references
        self._parameters = parameters

    def identity_to_join(
        self, session: Session, probe: Sequence[Features], identification: Identification
    ) -> tuple[str | None, Identification | None]:
        """Find the identity, or None; and the amended search, where the search had missed it.

        The session must hold the writer's turn: an encounter that came in after the search is
        compared now, so that two bookings of one unknown person at once make one identity.
        """
        for one in identification.candidates:
            if one.above_threshold and store.has_identity(session, self._gallery, one.identity_id):
                return one.identity_id, None
        newer = store.sequences_after(session, self._gallery, identification.watermark)
        if not newer or not probe:
            return None, None
        best = self._best_of(session, newer, probe)
        if best is None:
            return None, None
        amended = _amend(identification, best, len(newer))
        first = amended.candidates[0]
        return (first.identity_id, amended) if first.above_threshold else (None, None)

    def _best_of(
        self, session: Session, newer: Sequence[int], probe: Sequence[Features]
    ) -> Compared | None:
        fingers = prepare_fingers(probe)
        count = self._parameters.shortlist_count(len(fingers))
        nearest = _nearest(session, self._gallery, newer, probe, count)
        compared = compare_all(
            fingers,
            self._references.load(session, nearest, fingers.keys(), keep=False),
            store.names_of(session, nearest),
            check=never_stop,
            comparisons_per_check=self._parameters.comparisons_per_check,
        )
        return next(iter(best_per_identity(compared)), None)


def _amend(identification: Identification, best: Compared, newer_count: int) -> Identification:
    """Put a comparison made since the search at the head of its list, with N and threshold."""
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


def _nearest(
    session: Session, gallery: str, newer: Sequence[int], probe: Sequence[Features], count: int
) -> Sequence[int]:
    """Shorten a long list as a search would: after a crash it may hold a day's bookings."""
    if len(newer) <= count:
        return newer
    similarity: dict[int, float] = {}
    wanted = ten_finger_vector(probe)
    for start in range(0, len(newer), _PAGE):
        page = newer[start : start + _PAGE]
        sequences, vectors = feature_store.load_vectors(session, gallery, page[0], page[-1])
        cosines = np.tensordot(vectors, wanted, axes=2)
        similarity.update(zip(sequences, cosines.tolist(), strict=True))
    return sorted(similarity, key=similarity.__getitem__, reverse=True)[:count]
