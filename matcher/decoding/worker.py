"""A process that decodes images one after another, and whose end harms nobody.

It has little to lose: no database, no keys, no network, and no more than its share of memory and
of CPU for each image. It ends when the line to the service closes, or, while it decodes, when the
CPU time of that image is used up.

Run as `python -m matcher.decoding.worker FD MEMORY_MIB CPU_S`.
"""

import gc
import math
import os
import resource
import socket
import sys
import time
from contextlib import suppress

from matcher.decoding import messages
from matcher.decoding.images import decode_image
from matcher.errors import DecodingFailedError, SampleError

_MIB = 2**20


def main() -> None:
    """Decode until the line closes."""
    file_number, memory_mib, cpu_s = (int(text) for text in sys.argv[1:])
    line = messages.Line(socket.socket(fileno=file_number))
    _limit(memory_mib)
    line.send(messages.READY)
    # What decoders in C print would stand in the log of the service.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    with suppress(messages.WorkerLostError):
        while True:
            _answer(line, cpu_s, memory_mib)


def _limit(memory_mib: int) -> None:
    """Write no files, dump no core, and take no more memory above what the process has now."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    most = _address_space() + memory_mib * _MIB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    """Return the bytes of address space in use; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no pathlib here
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _answer(line: messages.Line, cpu_s: int, memory_mib: int) -> None:
    image = messages.receive_image(line)
    most_s = math.ceil(time.process_time()) + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (most_s, resource.RLIM_INFINITY))
    try:
        decoded = decode_image(image)
    except SampleError as error:
        return messages.send_refusal(line, error)
    except MemoryError:
        gc.collect()
        refused = DecodingFailedError(
            f"the image needs more than {memory_mib} MiB to be decoded: save it again"
        )
        return messages.send_refusal(line, refused)
    return messages.send_pixels(line, decoded)


if __name__ == "__main__":
    main()
