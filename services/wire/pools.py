"""Where servicers work: the pools, and the galleries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gallery.errors import GalleryNotFoundError
from gallery.gallery import Gallery
from matcher.decoding import DecodeImage, decode_image
from services.wire.admission import Pool


@dataclass(frozen=True)
class Pools:
    """Where blocking work is done. A request holds one place for all its work in a pool."""

    extraction: Pool
    search: Pool
    store: Pool
    decode_image: DecodeImage = field(default=decode_image, kw_only=True)
    """How pieces of work in `extraction` decode. The service decodes in processes of their own."""

    def close(self) -> None:
        """Wait for running work. No new work starts."""
        for pool in (self.extraction, self.search, self.store):
            pool.close()


def find_gallery(galleries: Mapping[str, Gallery], name: str) -> Gallery:
    """Find a gallery by its name. Raises GalleryNotFoundError."""
    try:
        return galleries[name]
    except KeyError:
        known = ", ".join(sorted(galleries))
        raise GalleryNotFoundError(f"no gallery {name[:64]!r}: use one of {known}") from None
