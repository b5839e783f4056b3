"""What an examination finds."""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The rights of everybody but the owner."""
_SHOWN = 5


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    """The service works, and something should be better."""
    ERROR = "error"
    """The service does not start, or loses or shows what it should not."""


@dataclass(frozen=True)
class Finding:
    """One line of an examination."""

    check: str
    level: Level
    what: str
    remedy: str = ""
    """What to do; empty if nothing is to be done."""


def fine(check: str, what: str) -> Finding:
    """Tell what is as it should be."""
    return Finding(check, Level.OK, what)


def warning(check: str, what: str, remedy: str) -> Finding:
    """Tell what should be better."""
    return Finding(check, Level.WARNING, what, remedy)


def error(check: str, what: str, remedy: str) -> Finding:
    """Tell what is wrong."""
    return Finding(check, Level.ERROR, what, remedy)


def secret_file(check: str, path: Path) -> Iterator[Finding]:
    """Look who may read a file of a secret. Who may replace it lies with its folder."""
    state = path.stat()
    if state.st_mode & OTHERS:
        yield error(check, f"other users can read {path}", f"chmod 600 {path}")
    if state.st_uid not in (0, os.geteuid()):
        yield error(
            check,
            f"{path} belongs to another user",
            f"give it to the user who runs the service: chown {os.geteuid()} {path}",
        )
    if path.resolve().parent.stat().st_mode & stat.S_IWOTH and not _is_sticky(path):
        yield error(check, f"other users can replace {path}", f"chmod o-w {path.parent}")


def listed(names: Collection[str]) -> str:
    """Write names, only the first of many."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(list(names)[:_SHOWN]) + more


def _is_sticky(path: Path) -> bool:
    return bool(path.resolve().parent.stat().st_mode & stat.S_ISVTX)
