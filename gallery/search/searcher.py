"""Identification 1:N and verification 1:1 in one gallery."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from database.connection import Database
from database.errors import StoreUnavailableError
from database.stopping import Check, never_stop
from gallery.people import PeopleReader, unknown_identity
from gallery.search.cascade import Cascade
from gallery.search.comparing import (
    Compared,
    StageClock,
    best_per_identity,
    candidate,
    candidate_list,
    compare_newcomers,
    compare_stored,
    compare_turned_over,
    ten_finger_vector,
)
from gallery.search.contradiction import contradicted_fingers, leave_out
from gallery.search.depths import SearchParameters
from gallery.search.own_index import Follower
from gallery.search.served_sets import GalleryShards
from gallery.search.shards import Probe
from gallery.store import journal as reference_journal
from gallery.store import load_references, reference_ids_of
from gallery.store import rows as store
from gallery.types import Identification, SearchReport, Verification
from matcher.calibration import CALIBRATION_VERSION, threshold_db
from matcher.fusion import compare_people, prepare_fingers
from matcher.types import Features
from matcher.version import MATCHER_VERSION

_MOST_NEWER = 5_000
"""Most references missing from the index that a search goes through: a second or two."""
_MOST_COMPARED = 100
"""How many of the nearest of these are compared."""
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Newer:
    """The result of a search among references that the index could not take."""

    compared: tuple[Compared, ...]
    count: int
    """Some may be in the index all the same. The count raises the threshold only, and hardly."""


class Searcher(PeopleReader):
    """Searches a gallery; safe for threads."""

    def __init__(
        self,
        name: str,
        database: Database,
        follower: Follower,
        shards: GalleryShards,
        parameters: SearchParameters,
    ) -> None:
        super().__init__(name, database, shards.hint)
        self._follower = follower
        self._shards = shards
        self._search_parameters = parameters

    def identify(
        self,
        features: Sequence[Features],
        *,
        target_fpir: float = 1e-3,
        max_candidates: int = 10,
        check: Check = never_stop,
    ) -> Identification:
        """Search for a probe (1:N) among everything committed before the call.

        An empty gallery gives an empty candidate list.
        check: called between stages and every few comparisons; an error it raises stops the search.
        """
        clock = StageClock()
        check()
        whole = self._tried_to_catch_up()
        watermark = self._follower.watermark
        shards = self._shards.of_search(watermark)
        count = shards.shard.count
        probe = Probe(ten_finger_vector(features), prepare_fingers(features))
        cascade = Cascade(shards.shard, self._search_parameters)
        compared = cascade.search(probe, max_candidates, check, clock)
        check()
        if not whole:
            newer = self._compare_newer(watermark, features)
            compared, count = [*compared, *newer.compared], count + newer.count
        # An empty gallery has no false positives, so any threshold holds; N = 1 gives a finite one.
        threshold = threshold_db(max(count, 1), target_fpir)
        contradicted = contradicted_fingers(
            best_per_identity(compared), threshold, partial(shards.pairs, probe)
        )
        if contradicted:
            compared = leave_out(compared, contradicted)
        best = best_per_identity(compared)[:max_candidates]
        candidates = candidate_list(best, threshold, shards.set_of)
        clock.end("decide", len(candidates))
        report = SearchReport(
            gallery=self.name,
            reference_count=count,
            target_fpir=target_fpir,
            threshold_db=threshold,
            matcher_version=MATCHER_VERSION,
            index_version=shards.shard.version,
            calibration_version=CALIBRATION_VERSION,
            stages=tuple(clock.stages),
            contradicted_positions=contradicted,
            partitions=shards.partitions(),
        )
        return Identification(candidates, report, watermark)

    def verify(
        self,
        probe: Sequence[Features],
        identity_id: str,
        *,
        target_fmr: float = 1e-4,
        check: Check = never_stop,
    ) -> Verification:
        """Compare with all references of a claimed identity (1:1); the best comparison counts.

        If none reaches the threshold, the probe is compared upside down too, at 10 dB less.
        A person who is only in a reference set cannot be verified. Raises IdentityNotFoundError.
        """
        check()
        threshold = -10 * float(np.log10(target_fmr))
        fingers = prepare_fingers(probe)
        with self._database.read() as session:
            encounters = store.encounters_of(session, self.name, identity_id, limit=1)
            if not encounters:
                raise unknown_identity(self.name, identity_id, self._hint)
            ids = reference_ids_of(session, self.name, identity_id)
            names = store.names_of_references(session, ids)
            stored = load_references(session, ids, fingers.keys())
        check()
        best = best_per_identity(compare_stored(fingers, stored, names))
        if best and best[0].comparison.score_db < threshold:
            turned = best_per_identity(compare_turned_over(probe, stored, names))
            best = turned if turned[0].comparison.score_db >= threshold else best
        if best:
            return Verification(candidate(1, best[0], threshold), threshold)
        [first] = encounters
        unlike = Compared(0, identity_id, first.encounter_id, compare_people(fingers, {}))
        return Verification(candidate(1, unlike, threshold), threshold)

    def _tried_to_catch_up(self) -> bool:
        """Bring the index up to date; False if its disk is full, which does not stop the search."""
        try:
            self._follower.catch_up()
        except StoreUnavailableError as error:
            _LOGGER.error("%s; what is newer is searched in the database", error)
            return False
        return True

    def _compare_newer(self, watermark: int, features: Sequence[Features]) -> _Newer:
        """Compare with the references committed above a watermark.

        Raises StoreUnavailableError if they are too many for a search to wait for.
        """
        with self._database.read() as session:
            ids = reference_journal.reference_ids_after(session, self.name, watermark)
            if len(ids) > _MOST_NEWER:
                raise StoreUnavailableError(
                    f"the index of gallery {self.name} is {len(ids):,} references behind, "
                    "because its disk is full: free space there"
                )
            compared = compare_newcomers(session, ids, features, _MOST_COMPARED)
        return _Newer(tuple(compared), len(ids))
