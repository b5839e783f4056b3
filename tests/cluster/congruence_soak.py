"""Many probes in many cuts against one index: `python -m tests.cluster.congruence_soak`.

One entry of the record for each cut, so that an interrupted run goes on with the next.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from database.connection import Database
from gallery.types import Identification
from tests.cluster.congruence import (
    CUTS,
    SEALED,
    STRANGER,
    Key,
    differing,
    in_partitions,
    of_one_index,
)
from tests.cluster.people import PEOPLE, fill
from tests.databases import opened_sqlite

FIRST_IMPRESSION = 4
"""Impressions before it are enrolled or taken by other tests."""
ENROLLED_OF_FOUR = 3


@click.command()
@click.option("--probes", default=2_000, show_default=True, help="Searches of each cut.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/soak/congruence.json"))
def soak(probes: int, out: Path) -> None:
    """Compare answers; exit with 1 if one differs from that of one index."""
    done: list[dict[str, Any]] = json.loads(out.read_text()) if out.exists() else []
    out.parent.mkdir(parents=True, exist_ok=True)
    known = {(one["sealed"], one["partitions"], one["replicas"], one["probes"]) for one in done}
    for sealed in SEALED:
        left = [cut for cut in CUTS if (sealed, *cut, probes) not in known]
        if left:
            for entry in _compared(sealed, left, probes):
                done.append(entry)
                out.write_text(json.dumps(done, indent=1) + "\n")
                click.echo(json.dumps(entry))
    differing_count = sum(len(one["differing"]) for one in done)
    click.echo(f"{sum(one['probes'] for one in done):,} answers, {differing_count} differ")
    sys.exit(1 if differing_count else 0)


def keys(count: int) -> Iterator[Key]:
    """Give probes of one to ten fingers by turns; one in four is of somebody not enrolled."""
    for number in range(count):
        finger_count, turn = 1 + number % 10, number // 10
        block, place = divmod(turn, ENROLLED_OF_FOUR + 1)
        if place == ENROLLED_OF_FOUR:
            yield STRANGER + block, finger_count, FIRST_IMPRESSION
        else:
            round_, person = divmod(block * ENROLLED_OF_FOUR + place, PEOPLE)
            yield person, finger_count, FIRST_IMPRESSION + round_


def _compared(sealed: str, cuts: list[tuple[int, int]], count: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="tenprint-congruence-") as folder:
        place = Path(folder)
        with closing(opened_sqlite(place / "tenprint.sqlite")) as database:
            fill(database)
            expected = of_one_index(database, keys(count), sealed=sealed)
            for cut in cuts:
                yield _entry(database, place / f"{cut}", cut, sealed, expected)


def _entry(
    database: Database,
    folder: Path,
    cut: tuple[int, int],
    sealed: str,
    expected: dict[Key, Identification],
) -> dict[str, Any]:
    began_s = time.monotonic()
    with in_partitions(database, folder, cut, sealed=sealed) as (gallery, directory):
        found = list(differing(gallery, directory, expected))
    firsts = [one.candidates[0] for one in expected.values() if one.candidates]
    return {
        "sealed": sealed,
        "partitions": cut[0],
        "replicas": cut[1],
        "probes": len(expected),
        "above_threshold": sum(one.above_threshold for one in firsts),
        "differing": found,
        "seconds": round(time.monotonic() - began_s, 1),
    }


if __name__ == "__main__":
    soak()
