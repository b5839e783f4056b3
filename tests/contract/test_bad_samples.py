"""Every way in which a sample can be unusable.

A fault of the request is refused by name, and nothing is stored. A fault of the finger leaves the
other fingers of the request (`test_fingers`), and is refused like that if there are none.
"""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import grpc
import numpy as np
import pytest
from PIL import Image

from tenprint.v1 import booking_service_pb2, identification_service_pb2, sample_pb2
from tenprint.v1.sample_pb2 import Sample
from tests.contract.rpc import ORI, Stubs, call, refused
from tests.images import encode, finger, no_finger_png, png_header, print_pixels, print_png, sample
from tests.matcher.containers.files import orientation_exif

SEED = 11
UNSTATED = sample_pb2.IMAGE_ENCODING_UNSPECIFIED
TIFF, JPEG = sample_pb2.IMAGE_ENCODING_TIFF, sample_pb2.IMAGE_ENCODING_JPEG


@dataclass(frozen=True)
class Case:
    name: str
    reason: str
    build: Callable[[], Sample]
    of_the_finger: bool = False
    """Only a new capture mends it; the caller cannot send the same capture in a better form."""


def _raw(pixel_count: int, width_px: int, height_px: int) -> Sample:
    message = sample(bytes(pixel_count), encoding=sample_pb2.IMAGE_ENCODING_RAW_GREY8)
    message.width_px, message.height_px = width_px, height_px
    return message


def _alpha() -> bytes:
    grey = print_pixels(SEED)
    opaque_but_one = np.full_like(grey, 255)
    opaque_but_one[0, 0] = 254
    return encode(np.dstack([grey, grey, grey, opaque_but_one]))


def _several(kind: str) -> bytes:
    frames = [Image.fromarray(print_pixels(SEED)), Image.fromarray(print_pixels(SEED)[::-1])]
    data = io.BytesIO()
    frames[0].save(data, kind, save_all=True, append_images=frames[1:])
    return data.getvalue()


def _orientation(block: bytes) -> bytes:
    data = io.BytesIO()
    Image.fromarray(print_pixels(SEED)).save(data, "PNG", exif=block)
    return data.getvalue()


def _noise() -> bytes:
    rng = np.random.default_rng(5)
    return encode(rng.integers(0, 256, (400, 400), dtype=np.uint8))


def _stated_size_differs() -> Sample:
    message = finger(SEED)
    message.width_px, message.height_px = 10, 10
    return message


CASES = [
    Case("empty", "EMPTY_IMAGE", lambda: sample(b"")),
    Case("no image", "UNDECODABLE_IMAGE", lambda: sample(b"these bytes are no image" * 50)),
    Case(
        "another encoding",
        "UNDECODABLE_IMAGE",
        lambda: sample(print_png(SEED), encoding=sample_pb2.IMAGE_ENCODING_JPEG),
    ),
    Case("truncated", "TRUNCATED_IMAGE", lambda: sample(print_png(SEED)[:9000])),
    Case("truncated raw", "TRUNCATED_IMAGE", lambda: _raw(1000, 300, 300)),
    Case("bomb", "IMAGE_TOO_LARGE", lambda: sample(png_header(20_000, 20_000))),
    Case(
        "tiny",
        "IMAGE_TOO_SMALL",
        lambda: sample(encode(np.zeros((20, 20), np.uint8))),
        of_the_finger=True,
    ),
    Case(
        "16 bit",
        "UNSUPPORTED_PIXEL_FORMAT",
        lambda: sample(encode(print_pixels(SEED).astype(np.uint16) * 257)),
    ),
    Case("alpha", "UNSUPPORTED_PIXEL_FORMAT", lambda: sample(_alpha())),
    Case("pages", "MULTIPLE_FRAMES", lambda: sample(_several("TIFF"), encoding=TIFF)),
    Case("animation", "MULTIPLE_FRAMES", lambda: sample(_several("PNG"))),
    Case("pictures", "MULTIPLE_FRAMES", lambda: sample(_several("MPO"), encoding=JPEG)),
    Case("orientation 9", "INVALID_ORIENTATION", lambda: sample(_orientation(orientation_exif(9)))),
    Case("broken exif", "INVALID_ORIENTATION", lambda: sample(_orientation(b"II*\0broken"))),
    Case(
        "no encoding",
        "UNSUPPORTED_ENCODING",
        lambda: sample(print_png(SEED), encoding=UNSTATED),
    ),
    Case("raw too long", "IMAGE_SIZE_MISMATCH", lambda: _raw(100_000, 300, 300)),
    Case("raw without size", "IMAGE_SIZE_MISMATCH", lambda: _raw(90_000, 0, 0)),
    Case("stated size differs", "IMAGE_SIZE_MISMATCH", _stated_size_differs),
    Case("no ppi", "RESOLUTION_MISSING", lambda: sample(print_png(SEED), ppi=0)),
    Case("96 ppi", "RESOLUTION_OUT_OF_RANGE", lambda: sample(print_png(SEED), ppi=96)),
    Case("4000 ppi", "RESOLUTION_OUT_OF_RANGE", lambda: sample(print_png(SEED), ppi=4000)),
    Case("-500 ppi", "RESOLUTION_OUT_OF_RANGE", lambda: sample(print_png(SEED), ppi=-500)),
    Case(
        "blank",
        "NO_FOREGROUND",
        lambda: sample(encode(np.full((400, 400), 255, np.uint8))),
        of_the_finger=True,
    ),
    Case(
        "black",
        "NO_FOREGROUND",
        lambda: sample(encode(np.zeros((400, 400), np.uint8))),
        of_the_finger=True,
    ),
    Case("no finger", "QUALITY_TOO_LOW", lambda: sample(no_finger_png()), of_the_finger=True),
    Case("noise", "QUALITY_TOO_LOW", lambda: sample(_noise()), of_the_finger=True),
    Case("unknown position", "UNKNOWN_POSITION", lambda: sample(print_png(SEED), position=0)),
    Case("position 16", "UNKNOWN_POSITION", lambda: sample(print_png(SEED), position=16)),
]


