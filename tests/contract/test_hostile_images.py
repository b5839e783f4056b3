"""Small files that cost a decoder minutes: they are refused, nobody else waits, and a stop ends."""

import io
import signal
import struct
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import numpy as np
import pytest
from PIL import Image

from tenprint.errors import rpc_error
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1 import programme_service_pb2 as programme
from tenprint.v1 import sample_pb2
from tenprint.v1.programme_service_pb2_grpc import ProgrammeServiceStub
from tests.contract.rpc import METADATA, Stubs, plain_channel
from tests.images import finger
from tests.servers import RunningServer, running_server

DRAIN_S = 5
LONGEST_S = 25.0
"""The deadline of a decoder is 10 s; two files take turns at two workers."""
READ_S = 2.0
SIZE_PX = 1_000
TEMPLATE = pb2.ExtractTemplateRequest


def _grey() -> Image.Image:
    y, x = np.mgrid[0:SIZE_PX, 0:SIZE_PX]
    return Image.fromarray(np.asarray(128 + 100 * np.sin(x / 3 + y / 7), np.uint8))


def _saved(form: str) -> bytes:
    data = io.BytesIO()
    _grey().save(data, form)
    return data.getvalue()


def tiff_of_overlapping_strips(count: int = 5_000) -> bytes:
    """Lay thousands of strips over one piece of data, which unfolds to 8 MiB each time."""
    strip = zlib.compress(bytes(8 * 1024 * 1024), 9)
    at = 8
    offsets_at = at + len(strip)
    counts_at = offsets_at + 4 * count
    entries = [
        *((256, 4, 1, SIZE_PX), (257, 4, 1, count), (258, 3, 1, 8), (259, 3, 1, 8)),
        *((262, 3, 1, 1), (273, 4, count, offsets_at), (277, 3, 1, 1), (278, 4, 1, 1)),
        (279, 4, count, counts_at),
    ]
    directory = b"".join(struct.pack("<HHLL", *entry) for entry in entries)
    return b"".join(
        [
            b"II*\0" + struct.pack("<L", counts_at + 4 * count) + strip,
            struct.pack("<L", at) * count + struct.pack("<L", len(strip)) * count,
            struct.pack("<H", len(entries)) + directory + bytes(4),
        ]
    )


def jpeg_of_markers(count: int = 500_000) -> bytes:
    whole = _saved("JPEG")
    return whole[:2] + b"\xff\xfe\x00\x02" * count + whole[2:]


def png_of_chunks(count: int = 250_000) -> bytes:
    whole = _saved("PNG")
    body = b"tEXta\0b"
    chunk = struct.pack(">L", 3) + body + struct.pack(">L", zlib.crc32(body))
    return whole[:33] + chunk * count + whole[33:]


def bmp_of_runs(count: int = 4_000_000) -> bytes:
    runs = b"\0\2\1\0" * (count // 2) + b"\0\1"
    palette = b"".join(bytes([grey, grey, grey, 0]) for grey in range(256))
    head = struct.pack("<LllHHLLllLL", 40, SIZE_PX, SIZE_PX, 1, 8, 1, len(runs), 0, 0, 256, 256)
    start = 14 + len(head) + len(palette)
    return b"BM" + struct.pack("<LHHL", start + len(runs), 0, 0, start) + head + palette + runs


HOSTILE = {
    "tiff of overlapping strips": (sample_pb2.IMAGE_ENCODING_TIFF, tiff_of_overlapping_strips),
    "jpeg of markers": (sample_pb2.IMAGE_ENCODING_JPEG, jpeg_of_markers),
    "png of chunks": (sample_pb2.IMAGE_ENCODING_PNG, png_of_chunks),
    "bmp of runs": (sample_pb2.IMAGE_ENCODING_BMP, bmp_of_runs),
}


def _request(name: str) -> pb2.ExtractTemplateRequest:
    encoding, make = HOSTILE[name]
    sample = sample_pb2.Sample(
        position=sample_pb2.FINGER_POSITION_RIGHT_INDEX,
        image=make(),
        encoding=encoding,
        resolution_ppi=500,
    )
    return TEMPLATE(sample=sample)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    flags = ("--decoding-workers", "2", "--drain-s", str(DRAIN_S))
    with running_server(tmp_path / "data", *flags) as running:
        yield running


def _code(stubs: Stubs, request: pb2.ExtractTemplateRequest) -> str:
    try:
        stubs.identification.ExtractTemplate(request, metadata=METADATA, timeout=60)
    except grpc.RpcError as error:
        return rpc_error(error).code.name
    return "OK"


def _slowest_read_s(stubs: Stubs, seconds: float) -> float:
    """Read all the time, and return the longest wait."""
    get = ProgrammeServiceStub(stubs.channel).GetActivation
    slowest_s, end_s = 0.0, time.monotonic() + seconds
    while time.monotonic() < end_s:
        started_s = time.monotonic()
        ask = programme.GetActivationRequest()
        get(ask, metadata=METADATA, timeout=30)
        slowest_s = max(slowest_s, time.monotonic() - started_s)
        time.sleep(0.05)
    return slowest_s


def test_costly_files_hold_up_nobody_and_no_stop(server: RunningServer) -> None:
    requests = {name: _request(name) for name in HOSTILE}
    with plain_channel(server.target) as channel, ThreadPoolExecutor(16) as threads:
        stubs = Stubs(channel)
        assert _code(stubs, TEMPLATE(sample=finger(5))) == "OK"
        started_s = time.monotonic()
        asked = {name: threads.submit(_code, stubs, one) for name, one in requests.items()}
        sound = threads.submit(_code, stubs, TEMPLATE(sample=finger(6)))
        assert _slowest_read_s(stubs, 5) < READ_S
        assert sound.result(LONGEST_S) == "OK"
        for name, one in asked.items():
            assert one.result(LONGEST_S) in ("INVALID_ARGUMENT", "OK"), name
        assert asked["tiff of overlapping strips"].result() == "INVALID_ARGUMENT"
        assert time.monotonic() - started_s < LONGEST_S
        again = [threads.submit(_code, stubs, one) for one in requests.values()]
        time.sleep(0.5)
        stopped_s = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(60) == 0
        assert time.monotonic() - stopped_s < DRAIN_S + 2
        assert {one.result(60) for one in again} <= {
            *("INVALID_ARGUMENT", "OK", "UNAVAILABLE", "CANCELLED")
        }
