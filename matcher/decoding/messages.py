"""What goes between the service and a decoding worker: fixed headers, then bytes.

The worker may have been taken over by the image that it decodes. So the service reads numbers and
text of bounded size from it, and never unpickles anything.
"""

import socket
import struct
import time

import numpy as np

from matcher import errors
from matcher.codecs import Encoding
from matcher.containers import MAX_DECODED_PIXELS
from matcher.decoding.images import DecodedImage, EncodedImage

READY = b"R"
"""The first byte of a worker."""

_REQUEST = struct.Struct("<BiiiI")
"""Number of the encoding, resolution, width, height, size of the image."""
_REPLY = struct.Struct("<BIId")
"""0, height, width, tagged resolution, and pixels; or 1, sizes of reason and message, and both."""
_DONE, _REFUSED = 0, 1
_MAX_REASON, _MAX_MESSAGE = 64, 4_096
_ENCODINGS = tuple(Encoding)


class WorkerLostError(Exception):
    """The worker closed the line, or says what no worker says. Never leaves this package."""


class Line:
    """One end of the connection, with a deadline for everything that is sent and received."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._until_s: float | None = None

    def allow(self, duration_s: float | None) -> None:
        """Set how long all that follows may take before TimeoutError is raised; None: for ever."""
        self._until_s = None if duration_s is None else time.monotonic() + duration_s

    def send(self, *parts: bytes | memoryview) -> None:
        """Send all bytes. Raises TimeoutError, WorkerLostError."""
        for part in parts:
            self._wait()
            try:
                self._end.sendall(part)
            except TimeoutError:
                raise
            except OSError as error:
                raise WorkerLostError(str(error)) from error

    def receive(self, size: int) -> bytearray:
        """Receive exactly so many bytes. Raises TimeoutError, WorkerLostError."""
        found = bytearray(size)
        view, at = memoryview(found), 0
        while at < size:
            self._wait()
            try:
                count = self._end.recv_into(view[at:])
            except TimeoutError:
                raise
            except OSError as error:
                raise WorkerLostError(str(error)) from error
            if not count:
                raise WorkerLostError("the other end is closed")
            at += count
        return found

    def close(self) -> None:
        """Close this end."""
        self._end.close()

    def _wait(self) -> None:
        if self._until_s is None:
            return self._end.settimeout(None)
        left_s = self._until_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return self._end.settimeout(left_s)


def send_image(line: Line, image: EncodedImage) -> None:
    """Ask a worker to decode an image. Raises TimeoutError, WorkerLostError."""
    head = _REQUEST.pack(
        _ENCODINGS.index(image.encoding),
        image.resolution_ppi,
        image.width_px,
        image.height_px,
        len(image.data),
    )
    line.send(head, image.data)


def receive_image(line: Line) -> EncodedImage:
    """Receive what to decode. Raises WorkerLostError if nobody asks any more."""
    code, resolution_ppi, width_px, height_px, size = _REQUEST.unpack(line.receive(_REQUEST.size))
    data = bytes(line.receive(size))
    return EncodedImage(data, _ENCODINGS[code], resolution_ppi, width_px, height_px)


def send_pixels(line: Line, decoded: DecodedImage) -> None:
    """Answer with pixels."""
    height, width = decoded.pixels.shape
    pixels = np.ascontiguousarray(decoded.pixels)
    line.send(_REPLY.pack(_DONE, height, width, decoded.tagged_ppi), pixels.tobytes())


def send_refusal(line: Line, error: errors.SampleError) -> None:
    """Answer with the reason why there are no pixels."""
    reason = error.reason.encode()
    message = str(error).encode()[:_MAX_MESSAGE]
    line.send(_REPLY.pack(_REFUSED, len(reason), len(message), 0.0), reason, message)


def receive_answer(line: Line) -> DecodedImage:
    """Receive pixels. Raises the worker's SampleError, TimeoutError, WorkerLostError."""
    kind, first, second, tagged_ppi = _REPLY.unpack(line.receive(_REPLY.size))
    if kind == _DONE and 0 < first * second <= MAX_DECODED_PIXELS:
        pixels = np.frombuffer(line.receive(first * second), np.uint8).reshape(first, second)
        return DecodedImage(pixels, tagged_ppi if tagged_ppi >= 0 else 0.0)
    if kind != _REFUSED or first > _MAX_REASON or second > _MAX_MESSAGE:
        raise WorkerLostError("the worker's answer has no meaning")
    reason = line.receive(first).decode(errors="replace")
    raise _named(reason)(line.receive(second).decode(errors="replace"))


def _named(reason: str) -> type[errors.SampleError]:
    """Find the class of an error by its reason."""
    waiting: list[type[errors.SampleError]] = [errors.SampleError]
    while waiting:
        found = waiting.pop()
        if found.reason == reason:
            return found
        waiting += found.__subclasses__()
    raise WorkerLostError("the worker gives a reason that no error has")
