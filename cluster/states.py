"""What the partitions of a gallery hold, asked anew when the database has moved on."""

import threading
from collections.abc import Mapping, Sequence
from typing import cast

from cluster.asking import Answered, Asker
from cluster.questions import Kind, PartitionState, Question
from gallery.store import Slots


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
