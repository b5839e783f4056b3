"""What the gate has made of samples, until the step of the booking that would make it again."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields

from gallery.types import ReceivedSample
from matcher.types import Features, Sample

MOST_BYTES = 64 * 2**20
"""Some four cards of rolled prints, or twenty of plain ones."""
KEPT_S = 60.0
_FEATURES_BYTES = 16 * 1024
"""More than a template of the most minutiae and its vector take."""

Made = Sample | Features
_Key = tuple[object, ...]


class GatedPrints:
    """Keeps decoded samples, or their features, by all that the samples are; safe for threads.

    It saves work and decides nothing: whoever finds a sample gone makes the same again. When it is
    full, what comes is not kept. So it helps while few bookings wait, and not behind a long queue.
    """

    def __init__(
        self,
        most_bytes: int = MOST_BYTES,
        kept_s: float = KEPT_S,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """kept_s: what nobody takes for so long is dropped, such as that of a refused booking.

        Whoever keeps something calls `drop_old` so long afterwards.
        """
        self._most_bytes, self.kept_s, self._now_s = most_bytes, kept_s, now_s
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, tuple[Made, int, float]] = OrderedDict()
        """What was made, its bytes, and since when it is kept; oldest first."""
        self._bytes = 0
        self.keeps_samples = True
        """Whether decoded samples are of use, not features alone."""

    @property
    def byte_count(self) -> int:
        """How much memory is taken."""
        return self._bytes

    def keep(self, sample: ReceivedSample, made: Made) -> None:
        """Keep what was made of a sample, if there is room."""
        if isinstance(made, Sample) and not self.keeps_samples:
            return
        key, size = _key(sample), _bytes_of(made)
        with self._lock:
            self._drop(key)
            self._drop_old()
            if self._bytes + size <= self._most_bytes:
                self._kept[key] = made, size, self._now_s()
                self._bytes += size

    def take(self, sample: ReceivedSample) -> Made | None:
        """Return what was made of a sample, and keep it no longer; None if it must be made."""
        key = _key(sample)
        with self._lock:
            self._drop_old()
            return self._drop(key)

    def drop_old(self) -> None:
        """Drop what nobody has taken in time."""
        with self._lock:
            self._drop_old()

    def _drop_old(self) -> None:
        while self._kept:
            key, (_, _, since) = next(iter(self._kept.items()))
            if self._now_s() < since + self.kept_s:
                return
            self._drop(key)

    def _drop(self, key: _Key) -> Made | None:
        if key not in self._kept:
            return None
        made, size, _ = self._kept.pop(key)
        self._bytes -= size
        return made


def _key(sample: ReceivedSample) -> _Key:
    """Name a sample by all that it is; the image, which may be long, by its digest."""
    digest = hashlib.sha256(sample.image).digest()
    others = (getattr(sample, one.name) for one in fields(ReceivedSample) if one.name != "image")
    return digest, *others


def _bytes_of(made: Made) -> int:
    if isinstance(made, Features):
        return _FEATURES_BYTES
    seen = made.foreground
    arrays = {id(one): one for one in (made.pixels, made.clear, seen.mask, seen.flow)}
    return sum(one.nbytes for one in arrays.values())
