"""Measures how often the right person is found among many, and how often a wrong person.

    python -m benchmarks.identification --subjects N --json OUT [--fingers ten,one] [--plot DIR]

People are synthetic unless --people names a table of real ten-prints, or a folder of EBTS files.
docs/benchmarks.md explains tables and figures.
"""

import sys
from functools import partial

from benchmarks.data import run_command
from benchmarks.identification.recipe import Run
from benchmarks.identification.running import run

main = partial(run_command, "benchmarks.identification", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
