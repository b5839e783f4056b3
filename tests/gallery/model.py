"""A gallery as plain lists: slow, obvious, and what the real one has to agree with."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matcher import template
from matcher.fusion import PreparedFingers, compare_shortlist, prepare_fingers
from matcher.types import FINGERS, Features, FingerPosition
from matcher.vector import VECTOR_DIMENSION, vector

FURTHER = 2
"""Newest encounters that are references beside the composite: decision 0009."""


@dataclass(frozen=True, eq=False)
class Taken:
    """An encounter; `number` says which came first."""

    number: int
    encounter_id: str
    features: tuple[Features, ...]

    @property
    def templates(self) -> set[bytes]:
        return {template.encode(one.template) for one in self.features}


@dataclass(frozen=True)
class Reference:
    """What a search is to compare with: whose, named by which encounter, ten templates."""

    identity_id: str
    encounter_id: str
    templates: tuple[bytes, ...]

    @property
    def prepared(self) -> PreparedFingers:
        return {
            key: ready
            for place, data in enumerate(self.templates)
            if data
            for key, ready in _prepared(place, data).items()
        }

    @property
    def vectors(self) -> NDArray[np.float32]:
        """(10, VECTOR_DIMENSION)"""
        vectors = np.zeros((len(FINGERS), VECTOR_DIMENSION), np.float32)
        for place, data in enumerate(self.templates):
            if data:
                vectors[place] = _features(place, data).vector
        return vectors


_Part = dict[FingerPosition, tuple[Taken, Features]]
"""Impressions by finger (codes 1 to 10), and the encounters they are of."""


@dataclass
class Moved:
    """A merge, split, move or undo."""

    source: str
    target: str
    taken: tuple[Taken, ...]
    emptied: bool
    final: bool
    """It was taken back, or is an undo itself."""


@dataclass
class Model:
    """Who is there, and what became of identities."""

    identities: dict[str, list[Taken]] = field(default_factory=dict)
    """Merged ones are empty."""
    merged_into: dict[str, str] = field(default_factory=dict)
    changes: dict[int, Moved] = field(default_factory=dict)

    @property
    def living(self) -> list[str]:
        return [one for one, taken in self.identities.items() if taken]

    @property
    def encounters(self) -> list[tuple[str, Taken]]:
        return [(one, taken) for one, all_of in self.identities.items() for taken in all_of]

    def enrol(self, identity_id: str, taken: Taken) -> None:
        self.identities.setdefault(identity_id, []).append(taken)

    def delete(self, identity_id: str, taken: Taken) -> bool:
        """Return whether the identity went too."""
        self.identities[identity_id].remove(taken)
        if self.identities[identity_id]:
            return False
        del self.identities[identity_id]
        return True

    def move(self, change_id: int, source: str, target: str, taken: Sequence[Taken]) -> None:
        kept = [one for one in self.identities[source] if one not in taken]
        both = [*self.identities.get(target, []), *taken]
        self.identities[source] = kept
        self.identities[target] = sorted(both, key=lambda one: one.number)
        if not kept:
            self.merged_into[source] = target
        self.changes[change_id] = Moved(source, target, tuple(taken), not kept, final=False)

    def can_undo(self, change_id: int) -> bool:
        """Tell whether everything is as the change left it."""
        change = self.changes[change_id]
        there = self.identities.get(change.target, [])
        expected = change.target if change.emptied else None
        return (
            not change.final
            and all(one in there for one in change.taken)
            and change.source in self.identities
            and self.merged_into.get(change.source) == expected
        )

    def undo(self, change_id: int, undo_id: int) -> None:
        change = self.changes[change_id]
        self.merged_into.pop(change.source, None)
        self.move(undo_id, change.target, change.source, change.taken)
        change.final = self.changes[undo_id].final = True

    def references(self) -> Counter[Reference]:
        return Counter(one for identity_id in self.living for one in self._of(identity_id))

    def _of(self, identity_id: str) -> Iterable[Reference]:
        """The composite, then the newest encounters, each make-up once."""
        taken = [one for one in self.identities[identity_id] if one.features]
        parts: list[_Part] = [{one.position.finger: (t, one) for one in t.features} for t in taken]
        composite: _Part = {}
        for part in parts:
            for finger, (t, one) in part.items():
                kept = composite.get(finger)
                if kept is None or one.template.quality > kept[1].template.quality:
                    composite[finger] = t, one
        made = set()
        for part in [composite, *parts[: -FURTHER - 1 : -1]]:
            make_up = frozenset((finger, t.number) for finger, (t, _) in part.items())
            if part and make_up not in made:
                made.add(make_up)
                yield _reference(identity_id, part)

    def scores_db(self, probe: Sequence[Features]) -> dict[str, float]:
        """Compare a probe with everything; returns the best score of each identity."""
        prepared = prepare_fingers(probe)
        references = [one for one in self.references() if prepared.keys() & one.prepared.keys()]
        compared = compare_shortlist(prepared, [one.prepared for one in references])
        best: dict[str, float] = {}
        for reference, comparison in zip(references, compared, strict=True):
            before = best.get(reference.identity_id, comparison.score_db)
            best[reference.identity_id] = max(before, comparison.score_db)
        return best


def _reference(identity_id: str, part: _Part) -> Reference:
    """Name it by the encounter that most of its fingers are of, the newest of equals."""
    counts = Counter(t for t, _ in part.values())
    main = max(counts, key=lambda t: (counts[t], t.number))
    templates = [b""] * len(FINGERS)
    for finger, (_, one) in part.items():
        templates[finger - 1] = template.encode(one.template)
    return Reference(identity_id, main.encounter_id, tuple(templates))


@cache
def _features(place: int, data: bytes) -> Features:
    decoded = template.decode(data)
    return Features(FINGERS[place], decoded, vector(decoded))


@cache
def _prepared(place: int, data: bytes) -> PreparedFingers:
    return prepare_fingers([_features(place, data)])
