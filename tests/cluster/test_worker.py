"""A real worker: what it extracts is what the service extracts, to the bit."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
import pytest

from cluster.extraction import Kind, Result, Task, TimedExtractor, Worker, WorkerPool, digest_of
from cluster.extraction.messages import Fault, packed
from database.stopping import never_stop
from gallery.types import ReceivedSample
from matcher.codecs import Encoding, encode_wsq
from matcher.decoding import DecodingPool
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.types import Features, FingerPosition, ImpressionType, Sample, Template
from tests.cluster.worker_lines import QUICK, LineWorker, LineWorkers, until
from tests.images import print_pixels

POSITION = FingerPosition.LEFT_INDEX


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    made = Worker("here")
    assert made.answer(Task(Kind.STATUS)).fault is Fault.NOT_READY
    until(lambda: not made.answer(Task(Kind.STATUS)).fault, within_s=120.0)
    yield made
    made.close()


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.fixture
def pool(worker: Worker, extractor: Extractor) -> Iterator[WorkerPool]:
    line = LineWorker("a/0", worker.answer)
    pool = WorkerPool(LineWorkers(line), digest_of(extractor), QUICK)
    pool.wait_until_known(30.0)
    assert pool.figures().ready_count == 1
    yield pool
    pool.close()
    line.close()


def _received(seed: int, encoding: Encoding) -> ReceivedSample:
    pixels = print_pixels(seed)
    height, width = pixels.shape
    image = encode_wsq(pixels) if encoding is Encoding.WSQ else pixels.tobytes()
    raw = {} if encoding is Encoding.WSQ else {"width_px": width, "height_px": height}
    return ReceivedSample(POSITION, ImpressionType.LIVESCAN_PLAIN, image, encoding, 500, **raw)


def _never() -> Features:
    raise AssertionError("a worker can be used")


def _same(one: Features, other: Features) -> None:
    parts: list[tuple[object, object]] = [
        (getattr(one.template, part.name), getattr(other.template, part.name))
        for part in fields(Template)
    ]
    parts += [(getattr(one, part.name), getattr(other, part.name)) for part in fields(Features)]
    for a, b in parts:
        if isinstance(a, np.ndarray):
            assert isinstance(b, np.ndarray)
            assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
            assert a.flags.writeable == b.flags.writeable
        elif not isinstance(a, Template):
            assert a == b


@pytest.mark.parametrize("encoding", [Encoding.WSQ, Encoding.RAW_GREY8])
@pytest.mark.parametrize("seed", [3, 8])
def test_features_are_equal_to_the_bit(
    pool: WorkerPool, extractor: Extractor, seed: int, encoding: Encoding
) -> None:
    received = _received(seed, encoding)
    sample = received.read()
    assert isinstance(sample, Sample)
    expected = extractor.features(sample)
    # The gate of a request has looked at a sample, the flow sends what was received.
    for finger in (sample, Sample(sample.pixels, POSITION, tagged_ppi=sample.tagged_ppi), received):
        _same(pool.extract(finger, never_stop, _never), expected)


class HeldWorker(Worker):
    """A worker that stands still in the middle of a finger."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()
        super().__init__("here")

    def _extracted(self, task: Task, extractor: TimedExtractor, decoding: DecodingPool) -> Result:
        self.begun.set()
        self.let_go.wait()
        return super()._extracted(task, extractor, decoding)


def test_a_worker_that_finishes_ends_its_fingers_and_begins_no_other(
    extractor: Extractor,
) -> None:
    """Whoever asks gets NOT_READY, which costs a finger nothing: another worker extracts it."""
    made = HeldWorker()
    until(lambda: not made.answer(Task(Kind.STATUS)).fault, within_s=120.0)
    sample = Sample(print_pixels(3), POSITION)
    task = Task(Kind.EXTRACT, "1", digest_of(extractor), packed(sample))
    with ThreadPoolExecutor(3) as pool:
        fingers = [pool.submit(made.answer, task)]
        made.begun.wait()
        # Of another service: it is there, and not begun.
        fingers.append(pool.submit(made.answer, task))
        until(lambda: made._present_count == 2)
        finish = pool.submit(made.answer, Task(Kind.FINISH))
        until(lambda: made.answer(Task(Kind.STATUS)).message == "it ends")
        assert made.answer(task).fault is Fault.NOT_READY
        assert not finish.done()
        made.let_go.set()
        for one in fingers:
            assert one.result().features
        status = finish.result().status
        assert status is not None
        assert status.is_ending
        assert not status.is_busy
    made.close()


