"""Where an encounter goes: a known identity, or a new one."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy.orm import Session

from gallery import feature_store, store
from gallery.composite import ten_finger_vector
from gallery.references import References
from gallery.search import Compared, SearchParameters, best_per_identity, compare_all, never_stop
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
    ) -> str | None:
        """Find the identity, or None.

        The session must hold the writer's turn: an encounter that came in after the search is
        compared now, so that two bookings of one unknown person at once make one identity.
        """
        for one in identification.candidates:
            if one.above_threshold and store.has_identity(session, self._gallery, one.identity_id):
                return one.identity_id
        newer = store.sequences_after(session, self._gallery, identification.watermark)
        if not newer or not probe:
            return None
        report = identification.report
        threshold = threshold_db(report.reference_count + len(newer), report.target_fpir)
        best = self._best_of(session, newer, probe)
        return best.identity_id if best and best.comparison.score_db >= threshold else None

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
