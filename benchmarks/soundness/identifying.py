"""Whom composites identify that passed the gate, with and without the search's own rule."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.data import Print, track
from benchmarks.soundness.composing import REFUSED, Judged, Pixels, Source
from gallery.search import Compared, best_per_identity, contradicted_fingers, leave_out
from matcher.calibration import threshold_db
from matcher.comparison import Comparison, compare
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.fusion import compare_shortlist, prepare_fingers
from matcher.types import Features, FingerPosition, Sample

TARGET_FPIR = 1e-3
_POSITION = FingerPosition.RIGHT_INDEX


@dataclass(frozen=True)
class Identified:
    """How many composites were above the threshold against how many people."""

    composites: int
    """Composites that were not refused and gave a template."""
    threshold_db: float
    without_rule: dict[int, int]
    """By how many people were above the threshold: how many composites."""
    with_rule: dict[int, int]


def identify(
    sources: Sequence[Source], judged: Sequence[Judged], extractor: Extractor
) -> Identified:
    """Search with each composite that was not refused among other impressions of its fingers."""
    passed = [one for one in judged if one.outcome != REFUSED and one.pixels is not None]
    by_name = {source.name: source for source in sources}
    counts: dict[bool, dict[int, int]] = {False: {}, True: {}}
    used, threshold = 0, threshold_db(1, TARGET_FPIR)
    for one in track(passed, "composites that were not refused", len(passed)):
        assert one.pixels is not None
        probe = _features(extractor, one.pixels)
        if probe is None:
            continue
        used += 1
        references = _references(by_name[one.source], one.prints, extractor)
        for rule, by_people in counts.items():
            above = _above(probe, references, threshold, rule=rule)
            by_people[above] = by_people.get(above, 0) + 1
    return Identified(used, threshold, counts[False], counts[True])


def _references(
    source: Source, prints: Sequence[Print], extractor: Extractor
) -> dict[int, list[Features]]:
    """Extract up to two other impressions of each finger of a composite."""
    found = {}
    for one in prints:
        others = [p for p in source.prints if p.finger == one.finger and p != one][:2]
        made = [_features(extractor, source.read(p)) for p in others]
        found[one.finger] = [features for features in made if features is not None]
    return found


def _features(extractor: Extractor, pixels: Pixels) -> Features | None:
    sample = Sample(pixels, _POSITION)
    try:
        return extractor.features(sample)
    except SampleError:
        return None


def _above(
    probe: Features, people: Mapping[int, Sequence[Features]], threshold: float, *, rule: bool
) -> int:
    """Return how many people are above the threshold; rule: as the product's search decides."""
    own = prepare_fingers([probe])
    templates = [(finger, one) for finger, found in people.items() for one in found]
    prepared = [prepare_fingers([one]) for _, one in templates]
    compared = [
        Compared(k, str(finger), str(k), comparison)
        for k, ((finger, _), comparison) in enumerate(
            zip(templates, compare_shortlist(own, prepared), strict=True)
        )
    ]

    def pairs(
        numbers: Sequence[int], fingers: Collection[FingerPosition]
    ) -> dict[int, dict[FingerPosition, Comparison]]:
        return {
            k: {f: compare(own[f], prepared[k][f]) for f in fingers if f in prepared[k]}
            for k in numbers
        }

    best = best_per_identity(compared)
    if rule:
        best = leave_out(best, contradicted_fingers(best, threshold, pairs))
    return sum(one.comparison.score_db >= threshold for one in best)
