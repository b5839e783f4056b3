"""Whom composites identify, with the gate and without, with and without the search's own rule."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from benchmarks.data import Print, track
from benchmarks.soundness.composing import REFUSED, Judged, Source
from gallery.search import (
    MAX_SHARED,
    Compared,
    best_per_identity,
    contradicted_fingers,
    leave_out,
    shared_part,
)
from matcher.calibration import threshold_db
from matcher.comparison import Comparison, compare
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.fusion import PreparedFingers, compare_shortlist, prepare_fingers
from matcher.segmentation import Foreground, analyse
from matcher.types import Features, FingerPosition, Sample

TARGET_FPIR = 1e-3
_POSITION = FingerPosition.RIGHT_INDEX
_PERCENT = (0, 0.1, 1, 5, 50, 95, 99, 99.9, 100)
_OF_ONE_PERSON = 2
"""References of each finger of a composite, which are other impressions."""


class Ungated(Sample):
    """A sample that no gate refuses for showing several fingers."""

    @cached_property
    def foreground(self) -> Foreground:
        """The part with ridges, of however many fingers."""
        return analyse(self.clear).foreground


@dataclass(frozen=True)
class Identified:
    """How many composites were above the threshold against how many people."""

    composites: int
    """Composites that gave a template."""
    without_rule: dict[int, int]
    """By how many people were above the threshold: how many composites."""
    with_rule: dict[int, int]


@dataclass(frozen=True)
class Searched:
    """Searches with composites, one finger each, among other impressions of their fingers."""

    threshold_db: float
    max_shared: float
    accepted: Identified
    """With those that the gate accepts."""
    every: Identified
    """With all, as if there were no gate."""
    shared_by_two_people: dict[float, float]
    """By per cent: what two people above the threshold share of a composite's minutiae."""
    two_people: int
    shared_by_one_person: dict[float, float]
    """The same of two references of one finger, found by a third single print of it."""
    one_person: int


class _References:
    """Features of prints, each extracted once."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self._known: dict[tuple[str, Print], PreparedFingers | None] = {}

    def prepared(self, source: Source, one: Print) -> PreparedFingers | None:
        key = source.name, one
        if key not in self._known:
            found = self.features(Sample(source.read(one), _POSITION))
            self._known[key] = None if found is None else prepare_fingers([found])
        return self._known[key]

    def features(self, sample: Sample) -> Features | None:
        try:
            return self._extractor.features(sample)
        except SampleError:
            return None

    def others(self, source: Source, one: Print) -> list[PreparedFingers]:
        """Return other impressions of a print's finger."""
        others = [p for p in source.prints if p.finger == one.finger and p != one]
        found = (self.prepared(source, p) for p in others[:_OF_ONE_PERSON])
        return [each for each in found if each is not None]

    def of_one_finger(self) -> Iterator[tuple[PreparedFingers, list[PreparedFingers]]]:
        """Give each print that is known, and the other known prints of its finger."""
        fingers: dict[tuple[str, int], list[PreparedFingers]] = {}
        for (source, one), prepared in self._known.items():
            if prepared is not None:
                fingers.setdefault((source, one.finger), []).append(prepared)
        for prints in fingers.values():
            for one_print in prints:
                yield one_print, [other for other in prints if other is not one_print]


def identify(sources: Sequence[Source], judged: Sequence[Judged], extractor: Extractor) -> Searched:
    """Search with each composite among other impressions of its fingers."""
    threshold = threshold_db(1, TARGET_FPIR)
    references = _References(extractor)
    by_name = {source.name: source for source in sources}
    counts: dict[tuple[bool, bool], list[int]] = {
        (gate, rule): [] for gate in (False, True) for rule in (False, True)
    }
    two_people: list[float] = []
    for one in track(judged, "searches with composites", len(judged)):
        assert one.pixels is not None
        probe = references.features(Ungated(one.pixels, _POSITION))
        if probe is None:
            continue
        own = prepare_fingers([probe])
        people = [references.others(by_name[one.source], print_) for print_ in one.prints]
        best, pairs = _best(own, people)
        two_people += _shared(best, pairs, threshold)
        for rule in (False, True):
            left = contradicted_fingers(best, threshold, pairs) if rule else ()
            above = sum(found.comparison.score_db >= threshold for found in leave_out(best, left))
            for gate in (False, True):
                if not gate or one.outcome != REFUSED:
                    counts[gate, rule].append(above)
    one_person = _of_one_person(references, threshold)
    return Searched(
        threshold_db=threshold,
        max_shared=MAX_SHARED,
        accepted=_identified(counts[True, False], counts[True, True]),
        every=_identified(counts[False, False], counts[False, True]),
        shared_by_two_people=_percentiles(two_people),
        two_people=len(two_people),
        shared_by_one_person=_percentiles(one_person),
        one_person=len(one_person),
    )


def _of_one_person(references: _References, threshold: float) -> list[float]:
    """Search with each reference among the others of the finger, as if of as many identities."""
    found: list[float] = []
    for own, others in references.of_one_finger():
        found += _shared(*_best(own, [[each] for each in others]), threshold)
    return found


class _Pairs:
    """The pairs of minutiae of the probe with each reference."""

    def __init__(self, own: PreparedFingers, references: Sequence[PreparedFingers]) -> None:
        self._own, self._references = own, references

    def __call__(
        self, numbers: Sequence[int], fingers: Collection[FingerPosition]
    ) -> dict[int, dict[FingerPosition, Comparison]]:
        return {
            k: {f: compare(self._own[f], other[f]) for f in fingers if f in other}
            for k in numbers
            for other in [self._references[k]]
        }


def _best(
    own: PreparedFingers, people: Sequence[Sequence[PreparedFingers]]
) -> tuple[list[Compared], _Pairs]:
    """Compare a probe with people. Return the best reference of each, and what gives the pairs."""
    owners = [number for number, prints in enumerate(people) for _ in prints]
    references = [one for prints in people for one in prints]
    compared = [
        Compared(k, str(owner), str(k), comparison)
        for k, (owner, comparison) in enumerate(
            zip(owners, compare_shortlist(own, references), strict=True)
        )
    ]
    return best_per_identity(compared), _Pairs(own, references)


def _shared(best: Iterable[Compared], pairs: _Pairs, threshold: float) -> list[float]:
    """Return what each two identities above the threshold share."""
    above = [one.reference_id for one in best if one.comparison.score_db >= threshold]
    found: Mapping[int, Mapping[FingerPosition, Comparison]] = pairs(above, [_POSITION])
    return [
        shared_part(found[one][_POSITION], found[other][_POSITION])
        for one, other in combinations(above, 2)
    ]


def _identified(without_rule: Sequence[int], with_rule: Sequence[int]) -> Identified:
    return Identified(len(with_rule), _counted(without_rule), _counted(with_rule))


def _counted(people: Sequence[int]) -> dict[int, int]:
    return {n: people.count(n) for n in sorted(set(people))}


def _percentiles(values: Sequence[float]) -> dict[float, float]:
    if not values:
        return {}
    return dict(zip(_PERCENT, np.percentile(values, _PERCENT).round(3).tolist(), strict=True))
