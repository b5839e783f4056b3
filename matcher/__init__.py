"""Image → template → vector → comparison score. Knows no database, no network, no proto.

Importing this package limits arithmetic to one thread a process: work is parallel by worker, and
the threads of several workers would fight for the same cores. Libraries read these variables when
they are loaded, so a program that also imports NumPy itself imports this package first.

The same holds for the folder in which numba keeps compiled kernels. A kept kernel does not notice
a change in another file than its own, so each state of the sources has a folder of its own.
"""

import hashlib
import os
from pathlib import Path

import platformdirs

for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")


def kernel_folder(cache: Path) -> Path:
    """Return where kernels of the present sources are kept in a cache folder."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return cache / "numba" / digest.hexdigest()[:16]


# The service, the commands, the benchmarks and the tests share one folder.
_cache = os.environ.get("TENPRINT_MODEL_CACHE") or platformdirs.user_cache_dir("tenprint")
DEFAULT_KERNEL_FOLDER = str(kernel_folder(Path(_cache)))
os.environ.setdefault("NUMBA_CACHE_DIR", DEFAULT_KERNEL_FOLDER)
