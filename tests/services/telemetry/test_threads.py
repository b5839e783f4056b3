"""Processor time is told by kinds of threads."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from services.telemetry.threads import ThreadTimes, kind_of

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is no /proc")

WORKED_S = 0.3


def work(seconds: float = WORKED_S) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_threads_of_one_kind_are_summed_and_stay_when_they_end() -> None:
    times = ThreadTimes()
    ready, done = threading.Barrier(3), threading.Event()

    def run() -> None:
        work()
        ready.wait(30)
        done.wait(30)

    threads = [threading.Thread(target=run, name=f"tested_{n}") for n in range(2)]
    for one in threads:
        one.start()
    ready.wait(30)
    found = times.read()["tested"]
    # The kernel counts in hundredths of a second.
    assert 2 * WORKED_S - 0.05 <= found < 2 * WORKED_S + 1
    done.set()
    for one in threads:
        one.join()
    assert times.read()["tested"] == pytest.approx(found, abs=0.05)


def test_decoding_processes_count() -> None:
    program = f"import time\nwhile time.process_time() < {WORKED_S}: pass\nprint()\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        times = ThreadTimes(lambda: (child.pid,))
        assert times.read()["decoding"] >= WORKED_S - 0.05
        child.communicate("\n")
    # One that has ended keeps what it took.
    assert times.read()["decoding"] >= WORKED_S - 0.05


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("fingers_0", "fingers"),
        ("MainThread", "MainThread"),
        ("asyncio-waitpid-0", "asyncio-waitpid"),
        ("names of replicas", "names of replicas"),
        ("Thread-1 (_poll_wrapper)", "other"),
        ("ThreadPoolExecutor-3_0", "other"),
        ("", "other"),
    ],
)
def test_kinds_are_few(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_number_that_is_used_again_takes_nothing_back(tmp_path: Path) -> None:
    def write(begin: int, ticks: int) -> None:
        (tmp_path / "71").mkdir(exist_ok=True)
        fields = ["S", *["0"] * 10, str(ticks), "0", *["0"] * 6, str(begin)]
        (tmp_path / "71" / "stat").write_text(f"71 (a b) c) {' '.join(fields)}\n")

    times = ThreadTimes(tasks=tmp_path)
    write(begin=5, ticks=300)
    before = times.read()["other"]
    write(begin=9, ticks=100)
    assert times.read()["other"] == pytest.approx(before * 4 / 3)
