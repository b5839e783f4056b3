"""Keeps an index in step with the database, so that searches find exactly what is committed."""

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

import numpy as np

from database.connection import Database
from database.errors import WorkStoppedError
from gallery.errors import IndexFaultError
from gallery.index import ReferenceBatch
from gallery.store import features as feature_store
from gallery.store import journal as reference_journal
from gallery.store import rows as store
from gallery.store.slots import ALL_SLOTS, Slots
from gallery.store.tables import ChangeKind
from gallery.types import Progress
from matcher.errors import TenprintError

_PAGE = 100
"""Changes read at once, up to 30 kB each. They take 20 ms, which a concurrent search waits for."""
_SEALED = "+sealed"
_TURN_S = 0.005
"""How long a thread waits for another thread's page before it looks again."""
_LOGGER = logging.getLogger(__name__)


def source_of(database: Database) -> str:
    """Return the id of the database that an index follows, to recognise an index of another one.

    An index of before the database was sealed counts as another's: it holds templates in clear.
    """
    with database.read() as session:
        found = store.database_id(session)
    return found if database.keys is None else f"{found}{_SEALED}"


class FollowingIndex(Protocol):
    """What the follower needs of an index. Each step carries the change that it reaches."""

    @property
    def watermark(self) -> int:
        """The last change that the index holds; 0 if it holds none."""

    def add(self, batch: ReferenceBatch, watermark: int) -> None:
        """Add references; the batch may be empty."""

    def remove(self, reference_ids: Sequence[int], watermark: int) -> None:
        """Remove references; absent references are ignored."""

    def expunge(self, reference_ids: Sequence[int], watermark: int) -> None:
        """Remove references and overwrite their data in every file, even if removed before."""

    def rebuild(self) -> None:
        """Drop everything and begin again at watermark 0."""


@dataclass(frozen=True)
class _Step:
    kind: ChangeKind
    reference_ids: tuple[int, ...]
    watermark: int


@dataclass(frozen=True, eq=False)
class _Page:
    """Changes of one state of the database, in steps, with the references to be added."""

    steps: tuple[_Step, ...]
    added: ReferenceBatch
    change_count: int
    watermark: int


class IndexFollower:
    """Brings one gallery's index up to what is committed; safe for threads.

    Writers take turns, so changes become visible in the order of their numbers: the index has seen
    everything up to its watermark.
    """

    def __init__(
        self,
        gallery: str,
        database: Database,
        index: FollowingIndex,
        slots: Slots = ALL_SLOTS,
    ) -> None:
        """slots: of the references that the index takes; it passes over the changes of others."""
        self._index = index
        self._gallery = gallery
        self._slots = slots
        self._database = database
        self._lock = threading.Lock()
        self.failure = ""
        """Why the last update of the index failed; "" if it succeeded."""
        self._begun_after = 0
        """The change up to which the journal was pruned when the index began again."""

    @property
    def watermark(self) -> int:
        """The last change that the index holds."""
        return self._index.watermark

    def catch_up(self, progress: Progress | None = None) -> int:
        """Apply what was committed before the call; return how many references were added.

        Changes committed meanwhile are left to the next call, so that a search does not wait for
        a whole import. Raises IndexFaultError if the index is ahead of the database.
        """
        try:
            added = self._catch_up(progress)
        except WorkStoppedError:
            raise
        except TenprintError as error:
            self.failure = str(error)
            raise
        self.failure = ""
        return added

    def follow_commit(self) -> None:
        """Catch up after a commit. The commit holds even if the index cannot follow.

        In that case a search leaves out deleted people, whom the database no longer names, and
        compares new people from the database. The next search tries to catch up again.
        """
        try:
            self.catch_up()
        except TenprintError as error:
            _LOGGER.error(
                "a change of gallery %s is committed, its index is behind: %s", self._gallery, error
            )

    def _catch_up(self, progress: Progress | None) -> int:
        target = self._target()
        total = done = added = 0
        while self._index.watermark < target:
            if progress and not total:
                total = self._waiting_count()
            page = self._step(target)
            if page is None:
                continue
            done, added = done + page.change_count, added + page.added.count
            if progress:
                progress(done, max(done, total))
        return added

    def _step(self, target: int) -> _Page | None:
        """Apply a page, unless another thread applies one or has reached the target.

        No thread holds the turn for longer than a page: a search waits for the changes that it has
        to see, not for a whole import.
        """
        if not self._lock.acquire(timeout=_TURN_S):
            return None
        try:
            if self._index.watermark >= target:
                return None
            page = self._read_page()
            if page is not None:
                self._apply(page)
            return page
        finally:
            self._lock.release()

    def _target(self) -> int:
        before = self._index.watermark
        with self._database.read() as session:
            target = reference_journal.last_change(session, self._gallery)
        if before > target:
            raise IndexFaultError(
                f"the index of gallery {self._gallery} is at change {before}, the database ends at "
                f"{target}: they do not belong together; run `tenprint gallery rebuild`"
            )
        return target

    def _waiting_count(self) -> int:
        with self._database.read() as session:
            return reference_journal.count_changes_after(
                session, self._gallery, self._index.watermark
            )

    def _read_page(self) -> _Page | None:
        """Read the next page; None if the journal has gaps, so that the index began again."""
        with self._database.read() as session:
            pruned = reference_journal.pruned_change(session, self._gallery)
            if self._index.watermark < pruned != self._begun_after:
                self._begin_anew(pruned)
                return None
            changes = reference_journal.changes_after(
                session, self._gallery, self._index.watermark, _PAGE, self._slots
            )
            ids = [one for _, one, kind in changes if kind == ChangeKind.ADDED]
            added = feature_store.load_batch(session, ids)
            # Of a page that is not full, changes of other slots behind it are passed over too.
            whole = self._slots != ALL_SLOTS and len(changes) < _PAGE
            last = reference_journal.last_change(session, self._gallery) if whole else 0
        # References added and deleted since need not be added; their removal is harmless.
        there = set(added.reference_ids.tolist())
        kept = [one for one in changes if one[2] != ChangeKind.ADDED or one[1] in there]
        return _Page(tuple(_steps(kept)), added, len(changes), last or changes[-1][0])

    def _begin_anew(self, pruned: int) -> None:
        """Empty the index: it may have missed removals."""
        if self._index.watermark:
            _LOGGER.warning(
                "the index of gallery %s is at change %d, and the journal has no removals up to "
                "change %d: the index is rebuilt from the database",
                self._gallery,
                self._index.watermark,
                pruned,
            )
        self._index.rebuild()
        self._begun_after = pruned

    def _apply(self, page: _Page) -> None:
        for step in page.steps:
            if step.kind == ChangeKind.ADDED:
                rows = np.searchsorted(page.added.reference_ids, step.reference_ids)
                self._index.add(page.added.take(rows), step.watermark)
            elif step.kind == ChangeKind.REMOVED:
                self._index.remove(step.reference_ids, step.watermark)
            else:
                self._index.expunge(step.reference_ids, step.watermark)
        if self._index.watermark < page.watermark:
            self._index.remove((), page.watermark)


def _steps(changes: Sequence[tuple[int, int, ChangeKind]]) -> Iterator[_Step]:
    """Put neighbours of one kind together."""
    for kind, run in groupby(changes, key=lambda one: one[2]):
        same = list(run)
        yield _Step(kind, tuple(one for _, one, _ in same), same[-1][0])
