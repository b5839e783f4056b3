"""The demonstration's folder: the enrolled state, and a copy that the bookings change."""

import json
import shutil
from pathlib import Path

import click

from services.process import LOCK_NAME, STATE_NAME, write_atomically

_MARK = "demo.json"


class DemoFolders:
    """Keeps `enrolled/` across runs and makes a new `bookings/` in each run."""

    def __init__(self, root: Path, plan_digest: str) -> None:
        """Take a folder that is new, empty or of an earlier demonstration.

        plan_digest: the constructor removes what another plan enrolled.
        """
        if root.exists() and any(root.iterdir()) and not (root / _MARK).is_file():
            raise click.ClickException(
                f"{root} holds other files: choose an empty folder with --data"
            )
        self.root = root
        self.enrolled = root / "enrolled"
        self.bookings = root / "bookings"
        self._digest = plan_digest
        root.mkdir(parents=True, exist_ok=True)
        if self._read_mark().get("plan") != plan_digest:
            self.start_over()

    @property
    def picture(self) -> Path:
        """The picture of an identification."""
        return self.root / "identification.png"

    @property
    def transaction(self) -> Path:
        """The booking that goes in as an EBTS file."""
        return self.root / "booking.eft"

    @property
    def is_enrolled(self) -> bool:
        """Whether all people were enrolled and the server stopped cleanly."""
        return self._read_mark().get("complete") is True

    def start_over(self) -> None:
        """Remove the enrolled state."""
        self._write_mark(complete=False)
        shutil.rmtree(self.enrolled, ignore_errors=True)

    def mark_enrolled(self) -> None:
        """Record that `enrolled/` is complete and no server writes to it."""
        self._write_mark(complete=True)

    def copy_enrolled(self) -> Path:
        """Copy the enrolled state, so that bookings change only the copy; return the copy."""
        shutil.rmtree(self.bookings, ignore_errors=True)
        left_out = shutil.ignore_patterns(LOCK_NAME, STATE_NAME, "*.log")
        shutil.copytree(self.enrolled, self.bookings, ignore=left_out)
        return self.bookings

    def _read_mark(self) -> dict[str, object]:
        path = self.root / _MARK
        return dict(json.loads(path.read_text())) if path.is_file() else {}

    def _write_mark(self, *, complete: bool) -> None:
        state = {"plan": self._digest, "complete": complete}
        write_atomically(self.root / _MARK, json.dumps(state) + "\n")
