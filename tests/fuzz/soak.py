"""Fuzz every target for half an hour: `python -m tests.fuzz.soak --out out/soak/fuzz`.

Each piece is added to the record when it is done; started again, the loop goes on where the record
ends, with the corpus that it had. What was found lies in OUT/TARGET/found.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from tests.fuzz.targets import TARGETS
from tests.paths import ROOT

PIECE_S = 60
_RUNS = re.compile(r"stat::number_of_executed_units: +(\d+)")
_COVERED = re.compile(r"cov: (\d+)")


@click.command()
@click.option("--seconds", default=1_800, show_default=True, help="Of each target.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/soak/fuzz"))
def soak(seconds: int, out: Path) -> None:
    """Fuzz until each target has had its time; exit with 1 if anything was found."""
    record = out / "fuzz.json"
    pieces: list[dict[str, Any]] = json.loads(record.read_text()) if record.exists() else []
    for name in TARGETS:
        left_s = seconds - sum(one["seconds"] for one in pieces if one["target"] == name)
        while left_s > 0:
            pieces.append(piece(name, min(PIECE_S, left_s), out / name))
            left_s -= pieces[-1]["seconds"]
            out.mkdir(parents=True, exist_ok=True)
            record.write_text(json.dumps(pieces, indent=1) + "\n")
            click.echo(f"{name}: {seconds - left_s}/{seconds} s, {pieces[-1]}")
    found = [one["found"] for one in pieces if one["found"]]
    runs = {name: sum(p["runs"] for p in pieces if p["target"] == name) for name in TARGETS}
    click.echo(f"runs: {runs}; found: {found or 'nothing'}")
    sys.exit(1 if found else 0)


def piece(name: str, duration_s: int, folder: Path) -> dict[str, Any]:
    """Fuzz a target for a while in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.run", name, str(duration_s), str(folder.resolve())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    runs, covered = _RUNS.search(done.stderr), _COVERED.findall(done.stderr)
    found = "" if done.returncode == 0 else f"status {done.returncode}: {done.stderr[-2_000:]}"
    return {
        "target": name,
        "seconds": duration_s,
        "runs": int(runs[1]) if runs else 0,
        "covered": int(covered[-1]) if covered else 0,
        "found": found,
    }


if __name__ == "__main__":
    soak()
