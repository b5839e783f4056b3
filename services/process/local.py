"""Extraction and drawing without a service, for the command line."""

import io

from PIL import Image

from matcher import template
from matcher.drawing import draw_minutiae
from matcher.extraction import Extractor
from services.messages import samples
from services.servicers import template_response
from tenprint.v1 import identification_service_pb2, sample_pb2


def extract_locally(
    sample: sample_pb2.Sample,
) -> identification_service_pb2.ExtractTemplateResponse:
    """Extract one sample in this process. Raises the errors that the service would send."""
    [received] = samples.receive([sample])
    decoded = received.decode()
    found = Extractor().extract(decoded)
    return template_response(decoded, received.resolution_ppi, found)


def overlay_png(sample: sample_pb2.Sample, stored_template: bytes) -> bytes:
    """Draw the minutiae of a template on its print."""
    [received] = samples.receive([sample])
    picture = draw_minutiae(received.decode().pixels, template.decode(stored_template))
    png = io.BytesIO()
    # OpenCV orders colours blue, green, red.
    Image.fromarray(picture[:, :, ::-1]).save(png, "PNG")
    return png.getvalue()
