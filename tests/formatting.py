"""The house's format for sources that are written from others."""

import subprocess
import sys
from pathlib import Path

from tests.paths import ROOT


def formatted(source: str, place: Path, *command: str) -> str:
    """Give a source the house's format, or what another command of ruff makes of the source.

    place: where the source will lie, so that the rules of its folder hold.
    """
    ruff = [sys.executable, "-m", "ruff", *(command or ("format",)), "--quiet"]
    done = subprocess.run(
        [*ruff, "--stdin-filename", str(place), "-"],
        input=source,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return done.stdout
