"""References ready to be compared, kept in memory while they are in use."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence

import numpy as np
from sqlalchemy.orm import Session

from gallery import feature_store
from gallery.search import Check, never_stop
from matcher.comparison import Cylinders
from matcher.fusion import PreparedFingers, prepare_fingers
from matcher.types import Features, FingerPosition
from matcher.vector import VECTOR_DIMENSION

_POSITIONS = tuple(FingerPosition(code) for code in range(1, 13))
_NO_VECTOR = np.zeros(VECTOR_DIMENSION, np.float32)


class References:
    """Prepared fingers by encounter; the least recently used go first. Safe for threads.

    Only fingers that a probe has are read and prepared, so that a two-finger search among
    ten-finger references costs two fingers a reference.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        # A finger that an encounter lacks is kept as None: it need not be looked for again.
        self._people: OrderedDict[int, dict[FingerPosition, Cylinders | None]] = OrderedDict()

    def load(
        self,
        session: Session,
        sequences: Sequence[int],
        fingers: Collection[FingerPosition],
        *,
        check: Check = never_stop,
        keep: bool = True,
    ) -> dict[int, PreparedFingers]:
        """Prepare these fingers of encounters, reading what is not in memory in one query.

        check: called before each person that has to be prepared, which is what takes time.
        keep: False where the session has uncommitted changes, whose numbers may come to
        stand for something else.
        """
        absent: dict[FingerPosition, Cylinders | None] = dict.fromkeys(fingers)
        people = {sequence: self._known(sequence) for sequence in sequences}
        missing = [s for s, known in people.items() if not known.keys() >= set(fingers)]
        for sequence, features in _read(session, missing, fingers).items():
            check()
            prepared = absent | dict(prepare_fingers(features))
            people[sequence] = people[sequence] | prepared
            if keep:
                self._keep(sequence, prepared)
        return {
            sequence: {f: known for f in fingers if (known := person.get(f)) is not None}
            for sequence, person in people.items()
        }

    def drop(self, sequence: int) -> None:
        """Forget an encounter."""
        with self._lock:
            self._people.pop(sequence, None)

    def _known(self, sequence: int) -> dict[FingerPosition, Cylinders | None]:
        with self._lock:
            if sequence not in self._people:
                return {}
            self._people.move_to_end(sequence)
            return dict(self._people[sequence])

    def _keep(self, sequence: int, prepared: dict[FingerPosition, Cylinders | None]) -> None:
        with self._lock:
            self._people.setdefault(sequence, {}).update(prepared)
            self._people.move_to_end(sequence)
            while len(self._people) > self._capacity:
                self._people.popitem(last=False)


def _read(
    session: Session, sequences: Sequence[int], fingers: Collection[FingerPosition]
) -> dict[int, list[Features]]:
    features: dict[int, list[Features]] = {sequence: [] for sequence in sequences}
    positions = [position for position in _POSITIONS if position.finger in fingers]
    for stored in feature_store.load_templates(session, sequences, positions):
        one = Features(stored.position, stored.template, _NO_VECTOR)
        features[stored.encounter_sequence].append(one)
    return features
