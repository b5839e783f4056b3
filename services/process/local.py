"""Extraction and drawing without a service, for the command line."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from matcher import template
from matcher.decoding import decode_image
from matcher.drawing import MINUTIAE_LEGEND, draw_minutiae, encode_png, with_legend
from matcher.extraction import Extractor
from matcher.slaps import SLAP_LEGEND, draw_segmentation, segment
from matcher.types import Features
from services import wire
from services.messages import samples, slaps
from services.servicers import template_response
from tenprint.v1 import identification_service_pb2, sample_pb2

_PAPER = 255


def extract_locally(
    sample: sample_pb2.Sample,
) -> identification_service_pb2.ExtractTemplateResponse:
    """Extract one sample in this process. Raises the errors that the service would send."""
    [received] = samples.receive([sample])
    decoded = received.read()
    features = decoded if isinstance(decoded, Features) else Extractor().features(decoded)
    return template_response(received.extracted(features))


def segment_locally(
    sample: sample_pb2.Sample, missing: Sequence[sample_pb2.MissingFinger]
) -> tuple[sample_pb2.SlapReport, bytes]:
    """Segment a slap in this process. Return the report, and a picture of it as PNG."""
    [received] = samples.receive([sample])
    gone = [one.position for one in samples.missing_fingers(missing, [received])]
    pixels = slaps.pixels_of(received, decode_image)
    found = segment(pixels, received.position, gone)
    picture = with_legend(draw_segmentation(pixels, found), SLAP_LEGEND)
    return wire.slap_report(slaps.report_of(found)), encode_png(picture)


def overlay_png(sample: sample_pb2.Sample, stored_template: bytes) -> bytes:
    """Draw the minutiae of a template on its print."""
    [received] = samples.receive([sample])
    found, decoded = template.decode(stored_template), received.read()
    paper = np.full((found.height_px, found.width_px), _PAPER, np.uint8)
    pixels = paper if isinstance(decoded, Features) else decoded.pixels
    picture = with_legend(draw_minutiae(pixels, found), MINUTIAE_LEGEND)
    png = io.BytesIO()
    # OpenCV orders colours blue, green, red.
    Image.fromarray(picture[:, :, ::-1]).save(png, "PNG")
    return png.getvalue()
