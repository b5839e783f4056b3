"""The segments of a gallery whose index lies in this process."""

from gallery.gallery import Gallery
from gallery.index.segmented_index import SegmentedIndex
from gallery.search.own_index import LocalIndex


def segments_of(gallery: Gallery) -> SegmentedIndex:
    """Return the index behind a gallery."""
    own = gallery._index
    assert isinstance(own, LocalIndex)
    return own.segments
