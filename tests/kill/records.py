"""What kill loops have found so far, kept after every kill."""

import json
import platform
import time
from pathlib import Path
from typing import Any


def read_kills(path: Path) -> list[dict[str, Any]]:
    """Read what an earlier run wrote down."""
    if not path.exists():
        return []
    kills: list[dict[str, Any]] = json.loads(path.read_text())["kills"]
    return kills


def write_kills(path: Path, kills: list[dict[str, Any]]) -> None:
    """Write everything down, so that a file which is there is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    draft.write_text(json.dumps({"machine": machine, "kills": kills}, indent=1) + "\n")
    draft.replace(path)


class Remaining:
    """Tells how long the rest will take, by what was done since it was made."""

    def __init__(self, count: int) -> None:
        """count: kills that are left."""
        self._count = count
        self._done = 0
        self._started_s = time.monotonic()

    def after_one(self, *, counts: bool = True) -> str:
        """Count one more, if it counts; say what remains."""
        self._done += counts
        each_s = (time.monotonic() - self._started_s) / max(1, self._done)
        return f"{each_s * (self._count - self._done) / 60:.0f} min remain"
