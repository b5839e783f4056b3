"""File systems of a few megabytes, made for a test and filled on purpose."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MOUNTED = {
    "tmpfs": ("mount", "-t", "tmpfs", "-o", "size={size}", "tmpfs", "{place}"),
    "ext4": ("mount", "-o", "loop", "{image}", "{place}"),
}
KINDS = tuple(_MOUNTED)


class NoSmallDiskError(Exception):
    """None can be mounted here; says why."""


@contextmanager
def small_disk(kind: str, folder: Path, size_bytes: int) -> Iterator[Path]:
    """Mount one. Raises NoSmallDiskError, as where the test has no right to."""
    place, image = folder / "disk", folder / "image"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(size_bytes)
    if kind == "ext4":
        _run("mkfs.ext4", "-q", "-m", "0", str(image))
    _run(*(one.format(size=size_bytes, place=place, image=image) for one in _MOUNTED[kind]))
    try:
        yield place
    finally:
        # Files that readers still map keep it busy: it goes when they do.
        _run("umount", "--lazy", str(place))


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Leave no room on a disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for piece in (1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(piece))
        with suppress(OSError):
            os.fsync(file.fileno())
    try:
        yield
    finally:
        ballast.unlink()


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NoSmallDiskError(f"there is no {command[0]}") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise NoSmallDiskError(f"{command[0]}: {reason[0]}") from error
