"""Whether the image of a record decodes, and whether it shows a finger."""

import numpy as np
from numpy.typing import NDArray

from ebts.images import FINGERS_OF, IMPRESSIONS, FingerImage
from matcher import codecs
from matcher.codecs import Encoding
from matcher.contrast import to_common_contrast
from matcher.errors import EncodingError, SampleError, SlapUncertainError
from matcher.sampling import make_sample, resample
from matcher.segmentation import analyse
from matcher.slaps import segment
from matcher.types import FingerPosition

_ENCODINGS = {
    "NONE": "RAW_GREY8",
    "WSQ20": "WSQ",
    "JPEGB": "JPEG",
    "JP2": "JPEG2000",
    "JP2L": "JPEG2000",
    "PNG": "PNG",
}
"""The codec of each kind of image (14.011). Lossless JPEG (JPEGL) has none."""


def encoding_of(image: FingerImage) -> Encoding:
    """Name the codec of an image. Raises EncodingError."""
    name = _ENCODINGS.get(image.kind, "")
    if name not in Encoding.__members__:
        raise EncodingError(f"images of the kind {image.kind} are not decoded: use WSQ20 or NONE")
    return Encoding[name]


def decode(image: FingerImage) -> NDArray[np.uint8]:
    """Decode an image to (height, width) grey, at its own resolution. Raises SampleError."""
    size = {"width_px": image.width_px, "height_px": image.height_px}
    return codecs.decode(image.data, encoding_of(image), **size)


def refusal(image: FingerImage) -> SampleError | None:
    """Tell why the service would refuse an image; None if the service would take it.

    A slap must show at least one finger; whether its hand is right is for the service to say.
    """
    try:
        if len(FINGERS_OF.get(image.position, ())) == 1:
            make_sample(
                image.data,
                encoding_of(image),
                resolution_ppi=image.resolution_ppi,
                position=FingerPosition(image.position),
                impression=IMPRESSIONS[image.impression],
                width_px=image.width_px,
                height_px=image.height_px,
            )
        else:
            _refuse_empty(image)
    except SampleError as error:
        return error
    return None


def _refuse_empty(image: FingerImage) -> None:
    """Raise a SampleError for a slap that does not flow like ridges or shows no finger."""
    pixels = resample(decode(image), image.resolution_ppi)
    analyse(to_common_contrast(pixels))
    if not segment(pixels, FingerPosition(image.position)).fingers:
        raise SlapUncertainError(f"no finger is found in the {image.name}: take it again")
