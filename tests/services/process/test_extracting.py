"""Requests and bookings on workers, and in the service as long as no worker can be used."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from cluster.extraction import WorkerPool, digest_of
from database.errors import DeadlineExpiredError
from database.stopping import never_stop
from gallery.types import ReceivedSample
from matcher.codecs import Encoding
from matcher.decoding import decode_image
from matcher.decoding.images import DecodedImage, EncodedImage
from matcher.errors import TruncatedImageError
from matcher.template import encode
from matcher.types import FINGERS, FingerPosition, ImpressionType
from services.messages import door
from services.process.extracting import ServiceExtractor
from services.telemetry import Watch
from services.wire import Deadline, Pool, Pools
from tests.cluster.worker_lines import QUICK, LineWorker, LineWorkers, until
from tests.images import print_pixels

HERE_COUNT = 2


class Decoder:
    """Decodes, slowly, and counts how many do so at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = self.most = 0
        self.delay_s = 0.0

    def decode(self, image: EncodedImage) -> DecodedImage:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.delay_s)
        with self._lock:
            self.now -= 1
        return decode_image(image)


@pytest.fixture
def decoder() -> Decoder:
    return Decoder()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def extractor(watch: Watch, decoder: Decoder) -> ServiceExtractor:
    return ServiceExtractor(watch, decoder.decode, HERE_COUNT)


@pytest.fixture
def worker(extractor: ServiceExtractor) -> Iterator[LineWorker]:
    """Give the service a worker."""
    made = LineWorker("a/0", digest=digest_of(extractor))
    pool = WorkerPool(LineWorkers(made), digest_of(extractor), QUICK)
    pool.wait_until_known(10.0)
    extractor.workers = pool
    yield made
    made.close()
    pool.close()


def received(position: FingerPosition, seed: int = 3) -> ReceivedSample:
    pixels = print_pixels(seed)
    height, width = pixels.shape
    return ReceivedSample(
        *(position, ImpressionType.LIVESCAN_PLAIN, pixels.tobytes(), Encoding.RAW_GREY8, 500),
        *(width, height),
    )


def through_the_door(extractor: ServiceExtractor, deadline: Deadline) -> door.Fingers:
    pools = Pools(Pool("extraction", 4, 8), Pool("search", 1, 8), Pool("store", 1, 8))
    samples = [received(FINGERS[0], 3), received(FINGERS[1], 4)]
    try:
        return asyncio.run(door.extract(samples, [], extractor, pools, deadline))
    finally:
        pools.close()


def stages(watch: Watch, name: str) -> int:
    found = watch.instruments.registry.get_sample_value(
        "tenprint_stage_seconds_count", {"stage": name}
    )
    return int(found or 0)


def test_without_a_cluster_the_service_extracts(
    extractor: ServiceExtractor, watch: Watch, decoder: Decoder
) -> None:
    assert extractor.fingers_elsewhere == 0
    found = extractor.received_features(received(FINGERS[0]), never_stop)
    assert found.template.minutia_count > 8
    assert (stages(watch, "decode"), stages(watch, "extract")) == (1, 1)
    assert decoder.most == 1


def test_a_finger_of_a_booking_is_decoded_by_the_worker(
    extractor: ServiceExtractor, worker: LineWorker, watch: Watch, decoder: Decoder
) -> None:
    assert extractor.fingers_elsewhere == 10
    found = extractor.received_features(received(FINGERS[4]), never_stop)
    assert found.template.quality == FINGERS[4]
    assert worker.extracted == [FINGERS[4]]
    assert (stages(watch, "decode"), stages(watch, "extract")) == (0, 1)
    assert decoder.most == 0


def test_fingers_of_a_request_are_extracted_by_workers(
    extractor: ServiceExtractor, worker: LineWorker
) -> None:
    found = through_the_door(extractor, Deadline.after(60.0))
    assert sorted(worker.extracted) == [FINGERS[0], FINGERS[1]]
    assert [one.features.template.quality for one in found.samples if one.features] == [1, 2]


def test_the_deadline_of_a_request_reaches_the_worker(
    extractor: ServiceExtractor, worker: LineWorker
) -> None:
    """One finger is begun and given up, the other one is never sent."""
    worker.let_go.clear()
    with pytest.raises(DeadlineExpiredError):
        through_the_door(extractor, Deadline.after(1.5))
    until(lambda: len(worker.given_up) == 1)
    assert len(worker.extracted) == 1


