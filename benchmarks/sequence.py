"""Measures the sequence check on rendered people: what it finds, and what it says of good prints.

    python -m benchmarks.sequence [--people 40] [--first-seed N] --json OUT

Each person has ten rolled prints of one session, and slaps 13, 14 and 15 of another session, half
of them inked. Fingers of slaps come from the segmentation, as in the service. The cases are made of
these prints: in order; two fingers of a hand swapped; hands swapped; another rolled print of a
finger at its neighbour's position; the right slap of the person before.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import metrics, option, run_command, track, write_results
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.sequence import Scores, SequenceCheck, SequenceVerdict, check_sequence, compare_all
from matcher.slaps import SLAP_FINGERS, crop, segment
from matcher.types import FINGERS, FingerPosition, ImpressionType, Sample, Template
from synthesis.images import Master, grow_masters, render_encounter, render_slap
from synthesis.people import person

Figures = dict[str, Any]
Templates = dict[FingerPosition, Template]

FIRST_SEED = 7_400_000
_RIGHT = FingerPosition.PLAIN_RIGHT_FOUR
_KINDS = (
    (ImpressionType.LIVESCAN_ROLLED, ImpressionType.LIVESCAN_PLAIN),
    (ImpressionType.NONLIVESCAN_ROLLED, ImpressionType.NONLIVESCAN_PLAIN),
)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    people: int = option("people to render", 40)
    first_seed: int = option("seed of the first person", FIRST_SEED)


@dataclass(frozen=True, eq=False)
class Prints:
    """The prints of one person."""

    rolled: Templates
    again: Templates
    """One rolled print of a third session."""
    plain: Templates


def prints_of(number: int, seed: int, extractor: Extractor) -> Prints:
    """Render and extract the prints of a person."""
    rolled_kind, plain_kind = _KINDS[number % 2]
    masters = grow_masters(person(seed))
    rolled = _rolled(seed, 0, rolled_kind, FINGERS, masters, extractor)
    twice = (FINGERS[number % 10],)
    again = _rolled(seed, 2, rolled_kind, twice, masters, extractor)
    plain: Templates = {}
    for position in SLAP_FINGERS:
        slap = render_slap(seed, 1, position, kind=plain_kind, masters=masters).pixels
        for finger in segment(slap, position).fingers:
            sample = Sample(crop(slap, finger), finger.position, plain_kind)
            plain |= _extracted(sample, extractor)
    return Prints(rolled, again, plain)


def cases_of(
    mine: Prints, before: Prints, rng: np.random.Generator
) -> Iterator[tuple[str, SequenceCheck, Callable[[SequenceCheck], bool]]]:
    """Make the cases of one person: name, outcome, and what the outcome should be."""
    scores = compare_all(mine.rolled, mine.plain)
    yield "in order", _checked(scores), lambda found: found.passed
    hand = FINGERS[:5] if rng.random() < 0.5 else FINGERS[5:]
    one, other = (hand[n] for n in sorted(rng.choice(5, 2, replace=False).tolist()))
    swapped = _relabelled(scores, {one: other, other: one})
    yield "two fingers swapped", _checked(swapped), partial(_put_right, {one: other, other: one})
    mirror = {finger: FingerPosition((finger + 4) % 10 + 1) for finger in FINGERS}
    yield "hands swapped", _checked(_relabelled(scores, mirror)), partial(_put_right, mirror)
    for finger, print_ in mine.again.items():
        place = FingerPosition(finger % 10 + 1)
        twice = compare_all(mine.rolled | {place: print_}, mine.plain)
        yield "one finger twice", _checked(twice), partial(_left_out, place)
    theirs = {p: t for p, t in before.plain.items() if p in SLAP_FINGERS[_RIGHT]}
    strange = compare_all(mine.rolled, mine.plain | theirs)
    yield "slap of another person", _checked(strange), lambda found: found.strange == (_RIGHT,)


def run(arguments: Run) -> Figures:
    """Measure, write and show."""
    extractor, rng = Extractor(), np.random.default_rng(arguments.first_seed)
    right, wrong, unconfirmed = Counter[str](), Counter[str](), 0
    mated: list[float] = []
    others: list[float] = []
    before = prints_of(0, arguments.first_seed - 1, extractor)
    for n in track(range(arguments.people), "people", arguments.people):
        mine = prints_of(n, arguments.first_seed + n, extractor)
        for name, found, holds in cases_of(mine, before, rng):
            (right if holds(found) else wrong)[name] += 1
            if name == "in order":
                unconfirmed += _count(found, SequenceVerdict.UNCONFIRMED)
        for (rolled, plain), db in compare_all(mine.rolled, mine.plain).items():
            (mated if rolled == plain else others).append(db)
        before = mine
    figures = {
        "people": arguments.people,
        "cases": {name: _share(right[name], right[name] + wrong[name]) for name in right | wrong},
        "unconfirmed_in_order": _share(unconfirmed, len(mated)),
        "mated_db": _spread(mated),
        "other_fingers_db": _spread(others),
    }
    write_results(arguments.json, figures, seed=arguments.first_seed)
    print(figures)
    return figures


def _rolled(
    seed: int,
    encounter: int,
    kind: ImpressionType,
    positions: tuple[FingerPosition, ...],
    masters: dict[FingerPosition, Master],
    extractor: Extractor,
) -> Templates:
    images = render_encounter(seed, encounter, kind=kind, positions=positions, masters=masters)
    found: Templates = {}
    for position, pixels in images.items():
        found |= _extracted(Sample(pixels, position, kind), extractor)
    return found


def _extracted(sample: Sample, extractor: Extractor) -> Templates:
    try:
        return {sample.position: extractor.extract(sample)}
    except SampleError:
        return {}


def _checked(scores: Scores) -> SequenceCheck:
    return check_sequence(scores, SLAP_FINGERS)


def _relabelled(scores: Scores, places: dict[FingerPosition, FingerPosition]) -> Scores:
    """Move rolled prints: finger → the position that its print is sent under."""
    return {(places.get(r, r), p): db for (r, p), db in scores.items()}


def _put_right(places: dict[FingerPosition, FingerPosition], found: SequenceCheck) -> bool:
    """Whether every print is put back, and no other print is touched."""
    back = {place: finger for finger, place in places.items()}
    return all(found.place(place) == back.get(place, place) for place in FINGERS)


def _left_out(place: FingerPosition, found: SequenceCheck) -> bool:
    named = [one.position for one in found.findings if one.verdict is SequenceVerdict.REPEATED]
    return named == [place]


def _count(found: SequenceCheck, verdict: SequenceVerdict) -> int:
    return sum(one.verdict is verdict for one in found.findings)


def _spread(values: list[float]) -> Figures:
    low, middle, high = np.percentile(values, [1, 50, 99]).round(1).tolist()
    return {"percentile_1": low, "median": middle, "percentile_99": high, "of": len(values)}


def _share(count: int, total: int) -> Figures:
    return {"count": count, "of": total} | metrics.counted_share(count, total)


main = partial(run_command, "benchmarks.sequence", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
