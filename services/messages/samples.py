"""Samples of a request: read, checked by the gate, and extracted in the pool."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from database.stopping import Check
from gallery.types import ExtractedSample, MissingFinger, MissingFingerReason, ReceivedSample
from matcher import errors
from matcher.codecs import Encoding
from matcher.interchange import TemplateFormat
from matcher.slaps import SLAP_FINGERS
from matcher.types import (
    FINGERS,
    STANDARD_PPI,
    Features,
    FingerPosition,
    ImpressionType,
    Sample,
)
from services.errors import InvalidFieldError, LocatedSampleError, MissingFingerSentError
from services.wire import Deadline, Pools, RequestClock, check_samples
from tenprint.v1 import sample_pb2

if TYPE_CHECKING:
    # Clients that only read responses need not load the network.
    from matcher.extraction import Extractor

T = TypeVar("T")

_MISSING = "missing_fingers"


def receive(samples: Sequence[sample_pb2.Sample]) -> list[ReceivedSample]:
    """Check samples without decoding them. Raises RequestError, LocatedSampleError."""
    check_samples(samples)
    return [
        _located(index, int(sample.position), partial(_receive, sample))
        for index, sample in enumerate(samples)
    ]


def refuse_slaps(samples: Sequence[ReceivedSample]) -> None:
    """Raise LocatedSampleError if a sample is a slap, where a call takes single fingers."""
    for index, sample in enumerate(samples):
        _located(index, int(sample.position), partial(getattr, sample.position, "finger"))


async def decode(
    samples: Sequence[ReceivedSample],
    pools: Pools,
    deadline: Deadline,
    clock: RequestClock | None = None,
    places: Sequence[int] | None = None,
) -> list[Sample | Features | errors.SampleError]:
    """Pass every sample through the gate. A finger that does not pass gives its error.

    places: where in the request each sample comes from; by default, in this order.
    Raises the first SampleFormError in the order of the request, and the error of the first finger
    if no finger passes.
    """
    clock = clock or RequestClock()
    work = [
        clock.marked(
            partial(attempt, index, int(sample.position), partial(sample.read, pools.decode_image))
        )
        for index, sample in zip(places or range(len(samples)), samples, strict=True)
    ]
    outcomes = await pools.extraction.run_all(work, deadline)
    clock.end("decode", _usable_count(samples, outcomes))
    return outcomes


async def extract(
    received: Sequence[ReceivedSample],
    extractor: "Extractor",
    pools: Pools,
    deadline: Deadline,
    clock: RequestClock,
    places: Sequence[int],
) -> list[ExtractedSample]:
    """Gate and extract samples of single fingers, which the pool has admitted.

    A finger that cannot be used is kept with its error, if another finger can be used.
    Raises what `decode` raises.
    """
    samples = await decode(received, pools, deadline, clock, places)
    work = [
        clock.marked(partial(_features, extractor, index, sample, deadline.check))
        for index, sample in zip(places, samples, strict=True)
    ]
    outcomes = await pools.extraction.run_all(work, deadline)
    _usable_count(received, outcomes)
    return [_extracted(*pair) for pair in zip(received, outcomes, strict=True)]


def probe_of(extracted: Sequence[ExtractedSample]) -> list[Features]:
    """Pick the fingers to search with: those that have a usable template."""
    return [sample.features for sample in extracted if sample.features is not None]


def missing_fingers(
    stated: Sequence[sample_pb2.MissingFinger], received: Sequence[ReceivedSample]
) -> tuple[MissingFinger, ...]:
    """Read the fingers of which there is no sample, by position.

    Raises InvalidFieldError, and MissingFingerSentError if there is a sample of such a finger.
    """
    single = [sample for sample in received if sample.position not in SLAP_FINGERS]
    sent = {sample.position.finger: sample.position for sample in single}
    found: dict[int, MissingFinger] = {}
    for index, message in enumerate(stated):
        place = f"{_MISSING}[{index}]"
        one = _missing_finger(place, message)
        if one.position in found:
            raise InvalidFieldError(place, f"position {one.position} occurs more than once")
        if one.position in sent:
            raise MissingFingerSentError(
                f"{place}: finger {one.position} is stated as missing, but a sample of position "
                f"{sent[one.position]} is sent: leave out one of the two"
            )
        found[one.position] = one
    return tuple(found[position] for position in sorted(found))


def words_of(missing: Sequence[MissingFinger]) -> list[str]:
    """Write fingers of which there is no sample, for the digest of a request's content."""
    return [f"missing {one.position:d} {one.reason}" for one in missing]


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


