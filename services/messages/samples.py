"""Samples of a request: read, checked by the gate, and extracted in the pool."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from gallery.types import ExtractedSample, ReceivedSample
from matcher import errors
from matcher.codecs import Encoding
from matcher.types import Features, FingerPosition, ImpressionType, Sample
from services.errors import LocatedSampleError
from services.wire import Deadline, Pool, RequestClock, check_samples
from tenprint.v1 import sample_pb2

if TYPE_CHECKING:
    # Clients that only read responses need not load the network.
    from matcher.extraction import Extractor

T = TypeVar("T")


def receive(samples: Sequence[sample_pb2.Sample]) -> list[ReceivedSample]:
    """Check samples without decoding them. Raises RequestError, LocatedSampleError."""
    check_samples(samples)
    return [
        _located(index, int(sample.position), partial(_receive, sample))
        for index, sample in enumerate(samples)
    ]


async def decode(
    samples: Sequence[ReceivedSample],
    pool: Pool,
    deadline: Deadline,
    clock: RequestClock | None = None,
) -> list[Sample]:
    """Pass every sample through the gate. Raises the first fault in the order of the request."""
    clock = clock or RequestClock()
    work = [
        clock.marked(partial(_located, index, int(sample.position), sample.decode))
        for index, sample in enumerate(samples)
    ]
    decoded = await pool.run_all(work, deadline)
    clock.end("decode", len(decoded))
    return decoded


async def extract(
    received: Sequence[ReceivedSample],
    extractor: "Extractor",
    pool: Pool,
    deadline: Deadline,
    clock: RequestClock | None = None,
) -> list[ExtractedSample]:
    """Gate and extract the samples of one request.

    A finger without a usable template is kept with its reason, if another finger has a template.
    Raises LocatedSampleError if no finger has a template.
    """
    clock = clock or RequestClock()
    async with pool.admit():
        samples = await decode(received, pool, deadline, clock)
        work = [clock.marked(partial(_features, extractor, sample)) for sample in samples]
        outcomes = await pool.run_all(work, deadline)
    usable_count = sum(isinstance(outcome, Features) for outcome in outcomes)
    clock.end("extract", usable_count)
    if isinstance(outcomes[0], errors.SampleError) and not usable_count:
        raise LocatedSampleError(outcomes[0], 0, int(received[0].position))
    return [_extracted(*pair) for pair in zip(received, outcomes, strict=True)]


def probe_of(extracted: Sequence[ExtractedSample]) -> list[Features]:
    """Pick the fingers to search with: those that have a usable template."""
    return [sample.features for sample in extracted if sample.features is not None]


def content_digest(samples: Sequence[ReceivedSample], *fields: str) -> bytes:
    """Digest the content of a request. The order of samples does not matter."""
    digest = hashlib.sha256()
    for text in fields:
        _update(digest.update, text.encode())
    for sample in sorted(samples, key=lambda sample: sample.position):
        numbers = (
            sample.position,
            sample.impression,
            sample.resolution_ppi,
            sample.width_px,
            sample.height_px,
        )
        _update(digest.update, repr(tuple(map(int, numbers))).encode())
        _update(digest.update, sample.encoding.value.encode())
        _update(digest.update, sample.image)
    return digest.digest()


def _update(update: Callable[[bytes], None], part: bytes) -> None:
    update(len(part).to_bytes(8, "big"))
    update(part)


def _located(index: int, position: int, work: Callable[[], T]) -> T:
    try:
        return work()
    except errors.SampleError as error:
        raise LocatedSampleError(error, index, position) from error


def _receive(sample: sample_pb2.Sample) -> ReceivedSample:
    position = _position(int(sample.position))
    return ReceivedSample(
        position=position,
        impression=_impression(int(sample.impression_type)),
        image=sample.image,
        encoding=_encoding(sample.encoding),
        resolution_ppi=sample.resolution_ppi,
        width_px=sample.width_px,
        height_px=sample.height_px,
    )


def _position(code: int) -> FingerPosition:
    try:
        position = FingerPosition(code)
    except ValueError:
        raise errors.UnknownPositionError(
            f"finger position {code} is not known: use 1 to 12"
        ) from None
    _ = position.finger
    return position


def _impression(code: int) -> ImpressionType:
    """Read the impression type. An unknown code counts as not stated."""
    try:
        return ImpressionType(code - 1)
    except ValueError:
        return ImpressionType.LIVESCAN_PLAIN


def _encoding(value: sample_pb2.ImageEncoding) -> Encoding:
    try:
        return Encoding[sample_pb2.ImageEncoding.Name(value).removeprefix("IMAGE_ENCODING_")]
    except (KeyError, ValueError):
        raise errors.EncodingError(
            "the encoding is not stated or not known: use PNG, TIFF, BMP, JPEG or RAW_GREY8"
        ) from None


def _features(extractor: "Extractor", sample: Sample) -> Features | errors.SampleError:
    try:
        return extractor.features(sample)
    except (errors.QualityError, errors.NoForegroundError) as error:
        return error


def _extracted(received: ReceivedSample, outcome: Features | errors.SampleError) -> ExtractedSample:
    if isinstance(outcome, Features):
        return received.extracted(outcome)
    return received.extracted(None, outcome.reason)
