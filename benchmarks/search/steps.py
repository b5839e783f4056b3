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

    def run(self, name: str, measure: Callable[[], Figures]) -> Figures:
        """Run a step, or read its stored figures."""
        path = self._folder / f"{name}.json"
        if not path.is_file():
            print(f"{name} …", flush=True)
            write_atomically(path, json.dumps(measure()))
        found: Figures = json.loads(path.read_text())
        return found

    def forget(self) -> None:
        """Delete the stored steps, after the result was written or before a fresh run."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                path.unlink()
            self._folder.rmdir()
