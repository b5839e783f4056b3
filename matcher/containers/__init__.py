"""What an image file says besides its pixels, read before anything is decoded.

A file may turn its picture by a tag, hold further pictures, and carry profiles, texts and previews.
Here the file is reduced to what its pixels need. So the decoder never reads the rest, whatever that
would cost, and one rule turns the images of all formats.
"""

from matcher.containers.bmp import read_bmp
from matcher.containers.contents import MAX_DECODED_PIXELS, Contents
from matcher.containers.jpeg import MAX_JPEG_SCANS, read_jpeg
from matcher.containers.jpeg2000 import read_jpeg2000
from matcher.containers.png import read_png
from matcher.containers.tiff import read_tiff
from matcher.containers.wsq import MIN_WSQ_SIDE_PX, read_wsq

__all__ = [
    "MAX_DECODED_PIXELS",
    "MAX_JPEG_SCANS",
    "MIN_WSQ_SIDE_PX",
    "Contents",
    "read_bmp",
    "read_jpeg",
    "read_jpeg2000",
    "read_png",
    "read_tiff",
    "read_wsq",
]
