"""Steps of a long measurement; their figures are stored, so an interrupted run continues."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.data import machine, versions, write_atomically

Figures = dict[str, Any]


class Steps:
    """Stores the figures of each step beside the result file until the run is complete."""

    def __init__(self, json_path: Path, stated: Mapping[str, str], *, fresh: bool) -> None:
        """Continue with steps of the same recipe, versions and machine; others run again."""
        whole = json.dumps([dict(stated), versions(), machine()], sort_keys=True)
        digest = hashlib.blake2s(whole.encode(), digest_size=8).hexdigest()
        self._folder = json_path.parent / f".{json_path.stem}-{digest}"
        if fresh:
            self.forget()

    def has(self, name: str) -> bool:
        """Return whether a step was done."""
        return self._path(name).is_file()

    def run(self, name: str, measure: Callable[[], Figures]) -> Figures:
        """Run a step, or read its stored figures."""
        if not self.has(name):
            print(f"{name} …", flush=True)
            write_atomically(self._path(name), json.dumps(measure()))
        found: Figures = json.loads(self._path(name).read_text())
        return found

    def forget(self) -> None:
        """Delete the stored steps, after the result was written or before a fresh run."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                path.unlink()
            self._folder.rmdir()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"
