"""Damage in the sealed segments of an open index."""

from gallery.index.segment import Damage
from gallery.index.segmented_index import SegmentedIndex


def damage_of(index: SegmentedIndex) -> list[Damage]:
    """Read every sealed segment and list all damage."""
    return [one for segment in index._writer.sealed for one in segment.verify()]
