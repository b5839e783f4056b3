"""One partition of a reference set in a folder of this machine: copied once, then only searched."""

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cluster.errors import ReplicaError, ReplicaNotReadyError
from cluster.partition import AnsweringPartition
from cluster.sets.held import HeldSet, is_key
from gallery.errors import QuantiserVersionError
from gallery.index import IndexParameters, SegmentedIndex
from gallery.search import LocalShard
from gallery.store import Slots, slots_of
from matcher.errors import CorruptRecordError

_WHOLE = "whole"
_LOGGER = logging.getLogger(__name__)


class SetPartition(AnsweringPartition):
    """An open partition of a set; safe for threads."""

    def __init__(
        self,
        held: HeldSet,
        slots: Slots,
        folder: Path,
        *,
        node: str = "",
        sets: str = "",
        parameters: IndexParameters | None = None,
    ) -> None:
        """Hold the folder. Raises StoreUnavailableError if the folder cannot be used.

        A folder of another set or cut, and a damaged one, is deleted: `follow` copies it anew.
        """
        self._held = held
        self._slots = slots
        index = _opened(held, slots, folder, parameters)
        super().__init__(index, LocalShard(index), node, sets)

    @property
    def watermark(self) -> int:
        """Stand for the content of the whole set, which all its partitions share."""
        return self._held.watermark

    def follow(self) -> None:
        """Copy the references of the partition, unless that is done.

        Raises ReplicaError if the folder of the set holds another set, StoreUnavailableError if it
        holds none, CorruptRecordError.
        """
        if not self._is_whole:
            self._held.check()
            self._index.load_part(self._held.folder, self._holds, _WHOLE)

    @property
    def _is_whole(self) -> bool:
        return self._index.source_position == _WHOLE

    def _holds(self, reference_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        of = slots_of(reference_ids)
        return np.asarray((self._slots.first <= of) & (of < self._slots.end))

    def _reach(self, watermark: int) -> None:
        """Refuse to answer for another set. Raises ReplicaError."""
        if watermark != self.watermark:
            raise ReplicaError(
                f"it holds reference set {self._held.name} of digest {self._held.digest} (state "
                f"{self.watermark}), the search is of state {watermark}"
            )
        if not self._is_whole:
            raise ReplicaNotReadyError(f"it copies its part of reference set {self._held.name}")


def forget_others(folder: Path, held: Sequence[HeldSet]) -> None:
    """Delete partitions of sets that the replica holds no more. folder: of the replica."""
    keys = {one.key for one in held}
    for path in folder.glob("*"):
        if is_key(path.name) and path.name not in keys:
            shutil.rmtree(path, ignore_errors=True)


def _opened(
    held: HeldSet, slots: Slots, folder: Path, parameters: IndexParameters | None
) -> SegmentedIndex:
    def opened() -> SegmentedIndex:
        return SegmentedIndex(
            folder,
            gallery=held.name,
            source=f"{held.digest}/{slots}",
            parameters=parameters,
            imported=True,
        )

    try:
        return opened()
    except (CorruptRecordError, QuantiserVersionError) as error:
        _LOGGER.warning("%s is copied anew: %s", folder, error)
        shutil.rmtree(folder)
        return opened()
