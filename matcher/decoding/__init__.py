"""Decode images, in this process or in processes of their own.

A decoder in C that reads untrusted bytes may crash, hang or take all memory. The service decodes in
worker processes, so that such an image costs one request. Programs that read images of their own
decode in their own process. Both are a `DecodeImage`.
"""

from matcher.decoding.images import (
    MAX_PPI,
    MAX_SIDE_PX,
    MIN_PPI,
    DecodeImage,
    EncodedImage,
    decode_image,
)
from matcher.decoding.pool import DecodingPool
from matcher.decoding.process import DecodingLimits

__all__ = [
    "MAX_PPI",
    "MAX_SIDE_PX",
    "MIN_PPI",
    "DecodeImage",
    "DecodingLimits",
    "DecodingPool",
    "EncodedImage",
    "decode_image",
]
