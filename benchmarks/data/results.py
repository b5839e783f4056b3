"""Result files: figures with their seed, versions and machine."""

import io
import json
import os
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

from benchmarks.data.errors import MeasurementError
from matcher.calibration import CALIBRATION_VERSION
from matcher.vector import VECTOR_VERSION
from matcher.version import MATCHER_VERSION

MODEL_CACHE = Path(platformdirs.user_cache_dir("tenprint"))
"""The folder of what a server builds again at its first start."""
DEFAULT_CACHE = MODEL_CACHE / "benchmarks"

_PACKAGES = (
    "faiss-cpu",
    "grpcio",
    "llvmlite",
    "numba",
    "numpy",
    "opencv-python-headless",
    "pillow",
    "pyfing",
)


def machine() -> dict[str, object]:
    """Describe the properties of the machine that affect timings; nothing identifies it."""
    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """List the versions that the figures depend on."""
    own = {
        "python": platform.python_version(),
        "matcher": MATCHER_VERSION,
        "vector": VECTOR_VERSION,
        "calibration": CALIBRATION_VERSION,
    }
    return own | {name: _package_version(name) for name in _PACKAGES}


def write_results(path: Path, figures: Mapping[str, object], *, seed: int) -> None:
    """Write figures as JSON, with their origin under keys of its own."""
    origin = {"seed": seed, "versions": versions(), "machine": machine()}
    write_atomically(path, json.dumps({**figures, **origin}, indent=2) + "\n")


def array_bytes(arrays: Mapping[str, NDArray[np.generic]], *, compressed: bool = False) -> bytes:
    """Return arrays as a file of NumPy; equal arrays give equal bytes."""
    file = io.BytesIO()
    save = np.savez_compressed if compressed else np.savez
    save(file, allow_pickle=False, **arrays)
    return file.getvalue()


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file that exists as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content.encode() if isinstance(content, str) else content)
    draft.replace(path)


def refuse_repository(path: Path) -> None:
    """Raise MeasurementError if a file of real prints would lie in a working tree."""
    folder = path.resolve().parent
    if any((one / ".git").exists() for one in (folder, *folder.parents)):
        raise MeasurementError(
            f"{path} lies in a repository, where real prints do not belong: name another folder"
        )


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _package_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
