"""Bookings in review before a desk, with people at minutiae level."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from gallery.gallery import Gallery
from gallery.types import Candidate, Identification, ReceivedSample
from interop.bookings import store
from interop.bookings.tables import StateChangeRow
from interop.bookings.types import BookingState
from interop.review import store as review_store
from interop.review.desk import ReviewDesk
from interop.review.thresholds import ReviewReason
from interop.review.types import Decision, ReviewRecord, ReviewTask
from matcher.drawing import encode_png
from matcher.types import FingerPosition
from tests.gallery.prints import finger
from tests.interop.review.test_thresholds import search
from tests.interop.world import Clock, submission

EXAMINER = Caller("DCDHS0001", frozenset({"examiner"}), "review")
FINGERS = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)
SAME, DIFFERENT, UNSURE = Decision.SAME, Decision.DIFFERENT, Decision.CANNOT_DECIDE


@dataclass(frozen=True)
class DeskWork:
    """Work at a desk of this process."""

    desk: ReviewDesk
    caller: Caller

    def next_item(self, examiner_id: str) -> tuple[str, Sequence[str]] | None:
        task = self.desk.next_task(examiner_id, self.caller)
        if task is None:
            return None
        return task.item_id, [one.candidate_id for one in task.candidates]

    def decide(self, item_id: str, examiner_id: str, decisions: Mapping[str, Decision]) -> None:
        self.desk.decide(item_id, examiner_id, decisions, self.caller)


class Reviews:
    """A desk, a gallery with people, and bookings that wait for examiners."""

    def __init__(self, database: Database, *, control_share: float = 0.0) -> None:
        self.database = database
        self.clock = Clock()
        self.ident = Gallery("ident", database)
        self.desk = ReviewDesk(
            database, {"ident": self.ident}, clock=self.clock, control_share=control_share
        )

    def close(self) -> None:
        self.ident.close()

    def open(
        self,
        tcn: str,
        probe_seed: int,
        candidate_seeds: Sequence[int],
        fingers: Sequence[FingerPosition] = FINGERS,
        *,
        in_custody: bool = True,
        booked_as: str = "",
    ) -> str:
        """Book a person and put people of the gallery beside the prints; return the item's id.

        booked_as: the person in the criminal file.
        """
        booked = submission(tcn, probe_seed, positions=fingers)
        booked = replace(booked, samples=tuple(map(_imaged, booked.samples)), in_custody=in_custody)
        extracted = [
            one.extracted(finger(probe_seed, 2, one.position), "") for one in booked.samples
        ]
        with self.database.write() as session:
            store.insert_submission(session, booked, self.clock.now)
            store.store_extracted(session, tcn, extracted)
            row = store.submission_row(session, tcn)
            row.state, row.next_attempt_time = int(BookingState.IN_REVIEW), None
            found = self.found(candidate_seeds, fingers)
            reason = ReviewReason.BETWEEN_THRESHOLDS
            review_store.open_review(session, tcn, found, reason, self.clock.now)
            item = review_store.find_item(session, tcn)
            assert item is not None
            item.person_id = booked_as
            return item.item_id

    def next_task(self, examiner_id: str) -> ReviewTask:
        task = self.desk.next_task(examiner_id, EXAMINER)
        assert task is not None
        return task

    def decide(self, examiner_id: str, decision: Decision) -> ReviewTask:
        """Take the next item and say the same of all its candidates."""
        task = self.next_task(examiner_id)
        decisions = {one.candidate_id: decision for one in task.candidates}
        self.desk.decide(task.item_id, examiner_id, decisions, EXAMINER)
        self.clock.forward(1)
        return task

    def searched(self, session: Session, tcn: str, state: BookingState) -> None:
        """Note that a booking went through a state."""
        session.add(StateChangeRow(tcn=tcn, state=int(state), change_time=self.clock.now))

    def due(self, tcn: str) -> bool:
        """Whether a worker would take the booking up."""
        with self.database.read() as session:
            return tcn in store.due_tcns(session, self.clock.now, 10)

    def found(self, seeds: Sequence[int], fingers: Sequence[FingerPosition]) -> Identification:
        probe = [finger(seed, 1, one) for seed in seeds[:1] for one in fingers]
        compared = self.ident.identify(probe, max_candidates=1).candidates[0].fingers
        candidates = []
        for rank, seed in enumerate(seeds, 1):
            encounter = self.ident.get_encounter(f"person-{seed}")
            candidates.append(
                Candidate(
                    rank, encounter.identity_id, encounter.encounter_id, 79.0 - rank, True, False,
                    compared,
                )
            )  # fmt: skip
        return search(*candidates)


def true_mates(records: Iterable[ReviewRecord], known: Set[tuple[str, str]]) -> frozenset[str]:
    """Find the candidates that are mates of their probes.

    known: TCN and the encounter or identity of the booked person. Controls hold the truth.
    """
    return frozenset(
        one.candidate_id
        for record in records
        for one in record.candidates
        if one.mated
        or (record.tcn, one.encounter_id) in known
        or (record.tcn, one.identity_id) in known
    )


def _imaged(sample: ReceivedSample) -> ReceivedSample:
    """Give a sample an image that can be shown: a ramp as large as the template."""
    template = finger(1, 1, sample.position).template
    ramp = np.linspace(0, 255, template.width_px, dtype=np.uint8)
    pixels = np.tile(ramp, (template.height_px, 1))
    return replace(sample, image=encode_png(pixels))
