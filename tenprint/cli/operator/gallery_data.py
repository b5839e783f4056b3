"""The data folder of a service for the commands of operators: its database and index folders."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

import click

from tenprint.cli.shared import options, server_packages

if TYPE_CHECKING:
    from database.connection import Database
    from services.settings import Settings

F = TypeVar("F", bound=Callable[..., object])
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class GalleryData:
    """A gallery of a data folder."""

    gallery: str
    settings: "Settings"

    @classmethod
    def of(cls, gallery: str, settings: "Settings") -> Self:
        """Name a gallery of the service; refuse other names."""
        from interop.names import GALLERY_NAMES

        if gallery not in GALLERY_NAMES:
            known = ", ".join(GALLERY_NAMES)
            raise click.BadParameter(f"no gallery {gallery!r}: use one of {known}")
        return cls(gallery, settings)

    @property
    def folder(self) -> Path:
        """The folder of the gallery's index."""
        return self.settings.gallery_folder(self.gallery)

    def database(self) -> AbstractContextManager["Database"]:
        """Open the database, which must exist."""
        return existing_database(self.settings)

    @contextmanager
    def alone(self, what: str) -> Iterator["Database"]:
        """Hold the data folder and open its database; an error names another holder."""
        with held_alone(self.settings.data_dir, what), self.database() as database:
            yield database

    def server(self) -> dict[str, object] | None:
        """Describe the server that runs on this folder; None if no server runs."""
        return server_of(self.settings.data_dir)


def server_of(folder: Path) -> dict[str, object] | None:
    """Describe the server that runs on a data folder; None if no server runs."""
    from services.process import is_locked, read_state

    return read_state(folder) if is_locked(folder) else None


@contextmanager
def held_alone(folder: Path, what: str) -> Iterator[None]:
    """Hold a data folder; an error names another holder."""
    from services.errors import SettingError
    from services.process import locked

    if not folder.is_dir():
        raise click.ClickException(f"there is no folder {folder}: name it with --data")
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder))
        except SettingError as error:
            raise click.ClickException(
                f"{what} needs the data folder {folder} for itself, but {_holder(folder)} holds "
                "the folder: stop that process first"
            ) from error
        yield


def _holder(folder: Path) -> str:
    state = server_of(folder)
    if not state:
        return "another process"
    return f"the server with process id {state['pid']} on {state['host']}:{state['port']}"


def check_database(settings: "Settings") -> None:
    """Refuse a folder without a service's database, before anything takes time."""
    file = settings.data_dir / "tenprint.sqlite"
    if not settings.database_url and not file.is_file():
        raise click.ClickException(f"there is no database {file}: name its folder with --data")


@contextmanager
def existing_database(settings: "Settings") -> Iterator["Database"]:
    """Open a service's database; refuse a folder without a database instead of making one."""
    check_database(settings)
    from database.connection import open_database

    database = open_database(settings.resolved_database_url, key_place=settings.key_place())
    try:
        yield database
    finally:
        database.close()


def data_options(command: F) -> F:
    """Add the options that name the data folder, the database and its master key."""
    command = click.option(
        "--master-key",
        help="FILE, env:NAME or command:…, if the database is sealed [TENPRINT_MASTER_KEY].",
    )(command)
    command = click.option(
        "--database-url", help="SQLAlchemy URL, if the database is not in the data folder."
    )(command)
    return click.option(
        "--data",
        "data_dir",
        type=options.FOLDER,
        help="Folder of the service's data [TENPRINT_DATA_DIR, or data].",
    )(command)


@contextmanager
def open_settings(
    data_dir: Path | None, database_url: str | None, master_key: str | None, **others: str
) -> Iterator["Settings"]:
    """Read the settings of the service; errors of the service's packages become one line."""
    with server_packages():
        from services.settings import load_settings

        given = {
            "data_dir": data_dir and str(data_dir),
            "database_url": database_url,
            "master_key": master_key,
        }
        yield load_settings({name: value for name, value in given.items() if value} | others)


def on_gallery(command: Callable[Concatenate[GalleryData, P], R]) -> Callable[P, R]:
    """Add the options that name a gallery in a data folder, and hand the command the gallery."""

    @options.gallery
    @data_options
    @wraps(command)
    def wrapper(
        gallery: str,
        data_dir: Path | None,
        database_url: str | None,
        master_key: str | None,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        with open_settings(data_dir, database_url, master_key) as settings:
            check_database(settings)
            return command(GalleryData.of(gallery, settings), *args, **kwargs)

    return wrapper  # type: ignore[return-value]
