"""The shortlist and a whole identification at scale.

    python -m benchmarks.search --records N --json OUT [--plot DIR]
    python -m benchmarks.search --validate --json OUT
    python -m benchmarks.search --peers --records 1000000 --json OUT

People are composed from a pool of genuine synthetic fingers. The pool, the set of people and each
step's figures are cached, so that an interrupted run continues. docs/benchmarks.md explains the
figures.
"""

import sys
from collections.abc import Sequence

from benchmarks.data import run_command
from benchmarks.search.recipe import Run
from benchmarks.search.running import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return 2 if something is missing."""
    return run_command("benchmarks.search", __doc__, Run, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