def _usable_count(received: Sequence[ReceivedSample], outcomes: Sequence[object]) -> int:
    """Count the fingers that can be used. Raises LocatedSampleError if there are none."""
    faults = [one for one in outcomes if isinstance(one, errors.SampleError)]
    if len(faults) == len(outcomes):
        others = f"; the {len(faults) - 1} others cannot be used either" if faults[1:] else ""
        raise LocatedSampleError(faults[0], 0, int(received[0].position), others)
    return len(outcomes) - len(faults)


def attempt(index: int, position: int, work: Callable[[], T]) -> T | errors.SampleError:
    """Return what the work gives, or the fault of the finger. Raises the fault of the request."""
    try:
        return work()
    except errors.SampleFormError as error:
        raise LocatedSampleError(error, index, position) from error
    except errors.SampleError as error:
        # An error that is a value keeps no frames, which would keep images in a circle.
        return error.with_traceback(None)


def _located(index: int, position: int, work: Callable[[], T]) -> T:
    try:
        return work()
    except errors.SampleError as error:
        raise LocatedSampleError(error, index, position) from error


def _receive(sample: sample_pb2.Sample) -> ReceivedSample:
    position = _position(int(sample.position))
    if sample.template or sample.template_format:
        return _receive_template(sample, position)
    return ReceivedSample(
        position=position,
        impression=_impression(int(sample.impression_type)),
        image=sample.image,
        encoding=_encoding(sample.encoding),
        resolution_ppi=sample.resolution_ppi,
        width_px=sample.width_px,
        height_px=sample.height_px,
    )


def _receive_template(sample: sample_pb2.Sample, position: FingerPosition) -> ReceivedSample:
    if sample.image:
        raise errors.InvalidTemplateError("an image and a template are sent: send one of the two")
    try:
        form = TemplateFormat[
            sample_pb2.TemplateFormat.Name(sample.template_format).removeprefix("TEMPLATE_FORMAT_")
        ]
    except (KeyError, ValueError):
        raise errors.InvalidTemplateError(
            "the format of the template is not stated or not known: use ISO_19794_2_2005, "
            "ANSI_378_2004 or TYPE_9"
        ) from None
    return ReceivedSample(
        position=position,
        impression=_impression(int(sample.impression_type)),
        image=sample.template,
        encoding=form,
        resolution_ppi=STANDARD_PPI,
    )


def _position(code: int) -> FingerPosition:
    try:
        position = FingerPosition(code)
    except ValueError:
        raise errors.UnknownPositionError(
            f"finger position {code} is not known: use 1 to 15"
        ) from None
    if position not in SLAP_FINGERS:
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
            "the encoding is not stated or not known: use PNG, TIFF, BMP, JPEG, "
            "RAW_GREY8, WSQ or JPEG2000"
        ) from None


def _missing_finger(place: str, stated: sample_pb2.MissingFinger) -> MissingFinger:
    code = int(stated.position)
    if code not in FINGERS:
        raise InvalidFieldError(place, f"position {code} is no finger: use 1 to 10")
    try:
        name = sample_pb2.MissingFingerReason.Name(stated.reason)
        reason = MissingFingerReason[name.removeprefix("MISSING_FINGER_REASON_")]
    except (KeyError, ValueError):
        raise InvalidFieldError(
            place, f"finger {code} needs a reason: AMPUTATED or UNABLE_TO_PRINT"
        ) from None
    return MissingFinger(FingerPosition(code), reason)


def _features(
    extractor: "Extractor",
    index: int,
    sample: Sample | Features | errors.SampleError,
    check: Check,
) -> Features | errors.SampleError:
    if isinstance(sample, errors.SampleError):
        return sample
    return attempt(index, int(sample.position), partial(extractor.features, sample, check))


def _extracted(received: ReceivedSample, outcome: Features | errors.SampleError) -> ExtractedSample:
    if isinstance(outcome, Features):
        return received.extracted(outcome)
    return received.failed(outcome)
