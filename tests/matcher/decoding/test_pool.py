"""Workers that are killed, stopped and starved while they decode: one image is lost, no more."""

import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from matcher import errors
from matcher.codecs import Encoding, encode_wsq
from matcher.decoding import DecodingLimits, DecodingPool, EncodedImage, decode_image
from tests import waiting
from tests.images import encode, print_pixels, print_png

DEADLINE_S = 1.0
GOOD = EncodedImage(print_png(3), Encoding.PNG, 500)
WAIT_S = 30.0


def blank_png(width: int, height: int) -> bytes:
    """A file of a few kB that takes 4 bytes a pixel once it is decoded."""
    data = io.BytesIO()
    Image.new("RGB", (width, height)).save(data, "PNG")
    return data.getvalue()


HUGE = EncodedImage(blank_png(4_700, 4_700), Encoding.PNG, 1200)


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodingPool]:
    made = DecodingPool(2, DecodingLimits(memory_mib=64, deadline_s=DEADLINE_S))
    made.wait_until_ready()
    yield made
    made.close()


until = partial(waiting.until, within_s=WAIT_S, every_s=0.01)


def is_whole(pool: DecodingPool) -> bool:
    return len(pool.pids) == pool.idle_count == 2


def test_the_pool_decodes_what_this_process_decodes(pool: DecodingPool) -> None:
    pixels = print_pixels(3)
    images = [
        GOOD,
        EncodedImage(encode_wsq(pixels), Encoding.WSQ, 500),
        EncodedImage(encode(pixels, "JPEG"), Encoding.JPEG, 600),
        EncodedImage(encode(pixels, "JPEG2000"), Encoding.JPEG2000, 1000),
        EncodedImage(encode(pixels, "BMP"), Encoding.BMP, 500),
        EncodedImage(encode(pixels, "TIFF"), Encoding.TIFF, 500),
        EncodedImage(pixels.tobytes(), Encoding.RAW_GREY8, 500, pixels.shape[1], pixels.shape[0]),
    ]
    for image in images:
        here, there = decode_image(image), pool.decode(image)
        assert np.array_equal(here.pixels, there.pixels)
        assert here.tagged_ppi == there.tagged_ppi


@pytest.mark.parametrize(
    "image",
    [
        EncodedImage(b"", Encoding.PNG, 500),
        EncodedImage(b"no image at all", Encoding.WSQ, 500),
        EncodedImage(print_png(3)[:900], Encoding.PNG, 500),
        EncodedImage(print_png(3), Encoding.PNG, 0),
        EncodedImage(print_png(3), Encoding.PNG, -(2**31)),
        EncodedImage(print_png(3), Encoding.PNG, 500, 7, 2**31 - 1),
        EncodedImage(bytes(9), Encoding.RAW_GREY8, 500, -3, -3),
        EncodedImage(blank_png(40, 40), Encoding.PNG, 500),
        EncodedImage(blank_png(3_000, 3_000), Encoding.PNG, 500),
    ],
)
def test_a_refusal_is_the_same_in_both(image: EncodedImage, pool: DecodingPool) -> None:
    before = pool.pids
    with pytest.raises(errors.SampleError) as here:
        decode_image(image)
    with pytest.raises(errors.SampleError) as there:
        pool.decode(image)
    assert (type(there.value), str(there.value)) == (type(here.value), str(here.value))
    assert pool.pids == before


