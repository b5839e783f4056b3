"""Prints on the command line: `POSITION:PATH`, or a folder of `01.png` to `12.png`.

A finger of which there is no print is stated as `POSITION:CODE`.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial, wraps
from pathlib import Path
from typing import TypeVar

import click

from tenprint.cli.shared import output
from tenprint.cli.shared.options import defaulted
from tenprint.retries import MAX_MESSAGE_BYTES
from tenprint.samples import missing_finger, sample_from_file
from tenprint.v1 import sample_pb2
from tenprint.v1.sample_pb2 import MissingFinger, Sample

F = TypeVar("F", bound=Callable[..., object])
R = TypeVar("R")

_SUFFIXES = frozenset({".png", ".tif", ".tiff", ".bmp", ".jpg", ".jpeg", ".wsq", ".jp2"})
_NUMBERED = re.compile(r"\d{1,2}")
_IMPRESSIONS = {
    "plain": sample_pb2.IMPRESSION_TYPE_LIVESCAN_PLAIN,
    "rolled": sample_pb2.IMPRESSION_TYPE_LIVESCAN_ROLLED,
    "card-plain": sample_pb2.IMPRESSION_TYPE_NONLIVESCAN_PLAIN,
    "card-rolled": sample_pb2.IMPRESSION_TYPE_NONLIVESCAN_ROLLED,
}


def imaged(command: F, *, required: bool = True) -> F:
    """Add the options that say how the images were taken. required: whether to insist on --ppi."""
    command = defaulted(
        "--impression",
        type=click.Choice(list(_IMPRESSIONS)),
        default="plain",
        help="How the fingers met the surface.",
    )(command)
    return click.option(
        "--ppi",
        type=int,
        required=required,
        help="Resolution of the scanner in pixels per inch, 250 to 1200. There is no default, "
        "because the resolution that an image file states is often wrong.",
    )(command)


prints_argument = click.argument(
    "prints", nargs=-1, required=True, metavar="POSITION:PATH|FOLDER..."
)


missing_option = click.option(
    "--missing",
    "missing_fingers",
    multiple=True,
    metavar="POSITION:CODE",
    callback=lambda _context, _option, stated: [read_missing(one) for one in stated],
    help="A finger without a print, 1 to 10, and why: XX if it is amputated, UP if it cannot be "
    "printed, for example because it is bandaged. May be given several times.",
)


def sampled(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options and the argument that name prints, and hand a command their `samples`.

    The command gets `missing_fingers` too.
    """

    @imaged
    @missing_option
    @prints_argument
    @wraps(command)
    def wrapper(*, prints: tuple[str, ...], ppi: int, impression: str, **given: object) -> R:
        return command(samples=read_samples(prints, ppi, impression), **given)

    return wrapper


def sampled_or_file(command: Callable[..., R]) -> Callable[..., R]:
    """Hand a command `samples` and `missing_fingers`, or the bytes of one transaction `file`.

    One argument that names a file is a transaction file. It says everything itself, so that the
    command's own `--tcn` and `--ppi` are refused beside it, and needed without it.
    """

    @partial(imaged, required=False)
    @missing_option
    @click.argument(
        "prints", nargs=-1, required=True, metavar="TRANSACTION-FILE|POSITION:PATH|FOLDER..."
    )
    @wraps(command)
    def wrapper(
        *, prints: tuple[str, ...], ppi: int | None, impression: str, tcn: str, **given: object
    ) -> R:
        _refuse_missing(prints)
        if len(prints) == 1 and Path(prints[0]).is_file():
            if tcn or ppi:
                raise click.UsageError("a transaction file says its own TCN and resolution")
            return command(tcn="", samples=[], file=_transaction(Path(prints[0])), **given)
        if not tcn or not ppi:
            raise click.UsageError("prints need --tcn and --ppi; a transaction file needs neither")
        samples = read_samples(prints, ppi, impression, all_images=True)
        return command(tcn=tcn, samples=samples, file=b"", **given)

    return wrapper


def _refuse_missing(names: Iterable[str]) -> None:
    for name in names:
        if ":" not in name and not Path(name).exists():
            raise click.BadParameter(f"there is no file or folder {name}")


def _transaction(path: Path) -> bytes:
    """Read a file that one message can hold. Raises BadParameter."""
    if path.suffix.lower() in _SUFFIXES:
        raise click.BadParameter(
            f"{path} is an image: name its finger, such as 2:{path}, and give --tcn and --ppi"
        )
    if path.stat().st_size > MAX_MESSAGE_BYTES:
        raise click.BadParameter(
            f"{path} has {path.stat().st_size:,} bytes: a transaction has at most "
            f"{MAX_MESSAGE_BYTES:,}"
        )
    return path.read_bytes()


def read_samples(
    prints: Iterable[str], ppi: int, impression: str, *, all_images: bool = False
) -> list[Sample]:
    """Read the named files. Raises BadParameter if a name or a file is wrong.

    all_images: refuse a folder that has images which are not read. What is not taken back must not
    be made of a part.
    """
    names = list(prints)
    for name in names:
        _tell_unread(Path(name), refused=all_images)
    return [
        _read(position, path, ppi, impression) for name in names for position, path in named(name)
    ]


def _tell_unread(folder: Path, *, refused: bool) -> None:
    """Name the files of a folder that are not read, because a finger may be missing then.

    refused: raise BadParameter if they are images.
    """
    if not folder.is_dir():
        return
    there = {path for path in folder.iterdir() if path.is_file() and path.name[0] != "."}
    unread = sorted(path.name for path in there - {path for _, path in of_person(folder)})
    images = [name for name in unread if Path(name).suffix.lower() in _SUFFIXES]
    if refused and images:
        raise click.BadParameter(
            f"{folder} has images that are not named 01 to 12 by finger position: "
            f"{', '.join(images)}; rename them, or name each print as POSITION:PATH"
        )
    if unread:
        output.progress_console.print(
            f"not read in {folder}: {', '.join(unread)} (images are named 01 to 12 by finger "
            "position)",
            style="yellow",
            markup=False,
        )


def read_missing(stated: str) -> MissingFinger:
    """Read `POSITION:CODE`. Raises BadParameter."""
    position, colon, code = stated.partition(":")
    if not colon or not position.isdecimal():
        raise click.BadParameter(f"{stated!r} is not POSITION:CODE, such as 3:XX")
    try:
        return missing_finger(int(position), code.upper())
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def missing_code(stated: MissingFinger) -> str:
    """Name the code of a missing finger: XX or UP."""
    return "XX" if stated.reason == sample_pb2.MISSING_FINGER_REASON_AMPUTATED else "UP"


def named(name: str) -> list[tuple[int, Path]]:
    """Find the positions and files that `POSITION:PATH` or a folder names."""
    if Path(name).is_dir():
        return of_person(Path(name))
    position, colon, path = name.partition(":")
    if not colon or not position.isdecimal():
        raise click.BadParameter(
            f"{name!r} is neither a folder nor POSITION:PATH, such as 2:right_index.png"
        )
    return [(int(position), Path(path))]


def of_person(folder: Path) -> list[tuple[int, Path]]:
    """Find `01.png`, `2.tif`, … in a folder."""
    found = [
        (int(path.stem), path)
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _SUFFIXES and _NUMBERED.fullmatch(path.stem)
    ]
    if not found:
        raise click.BadParameter(f"folder {folder} has no images named 01 to 12 by finger position")
    return found


def _read(position: int, path: Path, ppi: int, impression: str) -> Sample:
    try:
        return sample_from_file(path, position, ppi, _IMPRESSIONS[impression])
    except OSError as error:
        raise click.BadParameter(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
