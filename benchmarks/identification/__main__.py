"""Measures how often the right person is found among many, and how often a wrong person.

    python -m benchmarks.identification --subjects N --json OUT [--fingers ten,one] [--plot DIR]

People are synthetic unless --people names a folder of real ten-prints. docs/benchmarks.md explains
the figures.
"""

import sys
from collections.abc import Sequence

from benchmarks.data import run_command
from benchmarks.identification.recipe import Run
from benchmarks.identification.running import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return 2 if the data cannot be used."""
    return run_command("benchmarks.identification", __doc__, Run, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