def decode_while_stopped(pool: DecodingPool) -> Future[object]:
    """Stop all workers, let one of them begin to decode."""
    for pid in pool.pids:
        os.kill(pid, signal.SIGSTOP)
    found: Future[object] = Future()
    started = threading.Event()

    def run() -> None:
        started.set()
        try:
            found.set_result(pool.decode(GOOD))
        except errors.TenprintError as error:
            found.set_exception(error)

    threading.Thread(target=run).start()
    assert started.wait(WAIT_S)
    time.sleep(0.5)
    return found


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_costs_one_image(number: signal.Signals, pool: DecodingPool) -> None:
    until(lambda: is_whole(pool))
    before = pool.pids
    lost = decode_while_stopped(pool)
    for pid in before:
        os.kill(pid, number)
        with suppress(ProcessLookupError):  # may be gone and waited for
            os.kill(pid, signal.SIGCONT)
    until(lambda: not any(map(_is_running, before)))
    with pytest.raises(errors.DecodingFailedError, match="the decoder ended"):
        lost.result(WAIT_S)

    def replaced() -> bool:
        """The one that died while idle is found when its turn comes."""
        assert pool.decode(GOOD).pixels.shape == print_pixels(3).shape
        return is_whole(pool) and not {*before} & {*pool.pids}

    until(replaced)


def test_a_hang_ends_at_the_deadline(pool: DecodingPool) -> None:
    until(lambda: is_whole(pool))
    before, started_s = pool.pids, time.monotonic()
    lost = decode_while_stopped(pool)
    with pytest.raises(errors.DecodingFailedError, match="within 1 s"):
        lost.result(WAIT_S)
    assert DEADLINE_S * 0.9 < time.monotonic() - started_s < DEADLINE_S + 1
    for pid in {*before} & {*pool.pids}:
        os.kill(pid, signal.SIGCONT)
    until(lambda: is_whole(pool))
    assert len({*before} & {*pool.pids}) == 1  # The other one was idle, and goes on.


def test_a_worker_that_ends_while_idle_costs_nothing(pool: DecodingPool) -> None:
    until(lambda: is_whole(pool))
    victim = pool.pids[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: not _is_running(victim))
    for _ in range(4):
        assert pool.decode(GOOD).pixels.shape == print_pixels(3).shape
    until(lambda: is_whole(pool))


def test_an_image_cannot_take_more_memory_than_its_share(pool: DecodingPool) -> None:
    until(lambda: is_whole(pool))
    before = pool.pids
    with pytest.raises(errors.DecodingFailedError, match="more than 64 MiB"):
        pool.decode(HUGE)
    assert pool.pids == before  # The worker goes on.
    assert is_whole(pool)


def test_the_share_of_memory_is_enough_for_the_largest_image() -> None:
    pool = DecodingPool(1)
    pool.wait_until_ready()
    try:
        assert pool.decode(HUGE).pixels.shape == (4_700, 4_700)
    finally:
        pool.close()


def test_cpu_time_ends_a_worker_that_nobody_watches(pool: DecodingPool) -> None:
    """The limit holds even if the service is killed while a decoder spins."""
    until(lambda: is_whole(pool))
    pool.decode(GOOD)
    found = [Path(f"/proc/{pid}/limits").read_text() for pid in pool.pids]
    limits = [re.search(r"Max cpu time +(\w+)", text) for text in found]
    assert any(one is not None and one[1].isdigit() and int(one[1]) < 60 for one in limits)


def test_a_closed_pool_leaves_no_process_and_decodes_nothing() -> None:
    pool = DecodingPool(2)
    pids = pool.pids
    pool.wait_until_ready()
    pool.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(errors.DecoderUnavailableError):
        pool.decode(GOOD)


def test_a_pool_can_be_closed_before_it_is_ready() -> None:
    pool = DecodingPool(2)
    pids = pool.pids
    pool.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_workers_end_with_a_service_that_is_killed() -> None:
    code = (
        "from matcher.decoding import DecodingPool\n"
        "pool = DecodingPool(2)\n"
        "pool.wait_until_ready()\n"
        "print(*pool.pids, flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as service:
        assert service.stdout is not None
        pids = [int(text) for text in service.stdout.readline().split()]
        service.kill()
    assert len(pids) == 2
    until(lambda: not any(map(_is_running, pids)))


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_worker_loads_no_part_of_the_service() -> None:
    code = "import matcher.decoding.worker, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    unwanted = {"cv2", "numba", "grpc", "sqlalchemy", "faiss", "services", "gallery", "database"}
    assert not loaded & unwanted
