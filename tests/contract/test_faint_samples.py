"""A faint print is found, one that cannot be read is named, and a blank one stays blank."""

import uuid

import grpc
import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.contrast import ridge_contrast
from tenprint.v1 import identification_service_pb2 as pb2
from tests.contract.rpc import Stubs, call, refused
from tests.images import encode, finger, print_pixels, sample

SEED = 17


def faint(share: float, encounter: int = 0) -> NDArray[np.uint8]:
    pixels = print_pixels(SEED, encounter=encounter).astype(np.float64)
    return np.rint(200 + share * (pixels - 200)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("share", [0.1, 0.15, 0.3])
def test_a_faint_print_is_verified_against_a_clear_one(share: float, stubs: Stubs) -> None:
    enrolment = pb2.EnrolRequest(
        gallery="ident", encounter_id=uuid.uuid4().hex, samples=[finger(SEED)]
    )
    enrolled = call(stubs.identification.Enrol, enrolment)
    assert isinstance(enrolled, pb2.EnrolResponse)
    request = pb2.VerifyRequest(
        gallery="ident",
        identity_id=enrolled.identity.identity_id,
        samples=[sample(encode(faint(share, encounter=1)))],
    )
    answer = call(stubs.identification.Verify, request)
    assert isinstance(answer, pb2.VerifyResponse)
    assert answer.comparison.score_db > answer.threshold_db
    assert not answer.samples[0].failure_reason


def test_a_print_that_is_too_faint_is_named(stubs: Stubs) -> None:
    pixels = faint(0.4 / ridge_contrast(print_pixels(SEED)))
    request = pb2.ExtractTemplateRequest(sample=sample(encode(pixels)))
    error = refused(
        stubs.identification.ExtractTemplate,
        request,
        grpc.StatusCode.INVALID_ARGUMENT,
        "CONTRAST_TOO_LOW",
    )
    assert error.metadata["position"] == "2"


@pytest.mark.parametrize("deviation", [0, 1, 3])
def test_a_blank_image_stays_blank(deviation: float, stubs: Stubs) -> None:
    noise = np.random.default_rng(7).standard_normal((400, 400))
    blank = np.rint(200 + deviation * noise).astype(np.uint8)
    request = pb2.ExtractTemplateRequest(sample=sample(encode(blank)))
    refused(
        stubs.identification.ExtractTemplate,
        request,
        grpc.StatusCode.INVALID_ARGUMENT,
        "NO_FOREGROUND",
    )
