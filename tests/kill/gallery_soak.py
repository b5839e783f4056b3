"""The index's kill loop at full count: `python -m tests.kill.gallery_soak --count 50 --out FILE`.

So many kills of each phase. Every kill is written down as soon as it is judged; started again, the
loop goes on where the file ends, on a gallery that is made anew.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from benchmarks.data.mixed_people import mixed_people
from tests.kill.gallery_data import CACHE
from tests.kill.gallery_harness import GalleryHarness, GalleryKill
from tests.kill.gallery_worker import Phase
from tests.kill.records import Remaining, read_kills, write_kills

_PHASES = [phase.value for phase in Phase]
DONORS = 100
"""Generated people whose fingers everybody's are."""


@click.command()
@click.option("--count", default=50, show_default=True, help="Kills of each phase.")
@click.option("--people", default=3_000, show_default=True, help="In the gallery that is killed.")
@click.option("--seed", default=1, show_default=True, help="Of the moments of the kills.")
@click.option("--phase", "names", type=click.Choice(_PHASES), multiple=True, default=_PHASES)
@click.option(
    "--out", "path", type=click.Path(path_type=Path), default=Path("out/soak/kill-index.json")
)
def soak(count: int, people: int, seed: int, names: tuple[str, ...], path: Path) -> None:
    """Kill what keeps and loads an index; exit with 1 if anything was lost, doubled or damaged."""
    kills = read_kills(path)
    source = mixed_people(DONORS, CACHE)
    remaining = Remaining(sum(max(0, count - _done(kills, name)) for name in names))
    for name in names:
        if _done(kills, name) < count:
            with tempfile.TemporaryDirectory(prefix="tenprint-kill-") as folder:
                harness = GalleryHarness(Path(folder), source, Phase(name), people)
                while _done(kills, name) < count:
                    kill = harness.round(sum(one["phase"] == name for one in kills), seed)
                    kills.append(kill.as_json())
                    write_kills(path, kills)
                    click.echo(f"{_line(kill)}; {remaining.after_one(counts=kill.within)}")
    faults = [fault for kill in kills for fault in kill["faults"]]
    click.echo(f"{len(kills)} kills, {len(faults)} faults, recorded in {path}")
    sys.exit(1 if faults else 0)


def _done(kills: list[dict[str, Any]], name: str) -> int:
    """Count kills that came in time: a phase may end sooner than the one before it."""
    return sum(kill["phase"] == name and kill["within"] for kill in kills)


def _line(kill: GalleryKill) -> str:
    return (
        f"{kill.phase} {kill.number + 1}: killed {'' if kill.within else 'just '}after "
        f"{1_000 * kill.after_s:.0f} ms, {kill.acknowledged_count} changes acknowledged, "
        f"{kill.under_way_count} under way, {kill.replayed_count} read again, "
        f"{len(kill.faults)} faults"
    )


if __name__ == "__main__":
    soak()
