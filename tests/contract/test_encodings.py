"""Every encoding is taken over a real channel, and a resolution that a file states is reported."""

import io

import grpc
import numpy as np
import pytest
from PIL import Image

from matcher.codecs import encode_wsq
from tenprint.samples import sample_from_bytes
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1 import sample_pb2
from tests.contract.rpc import Stubs, call, refused
from tests.images import print_pixels

SEED = 11


def _encoded(kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    Image.fromarray(print_pixels(SEED)).save(data, kind, **options)
    return data.getvalue()


FILES = {
    "WSQ": lambda: encode_wsq(print_pixels(SEED)),
    "JPEG2000": lambda: _encoded("JPEG2000"),
    "JPEG2000 codestream": lambda: _encoded("JPEG2000", no_jp2=True),
    "PNG": lambda: _encoded("PNG"),
    "JPEG": lambda: _encoded("JPEG", quality=90),
    "TIFF": lambda: _encoded("TIFF"),
    "BMP": lambda: _encoded("BMP"),
}


def _extract(stubs: Stubs, image: bytes, ppi: int = 500) -> pb2.ExtractTemplateResponse:
    request = pb2.ExtractTemplateRequest(sample=sample_from_bytes(image, 2, ppi))
    response = call(stubs.identification.ExtractTemplate, request)
    assert isinstance(response, pb2.ExtractTemplateResponse)
    return response


def test_no_encoding_is_left_out() -> None:
    known = {one.partition(" ")[0] for one in FILES} | {"RAW_GREY8", "UNSPECIFIED"}
    names = sample_pb2.ImageEncoding.keys()
    assert {one.removeprefix("IMAGE_ENCODING_") for one in names} == known


@pytest.mark.parametrize("name", FILES)
def test_an_encoding_is_taken(name: str, stubs: Stubs) -> None:
    found = _extract(stubs, FILES[name]())
    assert (found.height_px, found.width_px) == print_pixels(SEED).shape
    assert found.report.minutia_count > 20


def test_a_wsq_image_of_another_size_than_stated(stubs: Stubs) -> None:
    message = sample_from_bytes(FILES["WSQ"](), 2, 500)
    message.width_px = 7
    request = pb2.ExtractTemplateRequest(sample=message)
    method, code = stubs.identification.ExtractTemplate, grpc.StatusCode.INVALID_ARGUMENT
    refused(method, request, code, "IMAGE_SIZE_MISMATCH")


@pytest.mark.parametrize("name", FILES)
def test_what_was_sent_and_what_was_stated_are_both_named(name: str, stubs: Stubs) -> None:
    stated, encoding = "PNG", sample_pb2.IMAGE_ENCODING_PNG
    if name == "PNG":
        stated, encoding = "JPEG", sample_pb2.IMAGE_ENCODING_JPEG
    message = sample_from_bytes(FILES[name](), 2, 500)
    message.encoding = encoding
    request = pb2.ExtractTemplateRequest(sample=message)
    method, code = stubs.identification.ExtractTemplate, grpc.StatusCode.INVALID_ARGUMENT
    told = refused(method, request, code, "UNDECODABLE_IMAGE").message
    assert f"`encoding` says {stated}: state {name.partition(' ')[0]}" in told


@pytest.mark.parametrize(
    ("kind", "dpi", "reported"),
    [("PNG", 1000, 1000), ("PNG", 500, 0), ("PNG", 72, 0), ("TIFF", 300, 300), ("JPEG", 96, 0)],
)
def test_a_file_that_contradicts_is_reported_and_not_believed(
    kind: str, dpi: int, reported: int, stubs: Stubs
) -> None:
    found = _extract(stubs, _encoded(kind, dpi=(dpi, dpi)))
    assert found.width_px == print_pixels(SEED).shape[1]
    assert found.report.file_resolution_ppi == reported
    assert (f"the file says {dpi} ppi" in found.report.recapture_advice) == bool(reported)


def test_a_search_reports_it_too(stubs: Stubs) -> None:
    pixels = np.repeat(np.repeat(print_pixels(SEED), 2, 0), 2, 1)
    message = sample_from_bytes(encode_wsq(pixels), 2, 1000)
    request = pb2.IdentifyRequest(gallery="ident", samples=[message])
    response = call(stubs.identification.Identify, request)
    assert isinstance(response, pb2.IdentifyResponse)
    [report] = response.samples
    assert report.file_resolution_ppi == 500
