"""The same scan in another file gives the same template, over the wire."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tenprint.v1 import sample_pb2
from tenprint.v1.identification_service_pb2 import ExtractTemplateRequest, ExtractTemplateResponse
from tenprint.v1.sample_pb2 import Sample
from tests.contract.rpc import Stubs, call
from tests.images import encode, finger, print_pixels, sample
from tests.matcher.containers.files import orientation_exif

SEED = 11
UNTURN: dict[int, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]] = {
    1: lambda shown: shown,
    2: np.fliplr,
    3: lambda shown: np.rot90(shown, 2),
    4: np.flipud,
    5: np.transpose,
    6: np.rot90,
    7: lambda shown: np.rot90(shown, 2).T,
    8: lambda shown: np.rot90(shown, -1),
}
"""How a scanner stores a print whose tag tells viewers to turn it."""


def template(stubs: Stubs, message: Sample) -> ExtractTemplateResponse:
    """Extract the template of one sample."""
    response = call(stubs.identification.ExtractTemplate, ExtractTemplateRequest(sample=message))
    assert isinstance(response, ExtractTemplateResponse)
    return response


def stored(image: Image.Image, kind: str, orientation: int) -> Sample:
    """Send an image in a file with an orientation tag, and state its size as it is stored."""
    data = io.BytesIO()
    name = b"Exif\0\0" if kind == "JPEG" else b""
    options = {"exif": name + orientation_exif(orientation)}
    image.save(data, kind, **({"tiffinfo": {274: orientation}} if kind == "TIFF" else options))
    encoding = getattr(sample_pb2, f"IMAGE_ENCODING_{kind}")
    message = sample(data.getvalue(), encoding=encoding)
    message.width_px, message.height_px = image.size
    return message


@pytest.mark.parametrize("orientation", UNTURN)
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_tagged_scan_gives_the_template_of_the_upright_one(
    kind: str, orientation: int, stubs: Stubs
) -> None:
    scan = Image.fromarray(np.ascontiguousarray(UNTURN[orientation](print_pixels(SEED))))
    found = template(stubs, stored(scan, kind, orientation))
    assert found == template(stubs, finger(SEED))
    assert (found.height_px, found.width_px) == print_pixels(SEED).shape


@pytest.mark.parametrize("orientation", [3, 5])
def test_a_tagged_jpeg_gives_the_template_of_its_pixels_turned(
    orientation: int, stubs: Stubs
) -> None:
    scan = Image.fromarray(np.ascontiguousarray(UNTURN[orientation](print_pixels(SEED))))
    message = stored(scan, "JPEG", orientation)
    # A JPEG loses a little, and what it loses depends on how it lies: turn what it has stored.
    lost = np.array(Image.open(io.BytesIO(message.image)))
    upright = {3: lambda: np.rot90(lost, 2), 5: lambda: lost.T}[orientation]()
    expected = template(stubs, sample(encode(np.ascontiguousarray(upright))))
    assert template(stubs, message) == expected


def test_an_opaque_alpha_channel_changes_nothing(stubs: Stubs) -> None:
    grey = print_pixels(SEED)
    opaque = encode(np.dstack([grey, grey, grey, np.full_like(grey, 255)]))
    assert template(stubs, sample(opaque)) == template(stubs, finger(SEED))


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "PNG", "JPEG"])
def test_colour_is_converted(kind: str, stubs: Stubs) -> None:
    grey = print_pixels(SEED)
    image = encode(np.dstack([grey, grey, grey]), kind)
    encoding = getattr(sample_pb2, f"IMAGE_ENCODING_{kind}")
    found = template(stubs, sample(image, encoding=encoding))
    assert found.report.minutia_count >= 8
    if kind != "JPEG":
        assert found == template(stubs, finger(SEED))


def test_raw_grey_gives_the_template_of_the_same_png(stubs: Stubs) -> None:
    pixels = print_pixels(SEED)
    raw = sample(pixels.tobytes(), encoding=sample_pb2.IMAGE_ENCODING_RAW_GREY8)
    raw.height_px, raw.width_px = pixels.shape
    assert template(stubs, raw) == template(stubs, finger(SEED))
