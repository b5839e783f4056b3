"""Comparison with references that the index does not hold yet, read from the database."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy.orm import Session

from gallery.search.comparing import Compared, compare_stored, ten_finger_vector
from gallery.store import features as feature_store
from gallery.store import rows as store
from matcher.fusion import prepare_fingers
from matcher.types import Features

_PAGE = 500
"""References read at once, up to 30 kB each."""


def compare_newcomers(
    session: Session, reference_ids: Sequence[int], probe: Sequence[Features], most: int
) -> list[Compared]:
    """Compare a probe with references; if there are more than `most`, with the nearest."""
    fingers = prepare_fingers(probe)
    nearest = _nearest(session, reference_ids, probe, most)
    stored = feature_store.load_references(session, nearest, fingers.keys())
    names = store.names_of_references(session, nearest)
    return compare_stored(fingers, stored, names)


def _nearest(
    session: Session, newer: Sequence[int], probe: Sequence[Features], count: int
) -> Sequence[int]:
    """Shorten a long list as a search would; after a crash the list may hold a day's bookings."""
    if len(newer) <= count:
        return newer
    similarity: dict[int, float] = {}
    wanted = ten_finger_vector(probe)
    for start in range(0, len(newer), _PAGE):
        batch = feature_store.load_batch(session, newer[start : start + _PAGE])
        cosines = np.tensordot(batch.vectors, wanted, axes=2)
        similarity.update(zip(batch.reference_ids.tolist(), cosines.tolist(), strict=True))
    return sorted(similarity, key=similarity.__getitem__, reverse=True)[:count]
