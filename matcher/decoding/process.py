"""One worker process: start it, let it decode one image, end it."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from matcher.decoding import messages
from matcher.decoding.images import DecodedImage, EncodedImage
from matcher.errors import DecoderUnavailableError, DecodingFailedError

_ROOT = Path(__file__).resolve().parents[2]
"""The folder in which the package `matcher` lies."""
_END_TIMEOUT_S = 2.0


@dataclass(frozen=True)
class DecodingLimits:
    """What decoding one image may cost."""

    memory_mib: int = 640
    """Above what an idle worker has. See `docs/decisions/0021-untrusted-images.md`."""
    deadline_s: float = 10.0
    """From sending the image to the last pixel."""
    start_s: float = 60.0
    """From starting a process to its first byte; a loaded machine is slow."""


class WorkerProcess:
    """A worker that decodes one image at a time. Used by one thread at a time."""

    def __init__(self, limits: DecodingLimits) -> None:
        """Start the process and do not wait for it. Raises OSError."""
        self._limits = limits
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(  # nosec B603 # a list of our own words, no shell
                    [
                        *(sys.executable, "-m", "matcher.decoding.worker"),
                        *(str(theirs.fileno()), str(limits.memory_mib)),
                        str(round(limits.deadline_s) + 1),
                    ],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=_environment(),
                    # An interrupt at the terminal reaches only the service.
                    start_new_session=True,
                )
            except BaseException:
                ours.close()
                raise
        self._line = messages.Line(ours)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until the worker can decode. Raises DecoderUnavailableError."""
        self._line.allow(self._limits.start_s)
        try:
            ready = self._line.receive(len(messages.READY)) == messages.READY
        except (TimeoutError, messages.WorkerLostError):
            ready = False
        if not ready:
            raise DecoderUnavailableError("a decoding worker does not start: the log says why")

    def decode(self, image: EncodedImage) -> DecodedImage:
        """Decode an image.

        Raises the image's SampleError, and DecodingFailedError if the worker is of no use any more.
        """
        self._line.allow(self._limits.deadline_s)
        try:
            messages.send_image(self._line, image)
            return messages.receive_answer(self._line)
        except TimeoutError:
            self.end()
            raise DecodingFailedError(
                f"the image was not decoded within {self._limits.deadline_s:g} s: save it again"
            ) from None
        except messages.WorkerLostError:
            self.end()
            raise DecodingFailedError(
                "the decoder ended while it read the image: save it again, or in another encoding"
            ) from None

    def end(self, grace_s: float = 0.0) -> None:
        """Close the line, and kill the process if it does not end by itself in time."""
        self._line.close()
        with suppress(subprocess.TimeoutExpired):
            if grace_s:
                self._process.wait(grace_s)
        if self.is_running:
            self._process.kill()
        self._process.wait(_END_TIMEOUT_S)


def _environment() -> dict[str, str]:
    """Return what a worker needs to find its modules and to keep images apart.

    The settings of malloc give large blocks back at once and take them zeroed from the system. So
    a decoder that reads what it did not write finds zeros, and not the print before.
    """
    known = ("PATH", "LD_LIBRARY_PATH", "HOME", "XDG_CACHE_HOME", "LANG", "LC_ALL", "VIRTUAL_ENV")
    kept = {name: os.environ[name] for name in known if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]),
        "MALLOC_ARENA_MAX": "1",
        "MALLOC_MMAP_THRESHOLD_": "65536",
    }
