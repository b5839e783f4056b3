"""Kills and freezes of two services on one PostgreSQL: `python -m tests.kill.several_soak`.

One line of the record for each stretch, which has a database of its own.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from database.connection import open_database
from tests import postgresql
from tests.kill.several import Troubled


@click.command()
@click.option("--count", default=50, show_default=True, help="Kills and freezes.")
@click.option("--part", default=10, show_default=True, help="Of them on one database.")
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/soak/services.json"))
def soak(count: int, part: int, seed: int, out: Path) -> None:
    """Kill and freeze services; exit with 1 if anything was lost or done otherwise than once."""
    done: list[dict[str, Any]] = json.loads(out.read_text()) if out.exists() else []
    out.parent.mkdir(parents=True, exist_ok=True)
    with postgresql.server() as server:
        while (left := count - sum(one["troubles"] for one in done)) > 0:
            with postgresql.fresh_database(server) as url, ExitStack() as stack:
                address = url.render_as_string(hide_password=False)
                open_database(address).close()
                done.append(_stretch(address, min(part, left), seed + len(done), stack))
            out.write_text(json.dumps(done, indent=1) + "\n")
            click.echo(json.dumps(done[-1]))
    faults = [fault for one in done for fault in one["faults"]]
    bookings, troubles = (sum(one[name] for one in done) for name in ("bookings", "troubles"))
    click.echo(f"{troubles} troubles, {bookings} bookings, {len(faults)} faults")
    sys.exit(1 if faults else 0)


def _stretch(url: str, count: int, seed: int, stack: ExitStack) -> dict[str, Any]:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tenprint-several-"))
    began_s = time.monotonic()
    troubled = Troubled(url, Path(folder), seed, stack)
    kinds = Counter(troubled.trouble() for _ in range(count))
    faults = troubled.faults()
    return {
        "troubles": count,
        **kinds,
        "bookings": len(troubled.tcns),
        "steps": len(troubled.steps()),
        "seconds": round(time.monotonic() - began_s, 1),
        "faults": faults,
    }


if __name__ == "__main__":
    soak()
