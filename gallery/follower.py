"""Keeps an index in step with the database: what is committed is found, what is deleted is not."""

import threading
from collections.abc import Callable

from gallery import feature_store, store
from gallery.database import Database
from gallery.index import ReferenceIndex

Progress = Callable[[int, int], None]
"""Receives how many of how many are done; what it raises stops the work, which keeps its pages."""

_PAGE = 500
"""Encounters read at once, 10 kB each."""


class IndexFollower:
    """One gallery's index and how far it has read; safe for threads.

    Writers take turns, so sequence numbers become visible in order, and everything up to the
    watermark has been seen.
    """

    def __init__(self, gallery: str, database: Database, index: ReferenceIndex) -> None:
        self.index = index
        self.watermark = 0
        self._gallery = gallery
        self._database = database
        self._lock = threading.Lock()

    def catch_up(self, progress: Progress | None = None) -> int:
        """Add what was committed above the watermark; return how many encounters were read."""
        with self._lock:
            total = self._waiting_count() if progress else 0
            done = 0
            while count := self._read_page():
                done += count
                if progress:
                    progress(done, max(done, total))
            return done

    def remove(self, sequence: int) -> None:
        """Take a deleted encounter out; to be called after the commit.

        Waits for a page being read: it may still hold the encounter.
        """
        with self._lock:
            self.index.remove(sequence)

    def _waiting_count(self) -> int:
        with self._database.read() as session:
            return store.count_after(session, self._gallery, self.watermark)

    def _read_page(self) -> int:
        with self._database.read() as session:
            page = store.sequences_after(session, self._gallery, self.watermark, _PAGE)
            if not page:
                return 0
            found = feature_store.load_vectors(session, self._gallery, page[0], page[-1])
        self.index.add(*found)
        self.watermark = page[-1]
        return len(page)
