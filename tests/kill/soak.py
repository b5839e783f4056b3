"""The kill loop at full count: `python -m tests.kill.soak --count 50 --json out/soak/faults.json`.

So many moments of each trouble. Every moment is written down as soon as it is judged; started
again, the loop goes on where the file ends, with a service that is made anew.
"""

import sys
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tests.kill.audit import DOUBLED, LOST
from tests.kill.harness import Harness, Moment
from tests.kill.people import subjects
from tests.kill.records import Remaining, read_kills, write_kills
from tests.kill.troubles import TROUBLES

_COLUMNS = (
    "| trouble | moments | acknowledged before | lost | doubled | other faults "
    "| back after, longest | all complete after, longest |"
)


@click.command()
@click.option("--count", default=50, show_default=True, help="Moments of each trouble.")
@click.option("--people", default=6, show_default=True, help="Bookings a moment.")
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
@click.option(
    "--trouble", "names", type=click.Choice(list(TROUBLES)), multiple=True, default=list(TROUBLES)
)
@click.option("--part", default=10, show_default=True, help="Moments of a trouble at a stretch.")
@click.option(
    "--json", "path", type=click.Path(path_type=Path), default=Path("out/soak/faults.json")
)
def soak(count: int, people: int, seed: int, names: tuple[str, ...], part: int, path: Path) -> None:
    """Break things again and again; exit with 1 if anything was lost or done twice."""
    moments = read_kills(path)
    remaining = Remaining(sum(max(0, count - len(_of(moments, name))) for name in names))
    for end in [*range(part, count, part), count]:
        for name in names:
            while len(_of(moments, name)) < end:
                _run(name, moments, end, people, seed, path, remaining)
    for line in table(moments):
        click.echo(line)
    sys.exit(1 if any(moment["faults"] for moment in moments) else 0)


def table(moments: Sequence[dict[str, Any]]) -> list[str]:
    """Sum up what was found, one line a trouble, as Markdown."""
    lines = [_COLUMNS, "|---" * (_COLUMNS.count("|") - 1) + "|"]
    for name in TROUBLES:
        if own := _of(moments, name):
            faults = [fault for moment in own for fault in moment["faults"]]
            lost, doubled = (
                sum(fault.startswith(kind) for fault in faults) for kind in (LOST, DOUBLED)
            )
            lines.append(
                f"| {name} | {len(own)} | {sum(one['acknowledged_count'] for one in own)} | {lost} "
                f"| {doubled} | {len(faults) - lost - doubled} "
                f"| {max(one['back_s'] for one in own):.1f} s "
                f"| {max(one['recovery_s'] for one in own):.1f} s |"
            )
    return lines


def _run(
    name: str,
    moments: list[dict[str, Any]],
    count: int,
    people: int,
    seed: int,
    path: Path,
    remaining: Remaining,
) -> None:
    trouble = TROUBLES[name]
    with (
        tempfile.TemporaryDirectory(prefix="tenprint-kill-") as folder,
        Harness(
            trouble.setting, Path(folder) / "data", subjects(people), uuid.uuid4().hex[:8]
        ) as harness,
    ):
        for number in range(len(_of(moments, name)), count):
            moment = harness.round(number, trouble(), seed)
            moments.append(moment.as_json())
            write_kills(path, moments)
            click.echo(f"{_line(moment)}; {remaining.after_one()}")
            if moment.faults:
                # What is wrong now would be found again in every later moment.
                return


def _of(moments: Sequence[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [moment for moment in moments if moment["trouble"] == name]


def _line(moment: Moment) -> str:
    return (
        f"{moment.trouble} {moment.number + 1} ({moment.what}) after {moment.after_s:.1f} s for "
        f"{moment.lasted_s:.1f} s, {moment.acknowledged_count}/{moment.submitted_count} "
        f"acknowledged, {moment.unfinished_count} unfinished, back after {moment.back_s:.1f} s, "
        f"all complete after {moment.recovery_s:.1f} s, {len(moment.faults)} faults"
        + "".join(f"\n    {fault}" for fault in moment.faults[:5])
    )


if __name__ == "__main__":
    soak()
