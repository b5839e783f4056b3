"""Searches that failed: who was missed or wrongly found, and by which prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import read_sample
from benchmarks.identification import judging
from benchmarks.identification.features import as_stored
from benchmarks.identification.people.cast import Cast
from benchmarks.identification.people.encounters import Encounter
from benchmarks.identification.people.extracting import Extracted
from benchmarks.identification.raw import Searches
from benchmarks.identification.recipe import TARGET_FPIR
from matcher.comparison import MIN_CYLINDERS, prepare
from matcher.errors import SampleError
from matcher.fusion import PersonComparison, compare_people
from matcher.types import FINGERS, FingerPosition, Template


@dataclass(frozen=True)
class Case:
    """A search that failed."""

    missed: bool
    """Whether the mate was missed; otherwise somebody else was found."""
    person: int
    encounter: int
    fingers: tuple[FingerPosition, ...]
    """Searched with."""
    other: int
    """Whom the probe is compared with: the mate that was missed, or who was found."""
    score_db: float
    """Of that person; -inf if the search did not compare them."""
    threshold_db: float
    shortlist_rank: int
    """Of the mate, from 1; 0 if the mate was not shortlisted, or there is none."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A print to be looked at."""

    template: Template
    extracted: Extracted | None
    """Of a synthetic person there is no image."""

    @property
    def pixels(self) -> NDArray[np.uint8] | None:
        """Read the image at 500 ppi, if it is still there."""
        if self.extracted is None:
            return None
        try:
            one = self.extracted.print
            return read_sample(one.path, one.ppi, record=one.record).pixels
        except (OSError, ValueError, SampleError):
            return None


@dataclass(frozen=True, eq=False)
class FingerPair:
    """A finger of the probe beside the same finger of the other person."""

    finger: FingerPosition
    probe: Shown
    reference: Shown
    llr: float
    """log10; see `matcher.fusion`."""


Prints = Mapping[FingerPosition, Shown]


def list_cases(searches: Searches, reference_count: int) -> list[Case]:
    """List the searches that failed at the threshold of the target FPIR: misses first."""
    cuts = judging.cuts_db(searches, reference_count, TARGET_FPIR)
    missed, wrong = judging.missed(searches, cuts), judging.wrong(searches, cuts)
    rows = [*np.flatnonzero(missed).tolist(), *np.flatnonzero(wrong).tolist()]
    return [_case(searches, row, float(cuts[row]), missed=bool(missed[row])) for row in rows]


def _case(searches: Searches, row: int, cut_db: float, *, missed: bool) -> Case:
    person = int(searches.person[row])
    bits = int(searches.fingers[row])
    return Case(
        missed=missed,
        person=person,
        encounter=int(searches.encounter[row]),
        fingers=tuple(finger for finger in FINGERS if bits >> (finger - 1) & 1),
        other=person if missed else int(searches.other_person[row]),
        score_db=float((searches.mate_db if missed else searches.other_db)[row]),
        threshold_db=cut_db,
        shortlist_rank=int(searches.mate_rank[row]),
    )


def finger_pairs(cast: Cast, case: Case) -> list[FingerPair]:
    """Compare the probe with the other person by all fingers, most telling first.

    Of several enrolled encounters, the one nearest to the probe is shown.
    """
    probe = _shown(cast.people[case.person].encounters[case.encounter])
    probe = {finger: one for finger, one in probe.items() if finger in case.fingers}
    references = _references(cast, case.other)
    compared = [(_compare(probe, one), one) for one in references]
    comparison, reference = max(compared, key=lambda one: one[0].total_llr)
    llr = {one.position: one.llr for one in comparison.fingers}
    pairs = [
        FingerPair(finger, probe[finger], reference[finger], llr.get(finger, 0.0))
        for finger in probe
        if finger in reference
    ]
    return sorted(pairs, key=lambda one: -one.llr)


def _references(cast: Cast, number: int) -> Sequence[Prints]:
    if number < len(cast.people):
        return [_shown(one) for one in cast.enrolled(number)]
    stored = as_stored(cast.synthetic_fingers(number))
    return [{finger: Shown(template, None) for finger, template in stored.items()}]


def _shown(encounter: Encounter) -> Prints:
    return {f: Shown(one, encounter.prints[f]) for f, one in encounter.templates().items()}


def _compare(probe: Prints, reference: Prints) -> PersonComparison:
    prepared = [{f: prepare(one.template) for f, one in own.items()} for own in (probe, reference)]
    usable = [
        {f: one for f, one in own.items() if one.cylinder_count >= MIN_CYLINDERS}
        for own in prepared
    ]
    return compare_people(*usable)
