"""Image → template → vector → comparison score. Knows no database, no network, no proto.

Importing this package limits arithmetic to one thread a process: work is parallel by worker, and
the threads of several workers would fight for the same cores. Libraries read these variables when
they are loaded, so a program that also imports NumPy itself imports this package first.
"""

import os

for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")