def test_the_service_extracts_no_more_at_once_than_without_a_cluster(
    extractor: ServiceExtractor, worker: LineWorker, watch: Watch, decoder: Decoder
) -> None:
    workers = extractor.workers
    assert workers is not None
    worker.is_cut = True
    until(lambda: not workers.figures().ready_count)
    decoder.delay_s = 0.1
    with ThreadPoolExecutor(8) as threads:
        futures = [
            threads.submit(extractor.received_features, received(one), never_stop)
            for one in FINGERS[:8]
        ]
        vectors = {one.result().vector.tobytes() for one in futures}
    assert len(vectors) == 1
    assert decoder.most == HERE_COUNT
    assert stages(watch, "extract") == 8


def test_who_waits_for_a_place_in_the_service_may_go_away(
    extractor: ServiceExtractor, worker: LineWorker, decoder: Decoder
) -> None:
    workers = extractor.workers
    assert workers is not None
    worker.is_cut = True
    until(lambda: not workers.figures().ready_count)
    decoder.delay_s = 3.0
    with ThreadPoolExecutor(8) as threads:
        for one in FINGERS[:HERE_COUNT]:
            threads.submit(extractor.received_features, received(one), never_stop)
        until(lambda: decoder.now == HERE_COUNT)
        begin_s = time.monotonic()
        deadline = Deadline.after(0.2)
        with pytest.raises(DeadlineExpiredError):
            extractor.received_features(received(FINGERS[5]), deadline.check)
        assert time.monotonic() - begin_s < 3.0
    assert decoder.most == HERE_COUNT


def test_what_cannot_be_used_is_counted_once_wherever_it_is_found(
    extractor: ServiceExtractor, worker: LineWorker, watch: Watch
) -> None:
    workers = extractor.workers
    assert workers is not None
    worker.is_cut = True
    until(lambda: not workers.figures().ready_count)
    torn = replace(received(FINGERS[0]), image=np.zeros(9, np.uint8).tobytes())
    with pytest.raises(TruncatedImageError):
        extractor.received_features(torn, never_stop)
    refused = watch.instruments.registry.get_sample_value(
        "tenprint_samples_refused_total", {"reason": TruncatedImageError.reason}
    )
    assert refused == 1


def kept(extractor: ServiceExtractor, samples: list[ReceivedSample]) -> None:
    """Pass the gate, as a booking does."""
    pools = Pools(
        *(Pool("extraction", 4, 8), Pool("search", 1, 8), Pool("store", 1, 8)),
        decode_image=extractor.decode_image,
    )
    try:
        asyncio.run(
            door.gate(samples, [], extractor, pools, Deadline(None), 5, 0.0, extractor.gated.keep)
        )
    finally:
        pools.close()
    assert extractor.gated.byte_count


def test_what_the_gate_has_decoded_is_decoded_once(
    extractor: ServiceExtractor, watch: Watch
) -> None:
    sample = received(FINGERS[0])
    again = extractor.received_features(sample, never_stop)
    assert stages(watch, "decode") == 1
    kept(extractor, [sample])
    assert stages(watch, "decode") == 2
    found = extractor.received_features(received(FINGERS[0]), never_stop)
    assert (stages(watch, "decode"), stages(watch, "extract")) == (2, 2)
    assert encode(found.template) == encode(again.template)
    assert np.array_equal(found.vector, again.vector)
    assert (found.ridge_period_px, found.tagged_ppi) == (again.ridge_period_px, again.tagged_ppi)
    # A step that is repeated makes it again.
    extractor.received_features(sample, never_stop)
    assert stages(watch, "decode") == 3


def test_features_that_the_gate_needed_are_extracted_once(
    extractor: ServiceExtractor, worker: LineWorker, watch: Watch
) -> None:
    found = extractor.received_features(received(FINGERS[0]), never_stop)
    extractor.gated.keep(received(FINGERS[0]), found)
    asked = stages(watch, "extract")
    assert extractor.received_features(received(FINGERS[0]), never_stop) is found
    assert stages(watch, "extract") == asked


def test_workers_decode_themselves_and_decoded_prints_take_no_memory(
    extractor: ServiceExtractor,
) -> None:
    found = extractor.received_features(received(FINGERS[0]), never_stop)
    sample = received(FINGERS[0]).decode()
    extractor.gated.keeps_samples = False
    extractor.gated.keep(received(FINGERS[0]), sample)
    assert not extractor.gated.byte_count
    extractor.gated.keep(received(FINGERS[0]), found)
    assert extractor.gated.take(received(FINGERS[0])) is found


def test_a_booking_whose_owner_gave_up_extracts_nothing(
    extractor: ServiceExtractor, watch: Watch
) -> None:
    kept(extractor, [received(FINGERS[0])])

    def stop() -> None:
        raise DeadlineExpiredError("nobody waits")

    with pytest.raises(DeadlineExpiredError):
        extractor.received_features(received(FINGERS[0]), stop)
    assert (stages(watch, "decode"), extractor.gated.byte_count) == (1, 0)
