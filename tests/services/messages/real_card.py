"""The samples of real files, and the door of the service in process."""

import asyncio
from functools import cache
from pathlib import Path

from ebts.gate import encoding_of
from ebts.images import IMPRESSIONS
from ebts.reading import read_file
from ebts.validation import validate
from gallery.types import MissingFinger, ReceivedSample
from interop.clock import system_clock
from matcher.extraction import Extractor
from matcher.types import FingerPosition
from services.messages import door
from services.wire import Deadline, Pool, Pools

CARD = "type-4-tpcard.an2"
"""NIST's inked card: ten rolled prints, two plain thumbs, two slaps."""


@cache
def samples_of(path: Path) -> dict[int, ReceivedSample]:
    """Read the images of a file, by position."""
    images, _ = validate(read_file(path), system_clock().date())
    return {
        one.position: ReceivedSample(
            FingerPosition(one.position),
            IMPRESSIONS[one.impression],
            one.data,
            encoding_of(one),
            500,  # what the files state is wrong or missing
            one.width_px,
            one.height_px,
        )
        for one in images
    }


def extract(
    samples: list[ReceivedSample], extractor: Extractor, *missing: MissingFinger
) -> door.Fingers:
    """Do what the service does with the samples of a request."""

    async def run() -> door.Fingers:
        pools = Pools(Pool("extraction", 1, 8), Pool("search", 1, 8), Pool("store", 1, 8))
        try:
            return await door.extract(samples, missing, extractor, pools, Deadline.after(300))
        finally:
            pools.close()

    return asyncio.run(run())
