"""The housekeeping thread: works when woken and at intervals, and retries after every failure.

Between its work the thread patrols: it reads the sealed segments and checks them.
"""

import logging
import threading
import time
from collections.abc import Callable

from database.errors import CancelledError
from gallery.errors import GalleryError
from gallery.index.housekeeping.housekeeper import Housekeeper
from gallery.index.housekeeping.patrol import Patrol
from gallery.index.parameters import IndexParameters
from gallery.index.writing import SegmentWriter
from matcher.errors import CorruptRecordError

_FIRST_BACK_OFF_S, _LONGEST_BACK_OFF_S = 1.0, 60.0
_LOGGER = logging.getLogger(__name__)


class HousekeepingThread:
    """Runs the housekeeper when there is work, and tries again later if the work fails."""

    def __init__(
        self,
        housekeeper: Housekeeper,
        writer: SegmentWriter,
        parameters: IndexParameters,
        kept: Callable[[], object],
    ) -> None:
        """Start at once. kept: called after each round in which a snapshot was due."""
        self._housekeeper = housekeeper
        self._writer = writer
        self._kept = kept
        self._snapshot_s = parameters.snapshot_s
        self._patrol = Patrol(writer, parameters)
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tell the thread that there is work."""
        self._wake.set()

    def stop(self) -> None:
        """Abandon a running merge, finish any other work, and end the thread."""
        self._stopped.set()
        self._housekeeper.stop_merging()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        back_off_s = 0.0
        while True:
            woken = self._wait(back_off_s)
            if self._stopped.is_set():
                return
            back_off_s = self._keep(snapshot=not woken, back_off_s=back_off_s)

    def _wait(self, back_off_s: float) -> bool:
        """Wait until there is work; returns False if only time has passed."""
        if back_off_s:
            self._stopped.wait(back_off_s)
            return True
        end = time.monotonic() + self._snapshot_s
        while (left := end - time.monotonic()) > 0:
            if self._wake.wait(min(left, self._patrol.due_s)):
                self._wake.clear()
                return True
            self._look_through()
        return False

    def _look_through(self) -> None:
        try:
            self._patrol.step()
        except Exception:  # Any error, as below: this thread must go on.
            _LOGGER.exception("reading segments through failed; another pass begins later")
            self._patrol.give_up()

    def _keep(self, *, snapshot: bool, back_off_s: float) -> float:
        """Do the work that is due; returns the wait before the next try, 0 after success."""
        try:
            self._housekeeper.keep(snapshot=snapshot)
            if snapshot:
                self._kept()
        except CancelledError:
            return 0.0
        except Exception as error:  # Searches go on after any error, and so must this thread.
            expected = isinstance(error, GalleryError | CorruptRecordError | OSError)
            _LOGGER.error("housekeeping failed: %s", error, exc_info=not expected)
            self._writer.report_failure(str(error) or repr(error))
            return min(max(_FIRST_BACK_OFF_S, 2 * back_off_s), _LONGEST_BACK_OFF_S)
        self._writer.report_failure("")
        return 0.0
