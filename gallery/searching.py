"""Identification 1:N and verification 1:1 in one gallery."""

from collections.abc import Mapping, Sequence

import numpy as np

from gallery import feature_store, store
from gallery.composite import ten_finger_vector
from gallery.database import Database
from gallery.enrolment import unknown_identity
from gallery.follower import IndexFollower
from gallery.index import FollowedIndex
from gallery.search import (
    Check,
    Compared,
    SearchParameters,
    StageClock,
    best_per_identity,
    candidate,
    candidate_list,
    compare_all,
)
from gallery.types import Identification, SearchReport, Verification
from matcher.calibration import CALIBRATION_VERSION, threshold_db
from matcher.fusion import PreparedFingers, compare_people, prepare_fingers
from matcher.types import Features, FingerPosition
from matcher.vector import VECTOR_DIMENSION
from matcher.version import MATCHER_VERSION

_POSITIONS = tuple(FingerPosition(code) for code in range(1, 13))
_NO_VECTOR = np.zeros(VECTOR_DIMENSION, np.float32)


class Searcher:
    """Searches a gallery; safe for threads."""

    def __init__(
        self,
        gallery: str,
        database: Database,
        follower: IndexFollower,
        index: FollowedIndex,
        parameters: SearchParameters,
    ) -> None:
        self._gallery = gallery
        self._database = database
        self._follower = follower
        self._index = index
        self._parameters = parameters

    def identify(
        self, probe: Sequence[Features], target_fpir: float, max_candidates: int, check: Check
    ) -> Identification:
        """Search for a probe among everything committed before the call."""
        clock = StageClock()
        check()
        self._follower.catch_up()
        watermark, count = self._follower.watermark, self._index.count
        fingers = prepare_fingers(probe)
        shortlist = self._shortlist(probe, len(fingers))
        clock.end("shortlist", len(shortlist))
        check()
        with self._database.read() as session:
            names = store.names_of_references(session, shortlist)
            people = feature_store.load_references(session, shortlist, fingers.keys())
        references = self._prepare(
            {one: [finger.features() for finger in person] for one, person in people.items()}, check
        )
        compared = self._compare(fingers, references, names, check)
        clock.end("compare", len(compared))
        check()
        # An empty gallery has no false positives: any threshold holds, N = 1 gives a finite one.
        threshold = threshold_db(max(count, 1), target_fpir)
        candidates = candidate_list(best_per_identity(compared)[:max_candidates], threshold)
        clock.end("decide", len(candidates))
        report = self._report(count, target_fpir, threshold, clock)
        return Identification(candidates, report, watermark)

    def verify(
        self, probe: Sequence[Features], identity_id: str, target_fmr: float, check: Check
    ) -> Verification:
        """Compare with every encounter of the claimed identity; the best counts."""
        check()
        threshold = -10 * float(np.log10(target_fmr))
        fingers = prepare_fingers(probe)
        with self._database.read() as session:
            rows = store.encounters_of(session, self._gallery, identity_id, after=0, limit=None)
        if not rows:
            raise unknown_identity(self._gallery, identity_id)
        names = {row.sequence: (row.identity_id, row.encounter_id) for row in rows}
        best = best_per_identity(
            self._compare(fingers, self._encounters(list(names), fingers, check), names, check)
        )
        if best:
            return Verification(candidate(1, best[0], threshold), threshold)
        nothing = compare_people(fingers, {})
        unlike = Compared(rows[0].sequence, identity_id, rows[0].encounter_id, nothing)
        return Verification(candidate(1, unlike, threshold), threshold)

    def _shortlist(self, probe: Sequence[Features], finger_count: int) -> list[int]:
        if not probe:
            return []
        count = self._parameters.shortlist_count(finger_count)
        found = self._index.search(ten_finger_vector(probe), count)
        return [sequence for sequence, _ in found]

    def _encounters(
        self, sequences: Sequence[int], fingers: PreparedFingers, check: Check
    ) -> dict[int, PreparedFingers]:
        positions = [p for p in _POSITIONS if p.finger in fingers]
        people: dict[int, list[Features]] = {sequence: [] for sequence in sequences}
        with self._database.read() as session:
            for stored in feature_store.load_templates(session, sequences, positions):
                one = Features(stored.position, stored.template, _NO_VECTOR)
                people[stored.encounter_sequence].append(one)
        return self._prepare(people, check)

    def _prepare(
        self, people: Mapping[int, Sequence[Features]], check: Check
    ) -> dict[int, PreparedFingers]:
        prepared = {}
        for key, features in people.items():
            check()
            prepared[key] = prepare_fingers(features)
        return prepared

    def _compare(
        self,
        fingers: PreparedFingers,
        references: Mapping[int, PreparedFingers],
        names: Mapping[int, tuple[str, str]],
        check: Check,
    ) -> list[Compared]:
        return compare_all(
            fingers,
            references,
            names,
            check=check,
            comparisons_per_check=self._parameters.comparisons_per_check,
        )

    def _report(
        self, count: int, target_fpir: float, threshold: float, clock: StageClock
    ) -> SearchReport:
        return SearchReport(
            gallery=self._gallery,
            reference_count=count,
            target_fpir=target_fpir,
            threshold_db=threshold,
            matcher_version=MATCHER_VERSION,
            index_version=self._index.version,
            calibration_version=CALIBRATION_VERSION,
            stages=clock.stages,
        )
