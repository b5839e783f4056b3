"""What is no finger is refused by name, and a wrong resolution is reported, over a real channel."""

import cv2
import grpc
import numpy as np
import pytest

from benchmarks.soundness.patterns import PATTERNS
from benchmarks.soundness.scenes import SCENES
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.sample_pb2 import Sample, SampleReport
from tests.contract.rpc import Stubs, call, refused
from tests.images import encode, finger, print_pixels, sample

SEED = 11


def _picture(kind: str) -> bytes:
    draw = {**PATTERNS, **SCENES}[kind]
    field = draw(np.random.default_rng(1), 360, 9.0)
    return encode(np.rint(20 + 215 * np.clip(field, 0, 1)).astype(np.uint8))


def _scan(position: int, scan_ppi: int, stated_ppi: int) -> Sample:
    """Send a rendered finger, scanned at one resolution and stated at another."""
    pixels = print_pixels(SEED, position)
    scale = scan_ppi / 500
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scan = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=method)
    return sample(encode(np.asarray(scan, np.uint8)), position, stated_ppi)


def _report(stubs: Stubs, message: Sample) -> SampleReport:
    request = pb2.ExtractTemplateRequest(sample=message)
    response = call(stubs.identification.ExtractTemplate, request)
    assert isinstance(response, pb2.ExtractTemplateResponse)
    return response.report


def _identified(stubs: Stubs, messages: list[Sample]) -> list[SampleReport]:
    request = pb2.IdentifyRequest(gallery="ident", samples=messages)
    response = call(stubs.identification.Identify, request)
    assert isinstance(response, pb2.IdentifyResponse)
    return list(response.samples)


@pytest.mark.parametrize("kind", ["labyrinth", "line halftone", "fur"])
def test_a_picture_without_a_finger_is_refused_by_name(kind: str, stubs: Stubs) -> None:
    assert "no print of a finger" in _refused(kind, "NOT_A_FINGER", stubs)


def test_a_weave_is_refused_as_pieces_beside_each_other(stubs: Stubs) -> None:
    # Seams are looked for first, and a weave is made of them.
    assert "several fingers" in _refused("basket weave", "SEVERAL_FINGERS", stubs)


def _refused(kind: str, reason: str, stubs: Stubs) -> str:
    request = pb2.ExtractTemplateRequest(sample=sample(_picture(kind)))
    method = stubs.identification.ExtractTemplate
    return refused(method, request, grpc.StatusCode.INVALID_ARGUMENT, reason).message


@pytest.mark.parametrize("ppi", [400, 500, 1000])
def test_a_true_resolution_is_not_doubted(ppi: int, stubs: Stubs) -> None:
    report = _report(stubs, _scan(2, ppi, ppi))
    assert report.likely_resolution_ppi == 0
    assert report.quality > 30
    assert not report.recapture_advice


@pytest.mark.parametrize(("scan_ppi", "stated_ppi"), [(500, 1000), (1000, 500), (500, 250)])
def test_a_resolution_wrong_by_two_is_reported_with_the_likely_one(
    scan_ppi: int, stated_ppi: int, stubs: Stubs
) -> None:
    report = _report(stubs, _scan(2, scan_ppi, stated_ppi))
    assert 0.7 < report.likely_resolution_ppi / scan_ppi < 1.4
    assert report.quality == 0
    assert str(report.likely_resolution_ppi) in report.recapture_advice


def test_a_search_reports_the_one_finger_whose_resolution_is_wrong(stubs: Stubs) -> None:
    reports = _identified(stubs, [finger(SEED, 2), finger(SEED, 3), _scan(4, 500, 1000)])
    assert [one.likely_resolution_ppi > 0 for one in reports] == [False, False, True]


def test_several_fingers_tell_what_one_finger_cannot(stubs: Stubs) -> None:
    """Stated a third too high: some fingers alone could have ridges that narrow."""
    messages = [_scan(position, 500, 720) for position in (2, 3, 4)]
    alone = [_report(stubs, one).likely_resolution_ppi for one in messages]
    together = [one.likely_resolution_ppi for one in _identified(stubs, messages)]
    assert 0 in alone
    assert all(together)