def _noise() -> ReceivedSample:
    pixels = np.random.default_rng(5).integers(0, 256, (300, 300), np.uint8)
    return ReceivedSample(
        POSITION, ImpressionType.LIVESCAN_PLAIN, pixels.tobytes(), Encoding.RAW_GREY8, 500, 300, 300
    )


def _cut() -> ReceivedSample:
    whole = _received(3, Encoding.WSQ)
    return ReceivedSample(POSITION, whole.impression, whole.image[:900], Encoding.WSQ, 500)


@pytest.mark.parametrize("made", [_noise, _cut])
def test_errors_are_the_same(
    pool: WorkerPool, extractor: Extractor, made: Callable[[], ReceivedSample]
) -> None:
    received = made()
    with pytest.raises(SampleError) as expected:
        extractor.features(received.read())
    with pytest.raises(SampleError) as found:
        pool.extract(received, never_stop, _never)
    assert type(found.value) is type(expected.value)
    assert str(found.value) == str(expected.value)
    assert pool.figures().ready_count == 1


def test_a_finger_that_was_given_up_while_it_waited_is_not_begun(
    worker: Worker, extractor: Extractor
) -> None:
    """Of several services, each may have a finger with one worker."""
    finger = packed(_received(3, Encoding.WSQ))

    def task(number: str) -> Task:
        return Task(Kind.EXTRACT, number, digest_of(extractor), finger)

    before = worker.answer(Task(Kind.STATUS)).status
    assert before is not None
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(worker.answer, task("first"))
        until(lambda: worker.answer(Task(Kind.GIVE_UP, "third")).status is not None)
        third = threads.submit(worker.answer, task("third"))
        assert first.result(60).features
        assert third.result(60).fault is Fault.EXPIRED
    after = worker.answer(Task(Kind.STATUS)).status
    assert after is not None
    assert after.extracted_count == before.extracted_count + 1
    assert after.network_s > before.network_s
    assert after.waiting_count == 0


def test_a_worker_begins_nothing_for_a_service_of_another_digest(worker: Worker) -> None:
    before = worker.answer(Task(Kind.STATUS)).status
    result = worker.answer(Task(Kind.EXTRACT, "one", "tenprint-9", b"never read"))
    assert result.fault is Fault.OTHER_DIGEST
    after = worker.answer(Task(Kind.STATUS)).status
    assert before is not None and after is not None
    assert after.extracted_count == before.extracted_count


def test_a_fault_of_the_worker_is_none_of_the_finger(worker: Worker, extractor: Extractor) -> None:
    result = worker.answer(Task(Kind.EXTRACT, "one", digest_of(extractor), b"no pickle"))
    assert result.fault is Fault.FAILED
    assert "UnpicklingError" in result.message
    assert worker.answer(Task(Kind.STATUS)).fault is Fault.NONE


def test_a_worker_extracts_one_finger_at_a_time(worker: Worker, extractor: Extractor) -> None:
    finger = packed(_received(3, Encoding.WSQ))

    def extract(number: int) -> bytes:
        task = Task(Kind.EXTRACT, f"at once {number}", digest_of(extractor), finger)
        return worker.answer(task).features

    waiting = []
    with ThreadPoolExecutor(3) as threads:
        futures = [threads.submit(extract, 0)]
        # Until the first has begun, all three may wait.
        until(lambda: worker._is_busy)
        futures += [threads.submit(extract, number) for number in (1, 2)]
        while not all(one.done() for one in futures):
            status = worker.answer(Task(Kind.STATUS)).status
            assert status is not None
            waiting.append(status.waiting_count)
        assert len({one.result() for one in futures}) == 1
    assert max(waiting) == 2


def test_a_worker_whose_decoder_ended_has_not_begun_with_the_finger(
    worker: Worker, extractor: Extractor
) -> None:
    """The last test of this worker."""
    worker.close()
    finger = packed(_received(3, Encoding.WSQ))
    result = worker.answer(Task(Kind.EXTRACT, "one", digest_of(extractor), finger))
    assert result.fault is Fault.NOT_READY
    assert "decoding workers have ended" in result.message
