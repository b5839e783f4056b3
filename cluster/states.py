"""What the partitions of a gallery hold, asked anew when the database has moved on."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from cluster.asking import Answered, Asker
from cluster.errors import PartitionUnavailableError
from cluster.questions import Kind, PartitionState, Question
from gallery.store import Slots

_EVERY_S = 0.5
_LOGGER = logging.getLogger(__name__)


class States:
    """Remembers the last state of each partition; safe for threads."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._lock = threading.Lock()
        self._known: dict[Slots, Answered] = {}

    def of(self, watermark: int) -> tuple[Mapping[Slots, PartitionState], Mapping[Slots, Answered]]:
        """Return what each partition holds once it has seen all up to a change, and who said so.

        A state that is known and new enough is not asked for again: as long as nothing is
        committed, a search spares itself the question. Raises PartitionUnavailableError.
        """
        question = self._asker.question(Kind.STATE, watermark)
        known: dict[Slots, Answered] = {}

        def unknown(partitions: Sequence[Slots]) -> Mapping[Slots, Question]:
            nonlocal known
            with self._lock:
                known = {
                    slots: one
                    for slots in partitions
                    if (one := self._known.get(slots)) and one.answer.watermark >= watermark
                }
            return {slots: question for slots in partitions if slots not in known}

        found = self._asker.ask_whole(unknown)
        whole = {**known, **found}
        with self._lock:
            self._known = whole
        states = {slots: cast(PartitionState, one.answer.value) for slots, one in whole.items()}
        return states, found

    def wait(
        self, watermark: int, meanwhile: Callable[[], object]
    ) -> Mapping[Slots, PartitionState]:
        """Return what each partition holds, as soon as every partition can be searched.

        meanwhile: called before each try; an error that it raises ends the waiting.
        """
        while True:
            meanwhile()
            try:
                return self.of(watermark)[0]
            except PartitionUnavailableError as error:
                _LOGGER.info("waiting for the cluster: %s", error)
                time.sleep(_EVERY_S)
