"""Identification 1:N and verification 1:1 in one gallery."""

from collections.abc import Sequence

import numpy as np

from gallery import store
from gallery.composite import ten_finger_vector
from gallery.database import Database
from gallery.enrolment import unknown_identity
from gallery.follower import IndexFollower
from gallery.references import References
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
from matcher.types import Features
from matcher.version import MATCHER_VERSION


class Searcher:
    """Searches a gallery; safe for threads."""

    def __init__(
        self,
        gallery: str,
        database: Database,
        follower: IndexFollower,
        references: References,
        parameters: SearchParameters,
    ) -> None:
        self._gallery = gallery
        self._database = database
        self._follower = follower
        self._references = references
        self._parameters = parameters

    def identify(
        self, probe: Sequence[Features], target_fpir: float, max_candidates: int, check: Check
    ) -> Identification:
        """Search for a probe among everything committed before the call."""
        clock = StageClock()
        check()
        self._follower.catch_up()
        watermark, count = self._follower.watermark, self._follower.index.count
        fingers = prepare_fingers(probe)
        shortlist = self._shortlist(probe, len(fingers))
        clock.end("shortlist", len(shortlist))
        check()
        compared = self._compare(fingers, shortlist, check)
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
        best = best_per_identity(self._compare(fingers, [row.sequence for row in rows], check))
        if best:
            return Verification(candidate(1, best[0], threshold), threshold)
        nothing = compare_people(fingers, {})
        unlike = Compared(rows[0].sequence, identity_id, rows[0].encounter_id, nothing)
        return Verification(candidate(1, unlike, threshold), threshold)

    def _shortlist(self, probe: Sequence[Features], finger_count: int) -> list[int]:
        if not probe:
            return []
        count = self._parameters.shortlist_count(finger_count)
        found = self._follower.index.search(ten_finger_vector(probe), count)
        return [sequence for sequence, _ in found]

    def _compare(
        self, fingers: PreparedFingers, sequences: Sequence[int], check: Check
    ) -> list[Compared]:
        with self._database.read() as session:
            names = store.names_of(session, sequences)
            references = self._references.load(session, sequences, fingers.keys(), check=check)
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
            index_version=self._follower.index.version,
            calibration_version=CALIBRATION_VERSION,
            stages=clock.stages,
        )
