"""A process does arithmetic on one thread, however it was started: work is parallel by worker."""

import os
import subprocess
import sys

import pytest

from tests.paths import ROOT

LIMITS = ("OMP_", "OPENBLAS_", "MKL_", "OPENCV_")
WORK = """
import {package}
import cv2, faiss, numpy as np
square = np.ones((600, 600), np.float32)
square @ square
cv2.GaussianBlur(np.ones((2000, 2000), np.uint8), (31, 31), 3)
index = faiss.IndexFlatIP(128)
index.add(np.ones((20_000, 128), np.float32))
index.search(np.ones((300, 128), np.float32), 5)
print(*(line for line in open("/proc/self/status") if line.startswith("Threads")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted on Linux")
@pytest.mark.parametrize(
    "package", ["matcher", "gallery", "synthesis", "server", "benchmarks", "training", "tests"]
)
def test_arithmetic_takes_one_thread(package: str) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(LIMITS)}
    told = subprocess.run(
        [sys.executable, "-c", WORK.format(package=package)],
        cwd=ROOT,
        env=plain,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["Threads:", "1"]


def test_the_server_chooses_folders_and_threads_before_native_code_is_loaded() -> None:
    """Numba takes its cache folder, and libraries their threads, when they are loaded."""
    told = subprocess.run(
        [sys.executable, "-c", "import server, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"numba", "numpy", "cv2", "faiss", "openvino"} & set(told.stdout.split())
