"""Where the service extracts: on workers of a cluster if some can, otherwise here."""

import threading
from collections.abc import Callable
from functools import partial

from cluster.extraction import WorkerPool
from database.stopping import Check, never_stop
from gallery.types import ReceivedSample
from matcher.decoding import DecodeImage
from matcher.extraction import Extractor
from matcher.interchange import TemplateFormat
from matcher.types import Features, Sample
from services.bounds import GatedPrints
from services.telemetry import Watch

FINGERS_OF_A_BOOKING = 10
_CHECK_S = 0.1


class ServiceExtractor(Extractor):
    """Extracts for requests and bookings; the same features wherever a finger is extracted.

    Times each extraction, and counts qualities and refusals. With a cluster, the time holds the
    wait for a worker, and for fingers of bookings the decoding of the image.
    """

    def __init__(self, watch: Watch, decode: DecodeImage, here_count: int) -> None:
        """here_count: fingers that are extracted here at once as long as no worker can be used."""
        super().__init__()
        self._watch = watch
        self.decode_image = watch.on_prints("decode", decode)
        self._decode = decode
        self._here = threading.Semaphore(here_count)
        self.gated = GatedPrints()
        """What the gate has made of samples of bookings."""
        self._extract = watch.on_prints("extract", self._somewhere)
        self.workers: WorkerPool | None = None
        """None: there is no cluster."""

    @property
    def fingers_elsewhere(self) -> int:
        """How many fingers of one booking a cluster extracts side by side; 0: there is none."""
        return FINGERS_OF_A_BOOKING if self.workers else 0

    def features(self, sample: Sample | Features, check: Check = never_stop) -> Features:
        """Extract what the gate has decoded; features of another system are not counted.

        Raises SampleError, and what `check` raises.
        """
        return sample if isinstance(sample, Features) else self._counted(sample, check)

    def received_features(self, sample: ReceivedSample, check: Check) -> Features:
        """Decode and extract, as far as the gate has not done so; a worker does both.

        Raises SampleError, and what `check` raises.
        """
        made = self.gated.take(sample)
        if made is not None:
            return self.features(made, check)
        if self.workers is None or isinstance(sample.encoding, TemplateFormat):
            return self.features(sample.read(self.decode_image), check)
        return self._counted(sample, check)

    def _counted(self, finger: Sample | ReceivedSample, check: Check) -> Features:
        found = self._extract((finger, check))
        self._watch.rated(found.template.quality)
        return found

    def _somewhere(self, given: tuple[Sample | ReceivedSample, Check]) -> Features:
        here = partial(self._extract_here, *given)
        if self.workers is None:
            return here()
        return self.workers.extract(*given, otherwise=partial(self._in_turn, given[1], here))

    def _extract_here(self, finger: Sample | ReceivedSample, check: Check) -> Features:
        check()
        sample = finger.read(self._decode) if isinstance(finger, ReceivedSample) else finger
        return super().features(sample)

    def _in_turn(self, check: Check, here: Callable[[], Features]) -> Features:
        """Extract no more fingers at once than a service without a cluster."""
        while not self._here.acquire(timeout=_CHECK_S):
            check()
        try:
            return here()
        finally:
            self._here.release()
