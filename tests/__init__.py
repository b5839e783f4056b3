import os

import matcher  # noqa: F401 - limits arithmetic threads before NumPy is loaded
from tests.paths import ROOT

# One place for this process, its workers and the servers it starts: kernels are compiled once.
os.environ.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".pytest_cache" / "numba"))
