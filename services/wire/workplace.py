"""What servicers share: the pools, and caller, deadline and gallery of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc

from database.caller import Caller
from gallery.errors import GalleryNotFoundError
from gallery.gallery import Gallery
from matcher.decoding import DecodeImage, decode_image
from services.access import present_caller, present_group
from services.wire.admission import Pool
from services.wire.deadline import Deadline

Context = grpc.aio.ServicerContext[Any, Any]


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


def deadline_of(context: Context) -> Deadline:
    """Start the clock of a request, which is work for its caller."""
    return Deadline.after(context.time_remaining(), caller_from(context).ori, present_group())


def caller_from(_: Context) -> Caller:
    """Name the caller of a request, whom the gate has let pass."""
    return present_caller()


def find_gallery(galleries: Mapping[str, Gallery], name: str) -> Gallery:
    """Find a gallery by its name. Raises GalleryNotFoundError."""
    try:
        return galleries[name]
    except KeyError:
        known = ", ".join(sorted(galleries))
        raise GalleryNotFoundError(f"no gallery {name[:64]!r}: use one of {known}") from None
