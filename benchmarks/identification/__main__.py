"""How often the right person is found, and a wrong one, among many.

    python -m benchmarks.identification --subjects N --json OUT [--fingers ten,one] [--plot DIR]

People are synthetic unless --people names a folder of real ten-prints. What the figures mean is in
docs/benchmarks.md.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.data import DEFAULT_CACHE, SUPPORTED
from benchmarks.identification.recipe import FINGER_SETS, KINDS, Run
from benchmarks.identification.running import run
from matcher.errors import TenprintError


def _parse(arguments: Sequence[str] | None) -> Run:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.identification", description=(__doc__ or "").splitlines()[0]
    )
    add = parser.add_argument
    add("--subjects", type=int, default=0, help="people enrolled; beside --people, filled up to "
        "so many with synthetic ones")  # fmt: skip
    add("--people", type=Path, metavar="DIR", help=f"your own ten-prints: {SUPPORTED}")
    add("--ppi", type=int, default=500, help="of images of --people whose names do not say it")
    add("--json", type=Path, required=True, help="file for the figures; raw results go beside it")
    add("--fingers", type=_names, default=tuple(FINGER_SETS), help=", ".join(FINGER_SETS))
    add("--level", choices=("minutiae", "image"), default="minutiae",
        help="whether probes and their mates are rendered and extracted")  # fmt: skip
    add("--generator", default="first", help="population of synthetic people")
    add("--correlation", type=float, help="between the prints of an encounter, 0 to 1")
    add("--mated", type=int, help="searches of people enrolled; a tenth of them without")
    add("--nonmated", type=int, help="searches of people not enrolled")
    add("--probe-kind", choices=KINDS, default="plain")
    add("--reference-kind", choices=KINDS, default="plain")
    add("--missing-probe", type=int, default=0, help="fingers that each probe lacks")
    add("--missing-reference", type=int, default=0, help="fingers that each reference lacks")
    add("--encounters", type=int, choices=(1, 2, 3, 4), default=1, help="enrolled of each person")
    add("--exhaustive-sample", type=int, default=50,
        help="searches done again with the whole shortlist compared by every finger")  # fmt: skip
    add("--workers", type=int, default=1, help="processes that make people")
    add("--cache", type=Path, default=DEFAULT_CACHE, help="folder of people and searches made")
    add("--plot", type=Path, metavar="DIR", help="draw DET, CMC and score histograms there")
    parsed = parser.parse_args(arguments)
    if not (parsed.subjects or parsed.people):
        parser.error("say how many --subjects, or whose --people")
    return Run(**vars(parsed))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    for name in names:
        if name not in FINGER_SETS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(FINGER_SETS)}")
    return names


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 2 where the data cannot be used."""
    try:
        run(_parse(arguments))
    except TenprintError as error:
        print(f"benchmarks.identification: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
