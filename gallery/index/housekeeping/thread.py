"""The thread that keeps house: it looks when it is woken and now and then, and never gives up.

In between it patrols: reads through what is there.
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
    """Keeps house when there is something to do, and tries again later what fails."""

    def __init__(
        self,
        housekeeper: Housekeeper,
        writer: SegmentWriter,
        parameters: IndexParameters,
        kept: Callable[[], object],
    ) -> None:
        """Start at once. kept: called when house was kept and a snapshot looked after."""
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
        """There is something to do."""
        self._wake.set()

    def stop(self) -> None:
        """Give up a merge, finish anything else, and end."""
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
        """Wait until something is to be done; returns False where only time has passed."""
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
        except Exception:  # As below: this thread must go on.
            _LOGGER.exception("reading segments through failed; another pass begins later")
            self._patrol.give_up()

    def _keep(self, *, snapshot: bool, back_off_s: float) -> float:
        """Do what is due; returns how long to wait before it is tried again, 0 if it went well."""
        try:
            self._housekeeper.keep(snapshot=snapshot)
            if snapshot:
                self._kept()
        except CancelledError:
            return 0.0
        except Exception as error:  # Whatever it is, searches go on, and so must this thread.
            expected = isinstance(error, GalleryError | CorruptRecordError | OSError)
            _LOGGER.error("housekeeping failed: %s", error, exc_info=not expected)
            self._writer.report_failure(str(error) or repr(error))
            return min(max(_FIRST_BACK_OFF_S, 2 * back_off_s), _LONGEST_BACK_OFF_S)
        self._writer.report_failure("")
        return 0.0
