"""The shortlist and a whole identification at scale.

    python -m benchmarks.search --records N --json OUT [--plot DIR]
    python -m benchmarks.search --validate --json OUT
    python -m benchmarks.search --peers --records 1000000 --json OUT

People are composed from a pool of genuine synthetic fingers. The pool, the set of people and each
step's figures are kept, so that a run which was cut goes on. What the figures mean is in
docs/benchmarks.md.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.search.recipe import Run
from benchmarks.search.running import run
from matcher.errors import TenprintError


def _parse(arguments: Sequence[str] | None) -> Run:
    d = Run(Path())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.search", description=(__doc__ or "").splitlines()[0]
    )
    add = parser.add_argument
    add("--json", type=Path, required=True, help="file for the figures; raw ones go beside it")
    add("--records", type=int, default=d.records, help="people composed")
    add("--plot", type=Path, metavar="DIR", help="draw there; sizes: of all results beside --json")
    add("--validate", action="store_true", help="do composed people stand for genuine ones?")
    add("--peers", action="store_true", help="beside FAISS flat, IVF-PQ and HNSW")
    add("--build-only", action="store_true", help="make pool and set, measure nothing")
    add("--pool", type=int, default=d.pool, help="genuine people whose fingers are used")
    add("--probed", type=int, default=d.probed, help="of these, kept to be searched for")
    add("--seconds-of", type=int, default=d.seconds_of, help="of these, with second impressions")
    add("--mated", type=int, default=d.mated, help="searches that ask what the stages lose")
    add("--searches", type=int, default=d.searches, help="timed one by one")
    add("--exact", type=int, default=d.exact, help="searches compared with exact search")
    add("--seconds", type=float, default=d.seconds, help="of each phase under load")
    add("--clients", type=int, default=d.clients, help="searching at once")
    add("--changes", type=float, default=d.changes, help="enrolments and removals a second")
    add("--bulk", type=int, default=d.bulk, help="people loaded in bulk")
    add("--finer", default=d.finer, help="finer codes: int8-32, sign-512, int8-512")
    add("--probes", type=int, default=d.probes, help="strangers searched for by --validate")
    add("--beyond", type=int, default=d.beyond, help="people whose nearest --validate predicts")
    add("--fresh", action="store_true", help="measure anew what a run that was cut has measured")
    add("--cache", type=Path, default=d.cache, help="folder of pool and sets")
    return Run(**vars(parser.parse_args(arguments)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 2 where something is missing."""
    try:
        run(_parse(arguments))
    except TenprintError as error:
        print(f"benchmarks.search: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
