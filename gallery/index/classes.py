"""Batches taken apart by finger class: a segment holds one."""

from collections.abc import Iterator

import numpy as np

from gallery.index.types import FingerClass, ReferenceBatch, finger_class


def by_class(batch: ReferenceBatch) -> Iterator[tuple[FingerClass, ReferenceBatch]]:
    """Give the part of a batch that is of each class, where there is one; in order of ids."""
    masks, which = np.unique(batch.masks, return_inverse=True)
    classes = [finger_class(mask) for mask in masks.tolist()]
    for one in FingerClass:
        of_class = np.array([found is one for found in classes], bool)
        if of_class.all() and classes:
            yield one, batch
        elif of_class.any():
            yield one, batch.take(np.flatnonzero(of_class[which]))