def _name(case: Case) -> str:
    return case.name.replace(" ", "-")


every_case = pytest.mark.parametrize("case", CASES, ids=_name)
every_fault_of_the_request = pytest.mark.parametrize(
    "case", [case for case in CASES if not case.of_the_finger], ids=_name
)
every_fault_of_the_finger = pytest.mark.parametrize(
    "case", [case for case in CASES if case.of_the_finger], ids=_name
)


@every_case
def test_extract_template_names_the_fault(case: Case, stubs: Stubs) -> None:
    request = identification_service_pb2.ExtractTemplateRequest(sample=case.build())
    error = refused(
        stubs.identification.ExtractTemplate,
        request,
        grpc.StatusCode.INVALID_ARGUMENT,
        case.reason,
    )
    assert error.metadata["sample_index"] == "0"
    assert error.metadata["position"] == str(int(case.build().position))


@every_fault_of_the_finger
def test_one_such_finger_leaves_the_others(case: Case, stubs: Stubs) -> None:
    request = identification_service_pb2.IdentifyRequest(
        gallery="ident", samples=[finger(SEED, 3), case.build()]
    )
    found = call(stubs.identification.Identify, request)
    assert isinstance(found, identification_service_pb2.IdentifyResponse)
    assert [one.failure_reason for one in found.samples] == ["", case.reason]


@every_fault_of_the_request
def test_a_booking_with_one_such_sample_is_not_stored(case: Case, stubs: Stubs) -> None:
    tcn = f"BAD-{uuid.uuid4().hex}"
    samples = [finger(SEED, 3), case.build()]
    request = booking_service_pb2.SubmitBookingRequest(
        tcn=tcn, ori=ORI, booking=booking_service_pb2.BookingSubmission(samples=samples)
    )
    error = refused(
        stubs.bookings.SubmitBooking, request, grpc.StatusCode.INVALID_ARGUMENT, case.reason
    )
    assert error.metadata["sample_index"] == "1"
    refused(
        stubs.bookings.GetBooking,
        booking_service_pb2.GetBookingRequest(tcn=tcn),
        grpc.StatusCode.NOT_FOUND,
        "BOOKING_NOT_FOUND",
    )


@every_case
def test_an_encounter_with_only_such_a_sample_is_not_stored(case: Case, stubs: Stubs) -> None:
    encounter_id = uuid.uuid4().hex
    request = identification_service_pb2.EnrolRequest(
        gallery="ident", encounter_id=encounter_id, samples=[case.build()]
    )
    refused(stubs.identification.Enrol, request, grpc.StatusCode.INVALID_ARGUMENT, case.reason)
    refused(
        stubs.identification.DeleteEncounter,
        identification_service_pb2.DeleteEncounterRequest(
            gallery="ident", encounter_id=encounter_id
        ),
        grpc.StatusCode.NOT_FOUND,
        "ENCOUNTER_NOT_FOUND",
    )
