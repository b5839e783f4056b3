"""What examiners do: get items, look, decide, and then see the matcher's explanation.

An examiner id names the examiner. Nobody proves the id yet, just as nobody proves roles. Views and
decisions go into the audit log in the same transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import Listed, Page
from gallery.gallery import Gallery
from interop.audit import Act, Action, audit_log
from interop.clock import Clock, system_clock
from interop.review import asides, items, queue
from interop.review.controls import (
    CONTROL_SHARE,
    insert_control,
    is_drawn,
    make_control,
    pending_items,
)
from interop.review.errors import (
    ReviewItemNotFoundError,
    ReviewNotDecidedError,
    ReviewPrintNotFoundError,
)
from interop.review.history import own_figures, own_reviews
from interop.review.items import Filter
from interop.review.prints import (
    Prints,
    ReviewPrint,
    encounter_prints,
    explain,
    load_features,
    load_print,
    probe_prints,
    show,
)
from interop.review.statistics import ExaminerFigures, ReviewStatistics, read_statistics
from interop.review.store import fingers_of
from interop.review.tables import ReviewCandidateRow, ReviewItemRow
from interop.review.types import (
    AsideReason,
    Assignment,
    Decision,
    Explanation,
    OwnReview,
    ReviewRecord,
    ReviewTask,
    TaskCandidate,
)
from matcher.decoding import DecodeImage, decode_image
from matcher.fusion import compare_people, prepare_fingers
from matcher.types import FingerPosition

log = structlog.get_logger(__name__)

_PENDING_LIMIT = 20
"""How many items a request for work may draw controls for: each control costs a search."""


class ReviewDesk:
    """Gives examiners access to the queue. Safe for threads."""

    def __init__(
        self,
        database: Database,
        galleries: Mapping[str, Gallery],
        *,
        clock: Clock = system_clock,
        control_share: float = CONTROL_SHARE,
        decode_image: DecodeImage = decode_image,
    ) -> None:
        """control_share: of the queue, below 1; 0: the queue gets no controls."""
        self._database = database
        self._galleries = galleries
        self._clock = clock
        self._control_share = control_share
        self._decode_image = decode_image

    def next_task(self, examiner_id: str, caller: Caller) -> ReviewTask | None:
        """Give an examiner the open item, or else the next item; None if no item waits."""
        self.draw_controls()
        with self._database.write() as session:
            act = Act(session, caller, self._clock(), examiner_id)
            item = queue.assign_next(act)
            if item is None:
                return None
            act.log(Action.REVIEW_ITEM_VIEWED, item.item_id)
            return _task(session, item, examiner_id)

    def taken_away(self, item_id: str, examiner_id: str) -> datetime | None:
        """Tell when a supervisor took an item from an examiner; None if no supervisor did."""
        with self._database.read() as session:
            return asides.taken_away(session, item_id, examiner_id)

    def picture(
        self,
        item_id: str,
        examiner_id: str,
        candidate_id: str,
        finger: FingerPosition,
    ) -> bytes:
        """Show a finger of a candidate, or of the probe if `candidate_id` is empty, as PNG.

        Raises ReviewItemNotFoundError, ReviewPrintNotFoundError.
        """
        with self._database.read() as session:
            item = queue.assigned_item(session, item_id, examiner_id)
            if candidate_id:
                row = _candidate(session, item, candidate_id)
                prints = encounter_prints(session, item.gallery, row.encounter_id)
            else:
                prints = probe_prints(session, item)
            shown = self._load(session, item, prints, finger)
        return show(shown)

    def decide(
        self,
        item_id: str,
        examiner_id: str,
        decisions: Mapping[str, Decision],
        caller: Caller,
        remark: str = "",
    ) -> None:
        """Take an examiner's final decisions about all candidates of an item, with a remark.

        The same again changes nothing. Raises ReviewItemNotFoundError, ReviewSteppedAsideError,
        ReviewIncompleteError, ReviewDecidedError, ReviewEndedError.
        """
        with self._database.write() as session:
            act = Act(session, caller, self._clock(), examiner_id)
            item = queue.assigned_item(session, item_id, examiner_id)
            if queue.decide(act, item, decisions, remark):
                act.log(Action.REVIEW_DECIDED, item_id)
        log.info("review_decided", item_id=item_id, ended=item.end_time is not None)

    def step_aside(
        self, item_id: str, examiner_id: str, reason: AsideReason, caller: Caller
    ) -> None:
        """Take an item back from an examiner, who never gets the item again.

        Raises ReviewItemNotFoundError, ReviewDecidedError, ReviewEndedError.
        """
        with self._database.write() as session:
            asides.step_aside(Act(session, caller, self._clock(), examiner_id), item_id, reason)
        log.info("review_stepped_aside", item_id=item_id)

    def reassign(
        self, item_id: str, from_examiner: str, to_examiner: str, supervisor: str, caller: Caller
    ) -> Sequence[Assignment]:
        """Take an item from an examiner, give it to another if one is named; list who got it.

        The supervisor is no examiner of the item from now on. Raises ReviewItemNotFoundError,
        ReviewNotAssignedError, ReviewBarredError, ReviewEndedError.
        """
        with self._database.write() as session:
            now = self._clock()
            act = Act(session, caller, now, supervisor)
            asides.reassign(act, item_id, from_examiner, to_examiner)
            items.note_views(session, [item_id], supervisor, now)
            return items.assignments_of(session, [item_id])[item_id]

    def history(
        self, examiner_id: str, page: Page, *, controls_only: bool = False, item_id: str = ""
    ) -> Listed[OwnReview]:
        """List what an examiner has decided, newest first, and the next page's token."""
        with self._database.read() as session:
            return own_reviews(
                session, examiner_id, page, controls_only=controls_only, item_id=item_id
            )

    def feedback(self, examiner_id: str) -> ExaminerFigures:
        """Count an examiner's errors by the controls that have ended."""
        with self._database.read() as session:
            return own_figures(session, examiner_id)

    def explanation(
        self,
        item_id: str,
        examiner_id: str,
        candidate_id: str,
        finger: FingerPosition | None,
        caller: Caller,
    ) -> Explanation:
        """Tell an examiner who has decided what the matcher says about a candidate.

        finger: the finger of the picture; None: no picture.

        Raises ReviewItemNotFoundError, ReviewNotDecidedError, ReviewPrintNotFoundError.
        """
        now = self._clock()
        with self._database.write() as session:
            item = queue.assigned_item(session, item_id, examiner_id)
            if not queue.has_decided(session, item_id, examiner_id):
                raise ReviewNotDecidedError(
                    f"{examiner_id} has not decided about item {item_id}: decide first"
                )
            Act(session, caller, now, examiner_id).log(Action.EXPLANATION_VIEWED, item_id)
        with self._database.read() as session:
            return self._explain(session, item, _candidate(session, item, candidate_id), finger)

    def records(self, wanted: Filter, page: Page, caller: Caller) -> Listed[ReviewRecord]:
        """List items for a supervisor, oldest first, and the next page's token.

        A supervisor who is named sees no open item of the same person's own work as an examiner,
        and gets none of the seen items as an examiner. Raises InvalidPageTokenError.
        """
        with self._database.read() as session:
            found, token = items.list_items(session, wanted, page)
        ids = [one.item_id for one in found]
        now = self._clock()
        if wanted.viewer_id:
            with self._database.write() as session:
                items.note_views(session, ids, wanted.viewer_id, now)
        audit_log.record_seen(self._database, caller, Action.REVIEW_ITEM_VIEWED, ids, now)
        return found, token

    def statistics(self) -> ReviewStatistics:
        """Count the queue, the load by finger set and the errors of examiners."""
        with self._database.read() as session:
            return read_statistics(session)

    def draw_controls(self) -> int:
        """Draw the controls of new items; return how many came into the queue."""
        with self._database.read() as session:
            pending = pending_items(session, _PENDING_LIMIT)
        return sum(self._draw_control(item) for item in pending)

    def _draw_control(self, item: ReviewItemRow) -> bool:
        gallery = self._galleries.get(item.gallery)
        drawn = gallery is not None and is_drawn(item.item_id, self._control_share)
        control = make_control(self._database, gallery, item) if gallery and drawn else None
        if drawn and control is None:
            log.warning("review_control_not_found", gallery=item.gallery, fingers=item.fingers)
        with self._database.write() as session:
            return insert_control(session, item.item_id, control, self._clock())

    def _load(
        self, session: Session, item: ReviewItemRow, prints: Prints, finger: FingerPosition
    ) -> ReviewPrint:
        if finger not in fingers_of(item) or finger not in prints:
            raise ReviewPrintNotFoundError(
                f"item {item.item_id}: no print of {finger.name.lower()}: ask for another finger"
            )
        return load_print(session, prints[finger], self._decode_image)

    def _explain(
        self,
        session: Session,
        item: ReviewItemRow,
        row: ReviewCandidateRow,
        finger: FingerPosition | None,
    ) -> Explanation:
        probe = probe_prints(session, item)
        reference = encounter_prints(session, item.gallery, row.encounter_id)
        fingers = fingers_of(item)
        compared = compare_people(
            prepare_fingers(load_features(session, probe, fingers)),
            prepare_fingers(load_features(session, reference, fingers)),
        )
        picture = b""
        if finger is not None:
            sides = (self._load(session, item, prints, finger) for prints in (probe, reference))
            picture = explain(*sides)
        return Explanation(row.rank, row.score_db, compared.fingers, picture)


def _task(session: Session, item: ReviewItemRow, examiner_id: str) -> ReviewTask:
    probe = probe_prints(session, item)
    rows = queue.candidates_of(session, item.item_id)
    candidates = []
    for row in queue.shuffled(rows, examiner_id):
        reference = encounter_prints(session, item.gallery, row.encounter_id)
        shown = [one for one in fingers_of(item) if one in probe and one in reference]
        candidates.append(TaskCandidate(row.candidate_id, tuple(shown)))
    return ReviewTask(item.item_id, tuple(candidates))


def _candidate(session: Session, item: ReviewItemRow, candidate_id: str) -> ReviewCandidateRow:
    row = session.get(ReviewCandidateRow, candidate_id)
    if row is None or row.item_id != item.item_id:
        raise ReviewItemNotFoundError(f"item {item.item_id} has no candidate {candidate_id}")
    return row
